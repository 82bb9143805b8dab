//! The units of numeric labels.

use crate::model::id::StringId;
use crate::model::profile::Profile;

/// For each key of a numeric label the unit its numbers are in.
///
/// The first unit met for a key holds for all of its numbers. Without any, `alignment` and
/// `request` are bytes, and every other key is its own unit.
/// Source: `NumLabelUnits` in pprof's `profile/profile.go`.
pub(in crate::analyze::profile) struct NumberUnits {
    /// Sorted by key.
    unit_of_key: Vec<(StringId, StringId)>,
}

impl NumberUnits {
    /// Reads the units off all labels.
    pub(in crate::analyze::profile) fn of(profile: &Profile) -> Self {
        let mut unit_of_key: Vec<(StringId, StringId)> = Vec::new();
        for label in profile.samples.labels.iter().filter(|label| !label.is_text) {
            match unit_of_key.binary_search_by_key(&label.key, |&(key, _)| key) {
                Ok(at) if unit_of_key[at].1 == StringId(0) => unit_of_key[at].1 = label.unit,
                Ok(_) => {}
                Err(at) => unit_of_key.insert(at, (label.key, label.unit)),
            }
        }
        Self { unit_of_key }
    }

    /// The unit of a key's numbers.
    pub(in crate::analyze::profile) fn unit<'a>(&self, profile: &'a Profile, key: StringId) -> &'a [u8] {
        let found = self.unit_of_key.binary_search_by_key(&key, |&(key, _)| key);
        let unit = found.map_or(StringId(0), |at| self.unit_of_key[at].1);
        match profile.strings.bytes(key) {
            _ if unit != StringId(0) => profile.strings.bytes(unit),
            b"alignment" | b"request" => b"bytes",
            key => key,
        }
    }
}
