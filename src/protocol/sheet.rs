//! Views that are lines of text beside numbers: one form for all of them, so that the page needs one view.

use serde::{Deserialize, Serialize};

use crate::protocol::filter::Filter;

/// Such a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sheet {
    /// All labels and what they weigh: pprof's `-tags`.
    Labels,
    /// The lines of the selected function: pprof's `-list`.
    Source,
    /// Every sample with its stack: pprof's `-traces`.
    Traces,
    /// What the file's writer noted: pprof's `-comments`.
    Comments,
}

impl Sheet {
    /// The word for it, in links and for tests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Source => "source",
            Self::Traces => "traces",
            Self::Comments => "comments",
        }
    }

    /// What its lines are, for the head of their column.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Labels => "label",
            Self::Source => "source",
            Self::Traces => "stack",
            Self::Comments => "comment",
        }
    }
}

/// Lines of a view, and what is said of it as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetPage {
    /// What it shows, in a few words.
    pub title: String,
    /// What should be known to read it, in sentences.
    pub notes: Vec<String>,
    /// The heads of the columns of numbers.
    pub columns: Vec<String>,
    /// The first line's number.
    pub from: u32,
    /// How many lines there are in all.
    pub line_count: u32,
    /// The lines.
    pub lines: Vec<SheetLine>,
    /// Files whose text would be shown: [`Request::SourceText`](crate::protocol::request::Request::SourceText) gives it.
    pub wanted: Vec<Wanted>,
}

/// A file of source text that the worker does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Its path in the profile.
    pub path: String,
    /// What may lead to it below a folder: the first that does is the file.
    pub candidates: Vec<String>,
}

/// A file of source text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// Its path in the profile.
    pub path: String,
    /// What it is called where it was found.
    pub found_as: String,
    /// All of it.
    pub text: String,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetLine {
    /// What it is.
    pub kind: LineKind,
    /// The numbers before the text.
    pub values: Vec<SheetValue>,
    /// The text.
    pub text: String,
    /// What is added to it, more quietly.
    pub note: String,
    /// How far the text is moved to the right, in steps.
    pub level: u32,
    /// What a click on the text does.
    pub click: Option<Act>,
    /// What else can be done, each with the words for it.
    pub acts: Vec<(String, Act)>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineKind {
    /// One of many.
    #[default]
    Plain,
    /// What those below it belong to.
    Heading,
    /// Text as it stands in a file.
    Code,
}

/// A number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetValue {
    /// As it is shown.
    pub text: String,
    /// To the last digit.
    pub exact: String,
    /// A bar behind it, 0 to 1.
    pub bar: f32,
}

/// What can be done with a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Add this filter.
    Filter(Filter),
    /// Select this function, by the id in its row.
    Select(u32),
}

impl SheetPage {
    /// As bytes, to travel beside [`Reply::Sheet`](crate::protocol::reply::Reply::Sheet).
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// What [`SheetPage::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::filter::FilterKind;

    #[test]
    fn lines_survive_the_journey() {
        let filter = Filter {
            kind: FilterKind::TagRoot,
            what: "shard".to_owned(),
            is_exact: false,
        };
        let line = SheetLine {
            kind: LineKind::Heading,
            level: 2,
            click: Some(Act::Select(7)),
            acts: vec![("group by".to_owned(), Act::Filter(filter))],
            ..SheetLine::default()
        };
        let page = SheetPage {
            line_count: 1,
            lines: vec![line],
            ..SheetPage::default()
        };
        let bytes = page.to_bytes().unwrap();
        assert_eq!(SheetPage::from_bytes(&bytes).unwrap(), page);
        assert!(SheetPage::from_bytes(&bytes[..2]).is_err());
    }
}
