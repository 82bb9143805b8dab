//! A series as one JSON object: snapshots, what is odd about them, suspects of leaks, and every function's values.

use std::io::Write;

use crate::analyze::json::{JsonError, append_number, append_text};
use crate::analyze::profile::combine::CombineError;
use crate::analyze::profile::series::odd::odd;
use crate::analyze::profile::series::suspects::{Suspect, suspects};
use crate::analyze::profile::series::trend::Trend;
use crate::analyze::profile::series::{Series, order};
use crate::model::profile::Profile;

/// Why a series could not be written.
#[derive(Debug)]
pub enum SeriesError {
    /// The last and the first snapshot cannot be compared.
    Combine(CombineError),
    /// As for other answers.
    Json(JsonError),
}

impl std::fmt::Display for SeriesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Combine(error) => error.fmt(f),
            Self::Json(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SeriesError {}

/// Writes a series of profiles with the names of their files, in any order, by a sample type: `sample_type`; `snapshots`, in order of time, each with
/// `file`, `time_nanos` and `total`; `warnings`; `suspects`, each with `function`, `space` and `objects` (as below) and `stack`, the function
/// first; `functions`, each with `name`, `flat` and `cum` by snapshot, and of flat `growth`, `slope`, by second, and `steadiness`.
pub fn write(files: &[(&str, &Profile)], sample_type: &str, out: &mut dyn Write) -> Result<(), SeriesError> {
    let given: Vec<&Profile> = files.iter().map(|(_, profile)| *profile).collect();
    let ordered: Vec<(&str, &Profile)> = order(&given).into_iter().map(|row| files[row]).collect();
    let profiles: Vec<&Profile> = ordered.iter().map(|(_, profile)| *profile).collect();
    let suspects = suspects(&profiles).map_err(SeriesError::Combine)?;
    let series = Series::of(&profiles, sample_type.as_bytes()).map_err(|error| SeriesError::Json(error.into()))?;
    let mut text = b"{\"sample_type\":".to_vec();
    append_text(&mut text, sample_type.as_bytes());
    text.extend_from_slice(b",\"snapshots\":");
    append_list(
        &mut text,
        ordered.iter().zip(&series.totals),
        |text, ((file, profile), total)| {
            text.extend_from_slice(b"{\"file\":");
            append_text(text, file.as_bytes());
            text.extend_from_slice(format!(",\"time_nanos\":{},\"total\":{total}}}", profile.time_nanos).as_bytes());
        },
    );
    text.extend_from_slice(b",\n\"warnings\":");
    append_list(&mut text, odd(&ordered), |text, words| {
        append_text(text, words.as_bytes());
    });
    text.extend_from_slice(b",\n\"suspects\":");
    append_list(&mut text, &suspects, append_suspect);
    text.extend_from_slice(b",\n\"functions\":");
    append_list(&mut text, series.functions(), |text, function| {
        let [flat, cum] = [false, true].map(|is_cum| series.values(function, is_cum));
        text.extend_from_slice(b"{\"name\":");
        append_text(text, series.name(function).as_bytes());
        text.extend_from_slice(format!(",\"flat\":{flat:?},\"cum\":{cum:?},").as_bytes());
        append_trend(text, series.trend(&flat));
        text.push(b'}');
    });
    text.extend_from_slice(b"}\n");
    out.write_all(&text)
        .map_err(|error| SeriesError::Json(JsonError::Write(error)))
}

fn append_list<T>(text: &mut Vec<u8>, list: impl IntoIterator<Item = T>, append: impl Fn(&mut Vec<u8>, T)) {
    text.push(b'[');
    for (n, item) in list.into_iter().enumerate() {
        text.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
        append(text, item);
    }
    text.push(b']');
}

fn append_suspect(text: &mut Vec<u8>, suspect: &Suspect) {
    text.extend_from_slice(b"{\"function\":");
    append_text(text, suspect.name.as_bytes());
    for (name, trend) in [("space", suspect.space), ("objects", suspect.objects)] {
        text.extend_from_slice(format!(",\"{name}\":{{").as_bytes());
        append_trend(text, trend);
        text.push(b'}');
    }
    text.extend_from_slice(b",\"stack\":");
    append_list(text, &suspect.stack, |text, name| {
        append_text(text, name.as_bytes());
    });
    text.push(b'}');
}

fn append_trend(text: &mut Vec<u8>, trend: Trend) {
    text.extend_from_slice(format!("\"growth\":{},\"slope\":", trend.growth).as_bytes());
    append_number(text, trend.slope);
    text.extend_from_slice(b",\"steadiness\":");
    append_number(text, trend.steadiness);
}
