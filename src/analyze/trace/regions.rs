//! What goroutines did while they were in a region.
//!
//! Source: `EventRegionBegin`, `EventRegionEnd`, `finalize` in `internal/trace/summary.go`, Go 1.27.

use crate::analyze::trace::life::{Piece, Times};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{Region, RegionEnd, RegionStart};
use crate::model::trace::goroutine::{GoRow, is_system};

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
