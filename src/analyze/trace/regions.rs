//! What goroutines did while they were in a region.
//!
//! Source: `EventRegionBegin`, `EventRegionEnd`, `finalize` in `internal/trace/summary.go`, Go 1.27.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::life::{Life, Piece, Times};
use crate::analyze::trace::syscalls::Syscalls;
use crate::model::column::OutOfMemory;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{Region, RegionEnd, RegionStart};
use crate::model::trace::goroutine::{GoRow, is_system};
use crate::model::trace::stack::FrameId;

/// A region, and what its goroutine did in it.
#[derive(Clone, Debug)]
pub struct RegionTimes {
    /// The region.
    pub region: Region,
    /// What its goroutine did.
    pub times: Times,
}

/// The regions of a goroutine whose life is cut into these pieces, in order of their beginning. Regions in which the runtime's own goroutines
/// only happen to be made are left out.
pub fn of(trace: &Trace, goroutine: GoRow, pieces: &[Piece]) -> Result<Vec<RegionTimes>, OutOfMemory> {
    let mut regions: Vec<RegionTimes> = Vec::new();
    let is_own = is_system(trace.root(goroutine));
    for region in trace.annotations.regions_of(goroutine) {
        if is_own && region.ended != RegionEnd::Ended {
            continue;
        }
        let full = OutOfMemory { rows: regions.len() };
        regions.try_reserve(1).map_err(|_no_memory| full)?;
        regions.push(RegionTimes {
            region,
            times: Times::default(),
        });
    }
    if regions.is_empty() {
        return Ok(regions);
    }
    let creation = trace.goroutines.get(goroutine).creation;
    let mut edges: Vec<(i64, bool, usize)> = Vec::new();
    let full = OutOfMemory { rows: regions.len() };
    edges.try_reserve_exact(2 * regions.len()).map_err(|_no_memory| full)?;
    for (at, row) in regions.iter().enumerate() {
        let start = match row.region.begun {
            RegionStart::Begun => row.region.start,
            RegionStart::Inherited | RegionStart::Before => creation,
        };
        edges.push((start, false, at));
        edges.push((row.region.end, true, at));
    }
    edges.sort_unstable();
    // One walk over the pieces, which stops at every edge.
    let mut done = Times::default();
    let mut next = 0;
    for (time, is_end, at) in edges {
        while let Some(piece) = pieces.get(next).filter(|piece| piece.end <= time) {
            done.add(piece.class, piece.end - piece.start);
            next += 1;
        }
        let mut now = done.clone();
        // Pieces of a system call that did not end overlap; there are two at most.
        for piece in pieces[next..].iter().take(2).filter(|piece| piece.start < time) {
            now.add(piece.class, piece.end.min(time) - piece.start);
        }
        now.total = time - creation;
        let times = &mut regions[at].times;
        *times = if is_end { now.without(times) } else { now };
    }
    regions.sort_by_key(|row| (row.region.begun != RegionStart::Before, row.region.start));
    Ok(regions)
}

/// Where regions begin: their name, and the line.
#[derive(Clone, Debug)]
pub struct RegionSite {
    /// The name.
    pub name: StringId,
    /// The frame that began them; none where it is not told.
    pub frame: Option<FrameId>,
    /// Which of the regions these are, in their order.
    pub rows: Vec<usize>,
    /// How long they took, in nanoseconds, with those that did not end, as far as they were seen.
    pub lengths: Distribution,
    /// What their goroutines did meanwhile.
    pub times: Times,
}

/// All regions that a program began itself, goroutine by goroutine.
pub fn all(trace: &Trace) -> Result<Vec<RegionTimes>, OutOfMemory> {
    let mut regions = Vec::new();
    if trace.annotations.regions.is_empty() {
        return Ok(regions);
    }
    let syscalls = Syscalls::of(trace)?;
    let mut pieces = Vec::new();
    for goroutine in trace.goroutines.rows() {
        if trace.annotations.regions_of(goroutine).next().is_none() {
            continue;
        }
        Life::of(trace, &syscalls, goroutine, &mut pieces)?;
        let found = of(trace, goroutine, &pieces)?;
        let full = OutOfMemory { rows: regions.len() };
        regions.try_reserve(found.len()).map_err(|_no_memory| full)?;
        regions.extend(
            found
                .into_iter()
                .filter(|row| row.region.begun != RegionStart::Inherited),
        );
    }
    Ok(regions)
}

/// From when to when a region was, in nanoseconds since the trace began.
pub fn bounds(trace: &Trace, region: &Region) -> [i64; 2] {
    match region.begun {
        RegionStart::Begun => [region.start, region.end],
        RegionStart::Inherited | RegionStart::Before => [trace.goroutines.get(region.goroutine).creation, region.end],
    }
}

/// Regions that were at some time of an interval, by name and by the line that began them; names in the order of the trace's texts.
///
/// `go tool trace` took this line until 1.23; since then it takes the goroutine's first function, so that all lines of it become one.
pub fn sites(
    trace: &Trace,
    regions: &[RegionTimes],
    from: i64,
    to: i64,
    is_meant: impl Fn(&RegionTimes) -> bool,
) -> Result<Vec<RegionSite>, OutOfMemory> {
    let mut sites: Vec<RegionSite> = Vec::new();
    let mut known: HashMap<(StringId, Option<FrameId>), usize, FixedState> = HashMap::default();
    for (row, of) in regions.iter().enumerate() {
        let RegionTimes { region, times } = of;
        let [start, end] = bounds(trace, region);
        if end < from || start > to || !is_meant(of) {
            continue;
        }
        let frame = trace.stacks.leaf_first(region.stack).next();
        let full = OutOfMemory { rows: row };
        sites.try_reserve(1).map_err(|_no_memory| full)?;
        known.try_reserve(1).map_err(|_no_memory| full)?;
        let at = *known.entry((region.name, frame)).or_insert(sites.len());
        if at == sites.len() {
            sites.push(RegionSite {
                name: region.name,
                frame,
                rows: Vec::new(),
                lengths: Distribution::default(),
                times: Times::default(),
            });
        }
        let site = &mut sites[at];
        site.rows.try_reserve(1).map_err(|_no_memory| full)?;
        site.rows.push(row);
        site.lengths.add(times.total)?;
        site.times.add_all(times);
    }
    sites.sort_by_key(|site| (site.name, site.frame));
    Ok(sites)
}
