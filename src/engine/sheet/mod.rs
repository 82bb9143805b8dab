//! Views that are lines: what is watched in → the lines in view, written out, whenever they change.
//!
//! The lines of a view are counted and ordered once; what stands in each is made when it comes into view, so that a million
//! samples cost no more than two numbers each.
//!
//! Must not know: how the page draws a line.
//!
//! Read [`Shown::tell_sheet`] first.

mod comments;
mod labels;
mod source;
mod sources;
mod traces;

use std::ops::Range;

use crate::analyze::profile::entity::EntityId;
use crate::engine::profile::OpenProfile;
use crate::engine::sheet::sources::Sources;
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::protocol::reply::Reply;
use crate::protocol::sheet::{Sheet, SheetLine, SheetPage, SheetValue, SourceText};

/// Most lines that travel at once, however many are asked for.
const MOST_LINES: u32 = 1000;

/// The lines of a view.
trait Lines {
    /// What is said of the view as a whole; the lines stand to be filled in.
    fn head(&self, profile: &OpenProfile) -> SheetPage;

    /// How many lines there are.
    fn count(&self) -> usize;

    /// A line.
    fn line(&self, profile: &OpenProfile, row: usize) -> SheetLine;

    /// Whether the lines are still those of what is selected.
    fn is_of(&self, _selected: Option<EntityId>) -> bool {
        true
    }
}

/// What is watched, and the lines as far as they were made.
#[derive(Default)]
pub(super) struct Sheets {
    watched: Option<(Sheet, Range<u32>)>,
    made: Option<(Sheet, Box<dyn Lines>)>,
    /// Source text that was given.
    sources: Sources,
    /// Whether the page knows the lines that it watches.
    is_told: bool,
}

impl Sheets {
    /// What the lines are made of has changed.
    pub(super) fn forget(&mut self) {
        self.made = None;
        self.is_told = false;
    }
}

impl Shown {
    /// Notes which lines somebody looks at.
    pub(super) fn watch_sheet(&mut self, sheet: Option<Sheet>, lines: Range<u32>) -> Changed {
        let watched = sheet.map(|sheet| (sheet, lines));
        if watched.is_none() {
            self.sheets.made = None;
        }
        // Who asks again has forgotten.
        self.sheets.is_told = false;
        self.sheets.watched = watched;
        Changed::Nothing
    }

    /// Takes source text, which may be that of the function shown.
    pub(super) fn take_source(&mut self, text: SourceText) -> Changed {
        self.sheets.sources.take(text);
        self.sheets.forget();
        Changed::Nothing
    }

    /// Tells the lines that are watched, if anything about them is new; whether it did.
    pub(super) fn tell_sheet(&mut self, outbox: &mut Vec<Outgoing>) -> Result<bool, OutOfMemory> {
        let Some((sheet, watched)) = self.sheets.watched.clone() else {
            return Ok(false);
        };
        let selected = self.flame.selected;
        if self.sheets.made.as_ref().is_some_and(|(_, made)| !made.is_of(selected)) {
            self.sheets.forget();
        }
        if self.sheets.is_told {
            return Ok(false);
        }
        let profile = &self.profile;
        let made: Box<dyn Lines> = match self.sheets.made.take().filter(|(made, _)| *made == sheet) {
            Some((_, made)) => made,
            None => match sheet {
                Sheet::Labels => Box::new(labels::Labels::of(profile)),
                Sheet::Traces => Box::new(traces::Traces::of(profile)?),
                Sheet::Source => {
                    // A function's own sums are the table's.
                    let Some(functions) = self.table.functions() else {
                        return Ok(false);
                    };
                    let sums = selected.map(|entity| (entity, [functions.flat(entity), functions.cum(entity)]));
                    Box::new(source::SourceLines::of(profile, sums, &self.sheets.sources)?)
                }
                Sheet::Comments => Box::new(comments::Comments::of(profile)),
            },
        };
        let count = made.count() as u32;
        let from = watched.start.min(count);
        let to = watched.end.min(count).min(from.saturating_add(MOST_LINES));
        let page = SheetPage {
            from,
            line_count: count,
            lines: (from..to).map(|row| made.line(profile, row as usize)).collect(),
            ..made.head(profile)
        };
        self.sheets.made = Some((sheet, made));
        self.sheets.is_told = true;
        outbox.push(Outgoing {
            reply: Reply::Sheet,
            // Writing plain values to memory cannot fail; were it to, there is nothing to send.
            bytes: page.to_bytes().ok(),
        });
        Ok(true)
    }
}

/// A weight, with a bar of its share of the whole.
fn weight(profile: &OpenProfile, value: i64) -> SheetValue {
    SheetValue {
        text: profile.label(value),
        exact: profile.exact(value),
        bar: crate::engine::facts::bar(value, profile.total()),
    }
}

/// A weight's share of the whole.
fn share(profile: &OpenProfile, value: i64) -> SheetValue {
    plain(profile.share(value))
}

/// What says all as it stands.
fn plain(text: String) -> SheetValue {
    SheetValue {
        exact: text.clone(),
        text,
        bar: 0.0,
    }
}

/// How many there are of something.
fn counted(count: usize, one: &str, many: &str) -> String {
    let number = crate::model::unit::exact(count as i64, b"count");
    format!("{number} {}", if count == 1 { one } else { many })
}
