//! Rows of the table, in bulk.
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

/// Rows as bytes, to travel beside [`Reply::Rows`](crate::protocol::reply::Reply::Rows).
pub fn bytes_from_rows(rows: &[TopRow]) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(rows)
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
}
