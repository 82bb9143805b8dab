//! Which sample type a report is about.

use std::fmt;

use crate::model::profile::Profile;

/// No sample type answers to what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SelectError {
    /// The profile has no sample types at all.
    NoSampleTypes,
    /// A number past the last sample type.
    IndexOutOfRange {
        /// The number asked for.
        index: i64,
        /// How many sample types there are.
        sample_types: usize,
    },
    /// No sample type has this name.
    UnknownName {
        /// The name asked for.
        name: String,
        /// The names there are, in the profile's order.
        known: Vec<String>,
    },
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSampleTypes => f.write_str("missing sample types: the profile measures nothing"),
            Self::IndexOutOfRange { index, sample_types } => {
                write!(f, "invalid sample index: {index}, expected 0 to {}", sample_types - 1)
            }
            Self::UnknownName { name, known } => {
                write!(f, "unknown sample index: {name}, expected one of {}", known.join(", "))
            }
        }
    }
}

impl std::error::Error for SelectError {}

/// The row of the sample type that is asked for by number or by name.
///
/// Nothing asked for means the profile's default type, or the last. `inuse_space` also finds
/// `space`, as old heap profiles call it.
/// Source: `SampleIndexByName` in pprof's `profile/index.go`.
pub fn sample_type(profile: &Profile, wanted: &str) -> Result<usize, SelectError> {
    let sample_types = profile.sample_types.len();
    let last = sample_types.checked_sub(1).ok_or(SelectError::NoSampleTypes)?;
    let named = |name: &[u8]| {
        profile
            .sample_types
            .iter()
            .position(|sample_type| profile.strings.bytes(sample_type.kind) == name)
    };
    if wanted.is_empty() {
        let default = profile.strings.bytes(profile.default_sample_type);
        return Ok(if default.is_empty() {
            last
        } else {
            named(default).unwrap_or(last)
        });
    }
    if let Ok(index) = wanted.parse::<i64>() {
        return usize::try_from(index)
            .ok()
            .filter(|&row| row < sample_types)
            .ok_or(SelectError::IndexOutOfRange { index, sample_types });
    }
    let old_name = wanted.strip_prefix("inuse_").unwrap_or(wanted);
    let found = profile.sample_types.iter().position(|sample_type| {
        let kind = profile.strings.bytes(sample_type.kind);
        kind == wanted.as_bytes() || kind == old_name.as_bytes()
    });
    found.ok_or_else(|| SelectError::UnknownName {
        name: wanted.to_owned(),
        known: profile
            .sample_types
            .iter()
            .map(|sample_type| profile.strings.text(sample_type.kind).into_owned())
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::profile::ValueType;

    fn profile(kinds: &[&str], default: &str) -> Profile {
        let mut profile = Profile::default();
        for kind in kinds {
            let kind = profile.strings.intern(kind.as_bytes()).unwrap();
            profile.sample_types.push(ValueType {
                kind,
                ..ValueType::default()
            });
        }
        profile.default_sample_type = profile.strings.intern(default.as_bytes()).unwrap();
        profile
    }

    #[track_caller]
    fn check(kinds: &[&str], default: &str, wanted: &str, expected: Result<usize, &str>) {
        let found = sample_type(&profile(kinds, default), wanted).map_err(|error| error.to_string());
        assert_eq!(found, expected.map_err(str::to_owned));
    }

    #[test]
    fn by_default_by_number_and_by_name() {
        let kinds = ["objects", "space", "inuse_space"];
        check(&kinds, "", "", Ok(2));
        check(&kinds, "space", "", Ok(1));
        check(&kinds, "gone", "", Ok(2));
        check(&kinds, "", "0", Ok(0));
        check(&kinds, "", "+1", Ok(1));
        check(&kinds, "", "objects", Ok(0));
        check(&kinds, "", "inuse_objects", Ok(0));
        // The first that answers, even where a later one has the very name.
        check(&kinds, "", "inuse_space", Ok(1));
    }

    #[test]
    fn what_cannot_be_selected_is_said() {
        check(&[], "", "", Err("missing sample types: the profile measures nothing"));
        check(&["a", "b"], "", "2", Err("invalid sample index: 2, expected 0 to 1"));
        check(&["a", "b"], "", "-1", Err("invalid sample index: -1, expected 0 to 1"));
        check(
            &["a", "b"],
            "",
            "c",
            Err("unknown sample index: c, expected one of a, b"),
        );
    }
}
