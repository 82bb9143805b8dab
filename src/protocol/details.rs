//! What is known of a selected function beside its values: who calls it, what it calls, its labels.

use serde::{Deserialize, Serialize};

/// The details of a selected function, some time after [`Reply::Selected`](crate::protocol::reply::Reply::Selected).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// The function, by the id in its row.
    pub function: u32,
    /// Its whole name.
    pub name: String,
    /// Its module with its version, where the file's path tells it; else empty.
    pub module: String,
    /// Value in the function itself, formatted.
    pub flat: String,
    /// The same to the last digit.
    pub flat_exact: String,
    /// Its share of the total.
    pub flat_percent: String,
    /// Value in the function and what it called, formatted.
    pub cum: String,
    /// The same to the last digit.
    pub cum_exact: String,
    /// Its share of the total.
    pub cum_percent: String,
    /// In a comparison old flat, new flat, old cum and new cum, formatted.
    pub sides: Vec<String>,
    /// What calls it, the heaviest first.
    pub callers: Neighbours,
    /// What it calls, the heaviest first.
    pub callees: Neighbours,
    /// The labels of its samples, by key and then the heaviest first.
    pub labels: Vec<LabelFacts>,
    /// Labels that are not among them.
    pub more_labels: u32,
}

/// The functions at one side of a function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbours {
    /// The heaviest.
    pub rows: Vec<Neighbour>,
    /// How many there are beside these.
    pub more: u32,
}

/// A caller or a callee.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// The function, for [`Request::Select`](crate::protocol::request::Request::Select).
    pub function: u32,
    /// What stands before the function's own name: the import path up to the package, or empty.
    pub path: String,
    /// The rest of the name.
    pub name: String,
    /// What the samples through the call weigh, each counted once, formatted.
    pub value: String,
    /// The same to the last digit.
    pub value_exact: String,
    /// Its share of the cum of the function whose neighbour it is: pprof's `calls%`.
    pub percent: String,
    /// The same, 0 to 1, for a bar.
    pub bar: f32,
    /// Whether all of the calls were inlined.
    pub is_inlined: bool,
}

/// A label of a function's samples.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelFacts {
    /// Its key.
    pub key: String,
    /// Its value, with the unit of a number.
    pub value: String,
    /// What the function's samples with it weigh, formatted.
    pub weight: String,
    /// The same to the last digit.
    pub weight_exact: String,
    /// Its share of the function's cum.
    pub percent: String,
}
