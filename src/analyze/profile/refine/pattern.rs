//! Which frames a pattern means: every name is looked at once.

use crate::analyze::profile::refine::literal::Literals;
use crate::analyze::profile::refine::{Pattern, RefineError};
use crate::analyze::profile::search;
use crate::model::bits::Bits;
use crate::model::id::{LocationId, StringId};
use crate::model::profile::Profile;
use crate::model::symbol::simplified;

/// Where an expression comes from, for errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    pub(super) place: usize,
    pub(super) filter: &'static str,
}

/// An expression that can be looked for.
#[derive(Debug)]
pub(super) enum Expression {
    Literals(Literals),
    Regexp(search::Pattern),
}

impl Expression {
    /// Reads an expression.
    pub(super) fn new(text: &str, source: Source) -> Result<Self, RefineError> {
        if let Some(literals) = Literals::of(text) {
            return Ok(Self::Literals(literals));
        }
        let pattern = search::Pattern::new(text, true, true);
        pattern.map(Self::Regexp).map_err(|reason| RefineError::Expression {
            place: source.place,
            filter: source.filter,
            expression: text.to_owned(),
            reason,
        })
    }

    /// Whether it finds something in a name. Bytes that are not text are U+FFFD, as in Go.
    pub(super) fn is_in(&self, name: &[u8]) -> bool {
        let text = String::from_utf8_lossy(name);
        match self {
            Self::Literals(literals) => literals.is_in(&text),
            Self::Regexp(pattern) => pattern.is_in(&text),
        }
    }
}

/// An expression, and what it found in each string that it was looked for in.
struct Memo<'a> {
    profile: &'a Profile,
    expression: Expression,
    /// 0 where it was not looked for yet, 1 where it is not, 2 where it is.
    found: Vec<u8>,
}

impl Memo<'_> {
    fn is_in(&mut self, string: StringId) -> bool {
        let found = &mut self.found[string.row()];
        if *found == 0 {
            *found = 1 + u8::from(self.expression.is_in(self.profile.strings.bytes(string)));
        }
        *found == 2
    }
}

/// The frames that a pattern means.
#[derive(Debug, Default)]
pub(super) struct Matched {
    functions: Vec<bool>,
    mappings: Vec<bool>,
    locations: Bits,
}

impl Matched {
    /// Looks at the names of functions, files and binaries.
    pub(super) fn of(profile: &Profile, pattern: &Pattern, source: Source) -> Result<Self, RefineError> {
        let text = match pattern {
            Pattern::Regexp(text) => text,
            Pattern::Frames { functions, locations } => {
                let mut matched = Self {
                    functions: vec![false; profile.functions.len()],
                    mappings: vec![false; profile.mappings.len()],
                    locations: Bits::new(),
                };
                // Ids may come from a link, and so from another file.
                for function in functions {
                    if let Some(is_match) = matched.functions.get_mut(function.row()) {
                        *is_match = true;
                    }
                }
                for location in locations {
                    if location.row() < profile.locations.len() {
                        matched.locations.insert(location.row())?;
                    }
                }
                return Ok(matched);
            }
        };
        let mut memo = Memo {
            profile,
            expression: Expression::new(text, source)?,
            found: vec![0; profile.strings.len()],
        };
        let functions = &profile.functions;
        let names = functions.name.iter().zip(functions.filename.iter());
        Ok(Self {
            functions: names.map(|(name, file)| memo.is_in(name) || memo.is_in(file)).collect(),
            mappings: profile
                .mappings
                .iter()
                .map(|mapping| memo.is_in(mapping.filename))
                .collect(),
            locations: Bits::new(),
        })
    }

    /// Looks at the simplified names of functions alone; those without a name are never meant.
    pub(super) fn of_simplified(profile: &Profile, pattern: &Pattern, source: Source) -> Result<Self, RefineError> {
        let Pattern::Regexp(text) = pattern else {
            return Self::of(profile, pattern, source);
        };
        let expression = Expression::new(text, source)?;
        let names = profile.functions.name.iter().map(|name| profile.strings.bytes(name));
        Ok(Self {
            functions: names
                .map(|name| !name.is_empty() && expression.is_in(simplified(name)))
                .collect(),
            mappings: vec![false; profile.mappings.len()],
            locations: Bits::new(),
        })
    }

    /// Whether a line is meant.
    #[inline]
    pub(super) fn has_line(&self, profile: &Profile, row: usize) -> bool {
        self.functions[profile.locations.lines.get(row).function.row()]
    }

    /// Whether all of a location is meant, whatever its lines.
    pub(super) fn has_location(&self, profile: &Profile, location: LocationId) -> bool {
        let mapping = profile.locations.mapping_row(location);
        mapping.is_some_and(|row| self.mappings[row]) || self.locations.has(location.row())
    }
}
