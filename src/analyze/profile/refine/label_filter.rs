//! Which sets of labels a filter means.
//!
//! Source: `compileTagFilter` in pprof's `internal/driver/driver_focus.go`, Go 1.27.

use crate::analyze::profile::number_units::NumberUnits;
use crate::analyze::profile::refine::pattern::{Expression, Source};
use crate::analyze::profile::refine::range::Range;
use crate::analyze::profile::refine::{LabelFilter, RefineError};
use crate::model::id::StringId;
use crate::model::profile::{Label, Profile};

/// A filter that labels can be held against.
pub(super) enum Compiled<'a> {
    /// Numbers within a range, of this key or of any.
    Range { key: Option<Vec<u8>>, range: Range },
    /// Words: one of the expressions for the key's; without a key each of them for some `key:word`.
    Words {
        key: Option<Vec<u8>>,
        expressions: Vec<Expression>,
    },
    /// As it is.
    Ids(&'a LabelFilter),
}

impl<'a> Compiled<'a> {
    /// Reads a filter.
    pub(super) fn of(filter: &'a LabelFilter, source: Source) -> Result<Self, RefineError> {
        let LabelFilter::Expression(text) = filter else {
            return Ok(Self::Ids(filter));
        };
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (Some(key.as_bytes().to_vec()), value),
            None => (None, &text[..]),
        };
        let range = Range::of(value).map_err(|reason| RefineError::Expression {
            place: source.place,
            filter: source.filter,
            expression: text.clone(),
            reason,
        })?;
        if let Some(range) = range {
            return Ok(Self::Range { key, range });
        }
        let expressions = value.split(',').map(|text| Expression::new(text, source));
        Ok(Self::Words {
            key,
            expressions: expressions.collect::<Result<_, _>>()?,
        })
    }

    /// Whether a set of labels is meant.
    pub(super) fn has(&self, profile: &Profile, units: &NumberUnits, labels: &[Label]) -> bool {
        let bytes = |id: StringId| profile.strings.bytes(id);
        let of_key = |wanted: &Option<Vec<u8>>, label: &Label| match wanted {
            None => true,
            Some(key) => bytes(label.key) == &key[..],
        };
        let mut words = labels.iter().filter(|label| label.is_text);
        let mut numbers = labels.iter().filter(|label| !label.is_text);
        match self {
            Self::Range { key, range } => numbers
                .filter(|label| of_key(key, label))
                .any(|label| range.has(label.number, units.unit(profile, label.key))),
            Self::Words {
                key: key @ Some(_),
                expressions,
            } => words.filter(|label| of_key(key, label)).any(|label| {
                let word = bytes(label.text);
                expressions.iter().any(|expression| expression.is_in(word))
            }),
            Self::Words { key: None, expressions } => {
                let texts: Vec<_> = words
                    .map(|label| [bytes(label.key), b":", bytes(label.text)].concat())
                    .collect();
                expressions
                    .iter()
                    .all(|expression| texts.iter().any(|text| expression.is_in(text)))
            }
            Self::Ids(LabelFilter::Words { key, values }) => {
                words.any(|label| label.key == *key && values.contains(&label.text))
            }
            Self::Ids(LabelFilter::Numbers { key, from, to }) => numbers.any(|label| {
                label.key == *key
                    && from.is_none_or(|from| label.number >= from)
                    && to.is_none_or(|to| label.number <= to)
            }),
            Self::Ids(LabelFilter::Without { key }) => labels.iter().all(|label| label.key != *key),
            // Expressions were compiled.
            Self::Ids(LabelFilter::Expression(_)) => false,
        }
    }
}
