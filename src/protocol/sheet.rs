//! Sheets: views that are read and not drawn, all of one form, so that the page has one way to show them.
//!
//! A worker writes them out, in words and numbers that are ready to show; they travel beside
//! [`Reply::Sheet`](crate::protocol::reply::Reply::Sheet) in postcard form.

use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SheetQuestion {
    /// What of the profile deserves a look. Beside it what else is open, each with its name, its beginning in nanoseconds since
    /// 1970 UTC, and how long it took.
    Findings(Vec<(String, [i64; 2])>),
}

/// A view that is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// From the top.
    pub sections: Vec<Section>,
}

/// A part of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// What it is.
    pub heading: String,
    /// Whether it is folded until somebody wants to see it.
    pub is_folded: bool,
    /// Paragraphs below the heading.
    pub notes: Vec<String>,
    /// Things, one below the other.
    pub items: Vec<Item>,
}

/// A thing with what is to be said of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub title: String,
    /// Its numbers.
    pub numbers: String,
    /// Sentences about it, each a paragraph.
    pub texts: Vec<String>,
    /// Where it leads.
    pub leads: Vec<Lead>,
}

/// A way to a function in another view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// The function's name.
    pub words: String,
    /// Its value.
    pub value: String,
    /// The function, for [`Request::Select`](crate::protocol::request::Request::Select); none where it is in no stack.
    pub function: Option<u32>,
    /// The sample type that the value is of.
    pub sample_type: u32,
}

/// A sheet as bytes.
pub fn bytes_from_sheet(sheet: &Sheet) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(sheet)
}

/// The sheet that [`bytes_from_sheet`] wrote.
pub fn sheet_from_bytes(bytes: &[u8]) -> Result<Sheet, postcard::Error> {
    postcard::from_bytes(bytes)
}

impl Section {
    /// Whether nothing is in it, so that it need not be shown.
    pub fn is_empty(&self) -> bool {
        self.is_folded && self.items.is_empty()
    }
}
