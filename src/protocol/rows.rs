//! Rows of the table and of pictures' lists, in bulk.
//!
//! Postcard form: small, quick, and one `ArrayBuffer` to transfer.

use serde::{Deserialize, Serialize};

/// One function of the table, formatted as pprof formats it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TopRow {
    /// The function, for [`Request::Select`](crate::protocol::request::Request::Select).
    pub function: u32,
    /// What stands before the function's own name: the import path up to the package, or empty.
    pub path: String,
    /// The rest of the name.
    pub name: String,
    /// The source file, or empty.
    pub file: String,
    /// Value in the function itself.
    pub flat: String,
    /// The same to the last digit.
    pub flat_exact: String,
    /// Its share of the total.
    pub flat_percent: String,
    /// The shares of this row and those above it, added up in the order shown.
    pub sum_percent: String,
    /// Value in the function and what it called.
    pub cum: String,
    /// The same to the last digit.
    pub cum_exact: String,
    /// Its share of the total.
    pub cum_percent: String,
    /// The bar behind flat: 0 to 1 of the column's largest.
    pub flat_bar: f32,
    /// The bar behind cum: 0 to 1 of the column's largest.
    pub cum_bar: f32,
    /// Whether every call of it was inlined, some, or none.
    pub inlining: Inlining,
    /// In a comparison old flat, new flat, old cum and new cum, and what of the sides has it: `new`, `gone`, or nothing
    /// for both. Flat and cum are then what changed.
    pub sides: Vec<String>,
}

/// How often the calls of a function were inlined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inlining {
    /// Never.
    #[default]
    Never,
    /// In some of its callers.
    Partly,
    /// Wherever it was called.
    Always,
}

/// What a row's function is to the one above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// What the list as a whole says.
    #[default]
    None,
    /// It calls it.
    Caller,
    /// It is called by it.
    Callee,
}

/// A row of a picture's list: a frame of the flame graph, a function or a call of the call graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TreeRow {
    /// What the picture calls it, for [`TwinCommand`](crate::protocol::request::TwinCommand): of the flame graph, the frame.
    pub item: u32,
    /// How deep it stands; 1 for the outermost.
    pub level: u32,
    /// Its place among its siblings, from 1.
    pub position: u32,
    /// How many siblings there are, itself among them.
    pub siblings: u32,
    /// Whether there are rows below it, and whether they are shown.
    pub fold: Fold,
    /// The function, for [`Request::Select`](crate::protocol::request::Request::Select).
    pub function: u32,
    /// What stands before the function's own name: the import path up to the package, or empty.
    pub path: String,
    /// The rest of the name.
    pub name: String,
    /// Value in it and what it called.
    pub total: String,
    /// The same to the last digit.
    pub total_exact: String,
    /// Total as a share of the profile's.
    pub percent: String,
    /// The bar behind the total: 0 to 1 of the profile's.
    pub bar: f32,
    /// Value in itself.
    pub own: String,
    /// The same to the last digit.
    pub own_exact: String,
    /// Whether every call behind it was inlined, some, or none.
    pub inlining: Inlining,
    /// What its function is to the one above.
    pub relation: Relation,
    /// Whether a search is on and this does not match.
    pub is_dimmed: bool,
}

/// Whether there are rows below a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fold {
    /// None.
    #[default]
    Leaf,
    /// Some, not shown.
    Closed,
    /// Some, shown.
    Open,
}

/// Rows as bytes, to travel beside [`Reply::Rows`](crate::protocol::reply::Reply::Rows).
pub fn bytes_from_rows(rows: &[TopRow]) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(rows)
}

/// Rows as bytes, to travel beside [`Reply::TwinRows`](crate::protocol::reply::Reply::TwinRows).
pub fn bytes_from_tree_rows(rows: &[TreeRow]) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(rows)
}

/// The rows that [`bytes_from_tree_rows`] wrote.
pub fn tree_rows_from_bytes(bytes: &[u8]) -> Result<Vec<TreeRow>, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// The rows that [`bytes_from_rows`] wrote.
pub fn rows_from_bytes(bytes: &[u8]) -> Result<Vec<TopRow>, postcard::Error> {
    postcard::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_survive_the_journey() {
        let row = TopRow {
            function: 7,
            name: "main.main".into(),
            flat_bar: 0.5,
            inlining: Inlining::Partly,
            ..TopRow::default()
        };
        let bytes = bytes_from_rows(&[row.clone(), TopRow::default()]).unwrap();
        assert_eq!(rows_from_bytes(&bytes).unwrap(), [row, TopRow::default()]);
        assert!(rows_from_bytes(&bytes[..5]).is_err());
    }

    #[test]
    fn rows_of_a_list_survive_the_journey() {
        let row = TreeRow {
            item: u32::MAX,
            fold: Fold::Open,
            bar: 0.25,
            is_dimmed: true,
            ..TreeRow::default()
        };
        let bytes = bytes_from_tree_rows(&[TreeRow::default(), row.clone()]).unwrap();
        assert_eq!(tree_rows_from_bytes(&bytes).unwrap(), [TreeRow::default(), row]);
        assert!(tree_rows_from_bytes(&bytes[..5]).is_err());
    }
}
