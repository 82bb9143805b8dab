//! Accounts: views that are read and not drawn, all of one form, so that the page has one way to show them.
//!
//! A worker writes them out, in words and numbers that are ready to show; they travel beside
//! [`Reply::Account`](crate::protocol::reply::Reply::Account) in postcard form.

use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AccountQuestion {
    /// What of the profile deserves a look. Beside it what else is open, each with its name, its beginning in nanoseconds since
    /// 1970 UTC, and how long it took.
    Findings(Vec<(String, [i64; 2])>),
    /// How functions change from snapshot to snapshot, of the sample type that is shown: whether with what they called, and in what order.
    Series(bool, SeriesOrder),
}

/// What a series is ordered by; the largest first, and names from A on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesOrder {
    /// The last value less the first.
    #[default]
    Growth,
    /// The slope of the straight line that fits best.
    Slope,
    /// Growth as a share of all ups and downs.
    Steadiness,
    /// The last value.
    Last,
    /// The function's name.
    Name,
}

/// A view that is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// From the top.
    pub sections: Vec<Section>,
}

/// A part of an account.
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
    /// What else can be asked.
    pub switches: Vec<Switch>,
    /// The heads of a table's columns, behind those of name and line.
    pub columns: Vec<Switch>,
    /// The rows of the table.
    pub rows: Vec<AccountRow>,
}

/// A button that asks for another account; or, in a table's head, words alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Switch {
    /// What stands on it.
    pub words: String,
    /// More of it, for the pointer.
    pub title: String,
    /// Whether this account is that one.
    pub is_on: bool,
    /// What it asks.
    pub asks: Option<AccountQuestion>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    /// The function.
    pub lead: Lead,
    /// Its values as a line in a box that is 100 wide and 20 high, y downwards: the commands of an SVG path.
    pub line: String,
    /// The cells, each with the exact value.
    pub cells: Vec<[String; 2]>,
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

/// An account as bytes.
pub fn bytes_from_account(account: &Account) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(account)
}

/// The account that [`bytes_from_account`] wrote.
pub fn account_from_bytes(bytes: &[u8]) -> Result<Account, postcard::Error> {
    postcard::from_bytes(bytes)
}

impl Section {
    /// Whether nothing is in it, so that it need not be shown.
    pub fn is_empty(&self) -> bool {
        self.is_folded && self.items.is_empty() && self.notes.is_empty()
    }
}
