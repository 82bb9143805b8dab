//! A goroutine's family: those that woke or made it, or that it woke or made, and theirs.

use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::SegmentId;

/// Goroutines of a family that are told.
pub const MOST: usize = 500;

/// A goroutine and those that are so many wakings away at most, in the order of their rows. A pass over all changes for each.
pub fn family(trace: &Trace, of: GoRow, hops: u8) -> Result<Vec<GoRow>, OutOfMemory> {
    let mut family = vec![of];
    let mut is_in = Bits::default();
    is_in.insert(of.row())?;
    let lanes = trace.spans.lanes();
    for _ in 0..hops {
        let mut more: Vec<GoRow> = Vec::new();
        for at in 0..lanes.len() {
            let segment = SegmentId::from(at);
            let (page, goroutine) = (lanes.page(segment), GoRow(lanes.lane(segment)));
            let is_woken = is_in.has(goroutine.row());
            for row in lanes.rows(segment) {
                let Some(waker) = trace.spans.change(page, row).by.goroutine() else {
                    continue;
                };
                if is_in.has(waker.row()) != is_woken && more.len() < 4 * MOST {
                    more.push(if is_woken { waker } else { goroutine });
                }
            }
        }
        more.sort_unstable();
        more.dedup();
        for other in more {
            if family.len() < MOST && !is_in.has(other.row()) {
                is_in.insert(other.row())?;
                family.push(other);
            }
        }
    }
    family.sort_unstable();
    Ok(family)
}
