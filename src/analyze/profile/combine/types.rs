//! Which sample types profiles have in common, in which units; and the header of what they make together.

use crate::analyze::profile::combine::CombineError;
use crate::analyze::profile::share::truncated;
use crate::model::column::Column;
use crate::model::id::StringId;
use crate::model::profile::{Profile, ValueType};
use crate::model::unit::{compatible, scale};

/// The sample types that all profiles have, in the order of the first.
#[derive(Debug)]
pub(super) struct Types {
    list: Vec<Type>,
    /// What the period counts, and for each profile how it is in the common unit.
    period: (Vec<u8>, Vec<u8>),
    periods: Vec<i64>,
    default: Vec<u8>,
}

#[derive(Debug)]
struct Type {
    kind: Vec<u8>,
    /// The finest of the profiles' units.
    unit: Vec<u8>,
    /// For each profile the type's row there, and what its values are multiplied with.
    rows: Vec<usize>,
    ratios: Vec<f64>,
}

impl Types {
    /// Brings types together.
    pub(super) fn common(profiles: &[&Profile]) -> Result<Self, CombineError> {
        let &first = profiles.first().ok_or(CombineError::NoProfiles)?;
        let row_of = |profile: &Profile, kind: &[u8]| {
            let mut types = profile.sample_types.iter();
            types.position(|other| profile.strings.bytes(other.kind) == kind)
        };
        let mut types: Vec<Type> = Vec::new();
        for (row, &sample_type) in first.sample_types.iter().enumerate() {
            let kind = first.strings.bytes(sample_type.kind);
            // One profile keeps types of the same name apart; among several a name means the first.
            let rows: Option<Vec<usize>> = match profiles {
                [_] => Some(vec![row]),
                _ if row_of(first, kind) != Some(row) => None,
                _ => profiles.iter().map(|profile| row_of(profile, kind)).collect(),
            };
            let Some(rows) = rows else { continue };
            let units = profiles
                .iter()
                .zip(&rows)
                .map(|(profile, &row)| profile.strings.bytes(profile.sample_types[row].unit))
                .collect::<Vec<_>>();
            let unit = finest(kind, &units)?;
            types.push(Type {
                ratios: units.iter().map(|from| ratio(from, unit)).collect(),
                kind: kind.to_vec(),
                unit: unit.to_vec(),
                rows,
            });
        }
        if types.is_empty() && profiles.len() > 1 {
            let without = |profile: &&&Profile| {
                let kinds = first.sample_types.iter().map(|kind| first.strings.bytes(kind.kind));
                kinds.clone().all(|kind| row_of(profile, kind).is_none())
            };
            let other = profiles.iter().find(without).or(profiles.last()).copied();
            return Err(CombineError::NoCommonType {
                first: names(first),
                other: other.map(names).unwrap_or_default(),
            });
        }
        let (period, periods) = periods(profiles)?;
        Ok(Self {
            default: default(profiles, &types),
            list: types,
            period,
            periods,
        })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The rows of the types in a profile.
    pub(super) fn rows(&self, place: usize) -> Vec<usize> {
        self.list.iter().map(|kind| kind.rows[place]).collect()
    }

    /// A value of a profile in the common unit.
    #[inline]
    pub(super) fn scaled(&self, place: usize, sample_type: usize, value: i64) -> i64 {
        multiplied(value, self.list[sample_type].ratios[place])
    }

    /// The sum of a profile's values, in the common unit.
    pub(super) fn sum(&self, profile: &Profile, place: usize, sample_type: usize) -> i64 {
        let values = profile.samples.values.get(self.list[sample_type].rows[place]);
        let values = values.into_iter().flat_map(Column::iter);
        values.fold(0_i64, |sum, value| {
            sum.wrapping_add(self.scaled(place, sample_type, value))
        })
    }

    /// Writes what is known of all profiles together.
    pub(super) fn write_header(&self, profile: &mut Profile, of: &[&Profile]) -> Result<(), CombineError> {
        let Profile {
            strings, sample_types, ..
        } = profile;
        for kind in &self.list {
            sample_types.push(ValueType {
                kind: strings.intern(&kind.kind)?,
                unit: strings.intern(&kind.unit)?,
            });
        }
        profile.period_type = ValueType {
            kind: strings.intern(&self.period.0)?,
            unit: strings.intern(&self.period.1)?,
        };
        profile.default_sample_type = strings.intern(&self.default)?;
        let first_text = |text: fn(&Profile) -> StringId| {
            let mut texts = of.iter().map(|profile| profile.strings.bytes(text(profile)));
            texts.find(|text| !text.is_empty()).unwrap_or_default()
        };
        profile.doc_url = strings.intern(first_text(|profile| profile.doc_url))?;
        if let Some(first) = of.first() {
            profile.drop_frames = strings.intern(first.strings.bytes(first.drop_frames))?;
            profile.keep_frames = strings.intern(first.strings.bytes(first.keep_frames))?;
        }
        for profile_of in of {
            for &comment in &profile_of.comments {
                let comment = strings.intern(profile_of.strings.bytes(comment))?;
                if !profile.comments.contains(&comment) {
                    profile.comments.push(comment);
                }
            }
        }
        let times = of.iter().map(|profile| profile.time_nanos);
        // pprof starts over at a profile without a time.
        profile.time_nanos = times.filter(|&time| time != 0).min().unwrap_or(0);
        profile.duration_nanos = of
            .iter()
            .fold(0_i64, |sum, profile| sum.wrapping_add(profile.duration_nanos));
        let largest = |period: i64, other: &i64| {
            if period == 0 || period < *other { *other } else { period }
        };
        profile.period = self.periods.iter().fold(0, largest);
        Ok(())
    }
}

/// A value times a ratio, rounded; as it is where the ratio is 1.
#[inline]
pub(super) fn multiplied(value: i64, ratio: f64) -> i64 {
    if (ratio - 1.0).abs() > 0.0 {
        truncated((value as f64 * ratio).round())
    } else {
        value
    }
}

/// How many of a unit one of another is.
fn ratio(from: &[u8], to: &[u8]) -> f64 {
    if from == to { 1.0 } else { scale(1, from, to).value }
}

/// The finest of the units of a measure.
fn finest<'a>(kind: &[u8], units: &[&'a [u8]]) -> Result<&'a [u8], CombineError> {
    let mut finest = *units.first().ok_or(CombineError::NoProfiles)?;
    for &unit in units {
        if !compatible(kind, finest, kind, unit) {
            return Err(CombineError::Units {
                kind: text(kind),
                unit: text(finest),
                other: text(unit),
            });
        }
        if ratio(unit, finest) < 1.0 {
            finest = unit;
        }
    }
    Ok(finest)
}

/// A measure and its unit.
type Measure = (Vec<u8>, Vec<u8>);

/// What the period counts, which must be one for all; and each profile's in the finest unit.
fn periods(profiles: &[&Profile]) -> Result<(Measure, Vec<i64>), CombineError> {
    let measure = |profile: &Profile| {
        let ValueType { kind, unit } = profile.period_type;
        (
            profile.strings.bytes(kind).to_vec(),
            profile.strings.bytes(unit).to_vec(),
        )
    };
    let measures: Vec<Measure> = profiles.iter().map(|profile| measure(profile)).collect();
    let (kind, _) = &measures[0];
    if let Some((other, _)) = measures.iter().find(|(other, _)| other != kind) {
        return Err(CombineError::Periods {
            first: text(kind),
            other: text(other),
        });
    }
    let units: Vec<&[u8]> = measures.iter().map(|(_, unit)| &unit[..]).collect();
    let unit = finest(kind, &units)?;
    let in_unit = |(profile, from): (&&Profile, &&[u8])| {
        if *from == unit {
            profile.period
        } else {
            truncated(scale(profile.period, from, unit).value)
        }
    };
    let periods = profiles.iter().zip(&units).map(in_unit).collect();
    Ok(((kind.clone(), unit.to_vec()), periods))
}

/// The first default that there is. A profile that loses types without having one gets the first of those that are left.
fn default(profiles: &[&Profile], types: &[Type]) -> Vec<u8> {
    let mut defaults = profiles.iter().enumerate().map(|(place, profile)| {
        let default = profile.strings.bytes(profile.default_sample_type);
        let is_as_it_was = types.len() == profile.sample_types.len()
            && types.iter().enumerate().all(|(row, kind)| kind.rows[place] == row);
        let is_left = types.iter().any(|kind| kind.kind == default);
        if is_as_it_was || is_left {
            default.to_vec()
        } else {
            types.first().map_or(Vec::new(), |kind| kind.kind.clone())
        }
    });
    defaults.find(|default| !default.is_empty()).unwrap_or_default()
}

fn names(profile: &Profile) -> Vec<String> {
    let kinds = profile.sample_types.iter();
    kinds.map(|kind| profile.strings.text(kind.kind).into_owned()).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
