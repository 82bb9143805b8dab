//! Who made whom: goroutines as a list in which those that one made follow it.

use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::listing::{Listing, NO_ROW};

/// A goroutine in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// The goroutine.
    pub goroutine: GoRow,
    /// How many made it, one the other.
    pub depth: u32,
    /// How many of those that follow it made, or they did.
    pub below: u32,
}

/// Who made a goroutine, if the trace tells: one that it told of before.
pub fn creator(trace: &Trace, goroutine: GoRow) -> Option<GoRow> {
    let creator = trace.goroutines.get(goroutine).creator;
    (creator.is_some() && creator < goroutine).then_some(creator)
}

/// All goroutines in the order in which the trace first tells of them, those that each made right behind it.
pub fn tree(trace: &Trace) -> Result<Vec<Made>, OutOfMemory> {
    let count = trace.goroutines.len();
    let full = |_no_memory| OutOfMemory { rows: count };
    let made = Listing::of(count, || {
        let rows = trace.goroutines.rows();
        rows.map(|row| creator(trace, row).map_or(NO_ROW, |creator| creator.0))
    })?;
    let mut nodes: Vec<Made> = Vec::new();
    nodes.try_reserve_exact(count).map_err(full)?;
    // What is looked at next stands last.
    let mut open: Vec<(GoRow, u32)> = Vec::new();
    open.try_reserve_exact(count).map_err(full)?;
    let tops = trace.goroutines.rows().filter(|&row| creator(trace, row).is_none());
    open.extend(tops.rev().map(|row| (row, 0)));
    while let Some((goroutine, depth)) = open.pop() {
        nodes.push(Made {
            goroutine,
            depth,
            below: 0,
        });
        let below = made.rows(goroutine.0).rev();
        open.extend(below.map(|row| (GoRow::from(row), depth + 1)));
    }
    // Each ends where the next one begins that is no deeper.
    let mut above: Vec<usize> = Vec::new();
    for at in 0..=nodes.len() {
        let depth = nodes.get(at).map_or(0, |node| node.depth as usize);
        while above.len() > depth || (at == nodes.len() && !above.is_empty()) {
            if let Some(ended) = above.pop()
                && let Some(node) = nodes.get_mut(ended)
            {
                node.below = (at - ended - 1) as u32;
            }
        }
        above.push(at);
    }
    Ok(nodes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{StackId, StringId};
    use crate::model::trace::goroutine::Goroutine;
    use crate::model::trace::id::GoId;

    #[test]
    fn those_that_one_made_follow_it() {
        let mut trace = Trace::default();
        // 0 made 1 and 3, 1 made 2 and 5, 4 was there, 6 says that a later one made it.
        for (row, creator) in [NO_ROW, 0, 1, 0, NO_ROW, 1, 7].into_iter().enumerate() {
            let goroutine = Goroutine {
                id: GoId(row as i64),
                creation: 0,
                creator: GoRow(creator),
                root: StringId(0),
                first_stack: StackId(0),
                is_older: false,
            };
            trace.goroutines.push(goroutine).unwrap();
        }
        let told: Vec<_> = tree(&trace).unwrap();
        let told: Vec<_> = told.iter().map(|it| (it.goroutine.0, it.depth, it.below)).collect();
        let wanted = [
            (0, 0, 4),
            (1, 1, 2),
            (2, 2, 0),
            (5, 2, 0),
            (3, 1, 0),
            (4, 0, 0),
            (6, 0, 0),
        ];
        assert_eq!(told, wanted);
        assert_eq!(tree(&Trace::default()), Ok(Vec::new()));
    }
}
