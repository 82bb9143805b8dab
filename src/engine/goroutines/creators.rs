//! The tree of creators, row by row.

use crate::analyze::goroutines::creators::{CreatorId, Creators};
use crate::engine::goroutines::words::Words;
use crate::protocol::goroutines::{CallRow, CreatorRow};

/// Most rows of the tree.
const MOST_ROWS: usize = 300;

/// The first rows of the tree, each followed by those below it, and how many there are beside.
pub(super) fn rows(words: Words<'_>, creators: &Creators) -> (Vec<CreatorRow>, u32) {
    let root = CreatorId(0);
    let mut rows = Vec::new();
    if creators.own[root.row()] > 0 {
        rows.push(CreatorRow {
            level: 1,
            call: CallRow {
                name: "no creator named: the main goroutine and the runtime's own".to_owned(),
                ..CallRow::default()
            },
            own: creators.own[root.row()],
            total: creators.own[root.row()],
        });
    }
    let mut count = creators.total.iter().skip(1).filter(|&&total| total > 0).count();
    let mut open: Vec<(CreatorId, u32)> = Vec::new();
    let mut next = (root, 0);
    loop {
        let below = creators.children(next.0).into_iter().rev();
        open.extend(below.map(|child| (child, next.1 + 1)));
        let Some((node, level)) = open.pop().filter(|_| rows.len() < MOST_ROWS) else {
            break;
        };
        count -= 1;
        rows.push(CreatorRow {
            level,
            call: words.call(creators.tree.key(node)),
            own: creators.own[node.row()],
            total: creators.total[node.row()],
        });
        next = (node, level);
    }
    (rows, count as u32)
}
