//! The table that is printed.

use std::fmt;

/// What was measured.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
}

/// One figure.
#[derive(Debug)]
pub(crate) struct Row {
    name: String,
    unit: &'static str,
    value: f64,
    limit: Option<Limit>,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    Most(f64),
    Least(f64),
}

impl Report {
    /// Adds a figure.
    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a sentence below the table.
    pub(crate) fn note(&mut self, text: &str) {
        self.notes.push(text.to_owned());
    }
}

impl Row {
    /// A figure without a limit.
    pub(crate) fn new(name: &str, unit: &'static str, value: f64) -> Self {
        Self {
            name: name.to_owned(),
            unit,
            value,
            limit: None,
        }
    }

    /// The most it may be.
    pub(crate) fn at_most(self, most: f64) -> Self {
        let limit = Some(Limit::Most(most));
        Self { limit, ..self }
    }

    /// The least it must be.
    pub(crate) fn at_least(self, least: f64) -> Self {
        let limit = Some(Limit::Least(least));
        Self { limit, ..self }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, unit) = (&self.name, self.unit);
        let number = |value: f64| {
            let decimals = usize::from(value < 100.0);
            format!("{value:.decimals$} {unit}")
        };
        let value = number(self.value);
        match self.limit {
            None => write!(f, "| {name} | | {value} |"),
            Some(Limit::Most(most)) => {
                let miss = if self.value > most { " (missed)" } else { "" };
                write!(f, "| {name} | at most {} | {value}{miss} |", number(most))
            }
            Some(Limit::Least(least)) => {
                let miss = if self.value < least { " (missed)" } else { "" };
                write!(f, "| {name} | at least {} | {value}{miss} |", number(least))
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| | goal | measured |\n|---|---:|---:|")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "\n{note}"))
    }
}
