//! Values as one report writes them: divided, in its unit.

use std::io::Write as _;

use crate::analyze::profile::report::subject::Subject;
use crate::analyze::profile::share::truncated;
use crate::model::unit::{append_label, column_unit, percentage};

/// What a report needs to write values of one sample type.
#[derive(Clone, Debug)]
pub struct Values {
    /// What 100 % is, undivided.
    pub total: i64,
    /// The unit of the profile's values.
    pub unit: Vec<u8>,
    /// The unit values are written in: a unit's name, `minimum` or `auto`.
    pub shown_unit: Vec<u8>,
    /// What values are multiplied with before they are written.
    ratio: f64,
}

impl Values {
    /// Values of what a report is about.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let &Subject {
            profile,
            options,
            sample_type,
            total,
            ..
        } = subject;
        let unit = profile.sample_types[sample_type].unit;
        Self {
            total,
            unit: profile.strings.bytes(unit).to_vec(),
            shown_unit: options.unit.as_bytes().to_vec(),
            ratio: 1.0 / options.divide_by,
        }
    }

    /// Settles the unit of a whole table, where none was asked for, by flat and cum of its rows: by the
    /// smallest value other than zero, where a cum counts only if its flat is zero; where there is none by the total.
    pub fn settle_unit(&mut self, rows: impl Iterator<Item = (i64, i64)>) {
        self.settle(rows, false);
    }

    /// The same for values that are written without decimals.
    pub fn settle_unit_of_integers(&mut self, rows: impl Iterator<Item = (i64, i64)>) {
        self.settle(rows, true);
    }

    fn settle(&mut self, rows: impl Iterator<Item = (i64, i64)>, integers_only: bool) {
        if self.shown_unit != b"minimum" {
            return;
        }
        let values = rows.map(|(flat, cum)| if flat == 0 { cum } else { flat });
        let smallest = values.map(i64::wrapping_abs).filter(|&value| value > 0).min();
        let smallest = self.divided(smallest.unwrap_or(self.total));
        let largest = self.divided(self.total);
        self.shown_unit = column_unit(smallest, largest, &self.unit, integers_only).to_vec();
    }

    /// Appends a value with its unit.
    pub fn append(&self, out: &mut Vec<u8>, value: i64) {
        append_label(out, self.divided(value), &self.unit, &self.shown_unit);
    }

    /// Appends the share of the total, five places and a percent sign.
    pub fn append_share(&self, out: &mut Vec<u8>, value: i64) {
        // Writing into a vector does not fail.
        let _ = write!(out, "{}", percentage(value, self.total));
    }

    fn divided(&self, value: i64) -> i64 {
        if self.ratio > 0.0 && (self.ratio - 1.0).abs() > 0.0 {
            truncated(value as f64 * self.ratio)
        } else {
            value
        }
    }
}
