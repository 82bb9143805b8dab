//! A picture as a list of rows that fold: what is read where the picture cannot be seen.
//!
//! The list holds only the rows that are unfolded, each with its level and its place among its siblings.
//! To unfold a row splices the rows below it in; nothing ever walks a whole tree. What stands below a row, and
//! what a row says, comes from [`Branches`]: the flame graph's call tree is one, any other picture can be.
//!
//! Every change is one pass over the list, however deep the row that it leads to.

use std::ops::Range;

use crate::model::column::OutOfMemory;
use crate::protocol::rows::{Fold, TreeRow};

/// Rows sent at once: more than any screen shows, little enough to write in a moment.
const MAX_ROWS: u32 = 1000;

/// What a picture shows, as items below items. An item is any number that the picture can tell its things by.
pub(super) trait Branches {
    /// The items below this one in the order of the picture, or, below none, the outermost.
    fn below(&mut self, item: Option<u32>) -> &[u32];
    /// The item above this one; none above the outermost.
    fn above(&self, item: u32) -> Option<u32>;
    /// What its row says of itself; place and folding are filled in by the list.
    fn row(&mut self, item: u32) -> TreeRow;
}

/// A row that is unfolded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    item: u32,
    /// 1 for the outermost.
    level: u32,
    /// Its place among its siblings, from 1.
    position: u32,
    /// How many siblings there are, itself among them.
    siblings: u32,
    is_open: bool,
}

/// The list's state.
#[derive(Debug, Default)]
pub(super) struct Treegrid {
    rows: Vec<Row>,
    /// The rows that the page wants to have; none while nobody looks.
    watched: Range<u32>,
    selected: Option<u32>,
    /// Whether the page has to be told.
    is_news: bool,
}

impl Treegrid {
    /// Whether somebody looks at the list. While nobody does, it is left as it is.
    pub(super) fn is_watched(&self) -> bool {
        !self.watched.is_empty()
    }

    /// Notes which rows are to be told from now on, whenever they change.
    pub(super) fn watch(&mut self, rows: Range<u32>) {
        self.watched = rows.start..rows.end.min(rows.start.saturating_add(MAX_ROWS));
        self.is_news = true;
    }

    /// Forgets rows and selection: items are others.
    pub(super) fn restart(&mut self) {
        self.rows.clear();
        self.selected = None;
        self.is_news = true;
    }

    /// Whether there are no rows: none were made yet, or there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Says that the rows are the same and what they say is not.
    pub(super) fn reword(&mut self) {
        self.is_news = true;
    }

    /// What the rows say is new, or what stands below them: those that were open are opened again.
    pub(super) fn refill(&mut self, branches: &mut dyn Branches) -> Result<(), OutOfMemory> {
        let mut opened: Vec<u32> = Vec::new();
        reserve(&mut opened, self.rows.len())?;
        opened.extend(self.rows.iter().filter(|row| row.is_open).map(|row| row.item));
        opened.sort_unstable();
        self.rows.clear();
        // What is still to be written, the next row last.
        let mut open = Vec::new();
        push_below(&mut open, None, 1, branches)?;
        open.reverse();
        while let Some(mut row) = open.pop() {
            row.is_open = opened.binary_search(&row.item).is_ok() && !branches.below(Some(row.item)).is_empty();
            reserve(&mut self.rows, 1)?;
            self.rows.push(row);
            if row.is_open {
                let first = open.len();
                push_below(&mut open, Some(row.item), row.level + 1, branches)?;
                open[first..].reverse();
            }
        }
        self.is_news = true;
        Ok(())
    }

    /// Selects an item and unfolds the way to it.
    pub(super) fn select(&mut self, item: Option<u32>, branches: &mut dyn Branches) -> Result<(), OutOfMemory> {
        self.selected = item;
        self.is_news = true;
        if let Some(item) = item {
            self.reveal(item, branches)?;
        }
        Ok(())
    }

    /// Unfolds whatever stands above an item.
    fn reveal(&mut self, item: u32, branches: &mut dyn Branches) -> Result<(), OutOfMemory> {
        let mut way = Vec::new();
        let mut at = Some(item);
        while let Some(item) = at {
            reserve(&mut way, 1)?;
            way.push(item);
            at = branches.above(item);
        }
        way.reverse();
        // Down to the last row of the way that is there.
        let mut met = None;
        let mut next = 0;
        let mut level = 1;
        for (index, row) in self.rows.iter().enumerate() {
            if row.level < level {
                break;
            }
            if way.get(next) == Some(&row.item) && row.level == level {
                met = Some(index);
                next += 1;
                level += 1;
            }
        }
        let Some(met) = met.filter(|_| next < way.len()) else {
            return Ok(());
        };
        // What is spliced in: each level up to the row of the way, and, turned, what of it comes after the rows below.
        let (mut before, mut after): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
        let mut caller = self.rows[met];
        for &wanted in &way[next..] {
            let mut level = Vec::new();
            push_below(&mut level, Some(caller.item), caller.level + 1, branches)?;
            let Some(at) = level.iter().position(|row| row.item == wanted) else {
                break; // The picture does not show it.
            };
            match before.last_mut() {
                Some(last) => last.is_open = true,
                None => self.rows[met].is_open = true,
            }
            reserve(&mut after, level.len())?;
            after.extend(level.drain(at + 1..).rev());
            reserve(&mut before, level.len())?;
            before.append(&mut level);
            caller = before[before.len() - 1];
        }
        after.reverse();
        let inserted = before.len() + after.len();
        reserve(&mut self.rows, inserted)?;
        self.rows.splice(met + 1..=met, before.into_iter().chain(after));
        Ok(())
    }

    /// Unfolds a row; whether it was folded and there is something below it.
    pub(super) fn unfold(&mut self, item: u32, branches: &mut dyn Branches) -> Result<bool, OutOfMemory> {
        let Some(at) = self.index_of(item).filter(|&at| !self.rows[at].is_open) else {
            return Ok(false);
        };
        let mut below = Vec::new();
        push_below(&mut below, Some(item), self.rows[at].level + 1, branches)?;
        if below.is_empty() {
            return Ok(false);
        }
        self.rows[at].is_open = true;
        reserve(&mut self.rows, below.len())?;
        self.rows.splice(at + 1..=at, below);
        self.is_news = true;
        Ok(true)
    }

    /// Folds a row; whether it was unfolded.
    pub(super) fn fold(&mut self, item: u32) -> bool {
        let Some(at) = self.index_of(item).filter(|&at| self.rows[at].is_open) else {
            return false;
        };
        self.rows[at].is_open = false;
        let end = self.end_of(at);
        self.rows.drain(at + 1..end);
        self.is_news = true;
        true
    }

    /// Unfolds a row and all its siblings.
    pub(super) fn unfold_siblings(&mut self, item: u32, branches: &mut dyn Branches) -> Result<(), OutOfMemory> {
        let Some(at) = self.index_of(item) else { return Ok(()) };
        let level = self.rows[at].level;
        let is_above = |row: &Row| row.level < level;
        let start = self.rows[..at].iter().rposition(is_above).map_or(0, |above| above + 1);
        let end = self.rows[at..]
            .iter()
            .position(is_above)
            .map_or(self.rows.len(), |above| at + above);
        let mut unfolded = Vec::new();
        for row in &self.rows[start..end] {
            reserve(&mut unfolded, 1)?;
            let written = unfolded.len();
            unfolded.push(*row);
            if row.level == level && !row.is_open {
                push_below(&mut unfolded, Some(row.item), level + 1, branches)?;
                unfolded[written].is_open = unfolded.len() > written + 1;
            }
        }
        reserve(&mut self.rows, unfolded.len())?;
        self.rows.splice(start..end, unfolded);
        self.is_news = true;
        Ok(())
    }

    /// The item this many rows below the selected one, or above; from nothing the first, or the last from below.
    pub(super) fn at_distance(&self, rows: i64) -> Option<u32> {
        let last = self.rows.len().checked_sub(1)? as i64;
        let at = match self.selected_index() {
            Some(at) => (at as i64).saturating_add(rows).clamp(0, last),
            None if rows > last => last,
            None => 0,
        };
        self.rows.get(at as usize).map(|row| row.item)
    }

    /// The selected item, when it has a row; and its first child, when it is unfolded.
    pub(super) fn selected(&self) -> Option<(u32, Option<u32>)> {
        let at = self.selected_index()?;
        let child = self.rows.get(at + 1).filter(|_| self.rows[at].is_open);
        Some((self.rows[at].item, child.map(|child| child.item)))
    }

    /// The rows to be told and what is told with them, when there is news for somebody who looks.
    pub(super) fn take_news(&mut self, branches: &mut dyn Branches) -> Option<News> {
        if !std::mem::take(&mut self.is_news) || !self.is_watched() {
            return None;
        }
        let row_count = self.rows.len() as u32;
        let from = self.watched.start.min(row_count);
        let to = self.watched.end.min(row_count).max(from);
        let watched = &self.rows[from as usize..to as usize];
        let rows = watched.iter().map(|row| {
            let fold = match (branches.below(Some(row.item)).is_empty(), row.is_open) {
                (true, _) => Fold::Leaf,
                (false, true) => Fold::Open,
                (false, false) => Fold::Closed,
            };
            TreeRow {
                item: row.item,
                level: row.level,
                position: row.position,
                siblings: row.siblings,
                fold,
                ..branches.row(row.item)
            }
        });
        Some(News {
            rows: rows.collect(),
            from,
            row_count,
            selected_row: self.selected_index().map(|at| at as u32),
        })
    }

    fn selected_index(&self) -> Option<usize> {
        self.index_of(self.selected?)
    }

    fn index_of(&self, item: u32) -> Option<usize> {
        self.rows.iter().position(|row| row.item == item)
    }

    /// The row after the last one below a row.
    fn end_of(&self, at: usize) -> usize {
        let level = self.rows[at].level;
        let below = self.rows[at + 1..].iter().take_while(|row| row.level > level);
        at + 1 + below.count()
    }
}

/// What is to be told of a list.
pub(super) struct News {
    pub(super) rows: Vec<TreeRow>,
    /// The first row's number.
    pub(super) from: u32,
    pub(super) row_count: u32,
    pub(super) selected_row: Option<u32>,
}

/// Adds the rows below an item, all folded.
fn push_below(
    rows: &mut Vec<Row>,
    item: Option<u32>,
    level: u32,
    branches: &mut dyn Branches,
) -> Result<(), OutOfMemory> {
    let below = branches.below(item);
    reserve(rows, below.len())?;
    let siblings = below.len() as u32;
    rows.extend((1..).zip(below).map(|(position, &item)| Row {
        item,
        level,
        position,
        siblings,
        is_open: false,
    }));
    Ok(())
}

fn reserve<T>(rows: &mut Vec<T>, more: usize) -> Result<(), OutOfMemory> {
    let kept = rows.len();
    rows.try_reserve(more).map_err(|_no_memory| OutOfMemory { rows: kept })
}

#[cfg(test)]
mod tests;
