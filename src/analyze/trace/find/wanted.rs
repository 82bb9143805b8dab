//! What is looked for in a trace: words as they were typed → conditions.
//!
//! ```text
//! state:waiting reason:chan >1ms main.serve
//! ```
//!
//! Words with a field and a colon ask of that field alone, `>1ms`, `<2s` and `1ms..5ms` of how long something lasts, and what is left is
//! looked for everywhere. What is in quotes may have spaces. All that is asked for must hold.

use crate::analyze::profile::search::Pattern;

/// What can be asked of by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What a goroutine does: `state:waiting`.
    State,
    /// Why: `reason:select`.
    Reason,
    /// A function on a stack, or that a goroutine begins with: `func:main.serve`.
    Function,
    /// The package of one: `package:net/http`.
    Package,
    /// A goroutine by its number, as `G12`: `goroutine:G12`.
    Goroutine,
    /// A label of one of the collector's workers: `label:idle`.
    Label,
    /// A task: `task:order`.
    Task,
    /// A region: `region:cook`.
    Region,
    /// A log message or its category: `log:table`.
    Log,
}

/// The words before the colon.
const FIELDS: [(&str, Field); 12] = [
    ("state", Field::State),
    ("reason", Field::Reason),
    ("function", Field::Function),
    ("func", Field::Function),
    ("package", Field::Package),
    ("pkg", Field::Package),
    ("goroutine", Field::Goroutine),
    ("g", Field::Goroutine),
    ("label", Field::Label),
    ("task", Field::Task),
    ("region", Field::Region),
    ("log", Field::Log),
];

/// Units of time, in nanoseconds; longer names first where one ends as another.
const UNITS: [(&str, f64); 5] = [("ns", 1.0), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)];

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What of single fields.
    pub terms: Vec<(Field, Pattern)>,
    /// What in any.
    pub anywhere: Option<Pattern>,
    /// How long something lasts at least and at most, in nanoseconds.
    pub lasts: (i64, i64),
}

impl Wanted {
    /// From what was typed. What is no regular expression though it should be is looked for as it stands.
    pub fn new(text: &str, is_regex: bool, is_case_sensitive: bool) -> Self {
        let pattern = |text: &str| {
            let asked = Pattern::new(text, is_regex, is_case_sensitive);
            asked.unwrap_or_else(|_no_regex| Pattern::Text(text.to_owned()))
        };
        let mut wanted = Self {
            terms: Vec::new(),
            anywhere: None,
            lasts: (0, i64::MAX),
        };
        let mut rest: Vec<String> = Vec::new();
        for word in words(text) {
            let named = word.split_once(':').filter(|(_, asked)| !asked.is_empty());
            let field = named.and_then(|(name, asked)| {
                let name = name.to_ascii_lowercase();
                let found = FIELDS.iter().find(|(field, _)| *field == name)?;
                Some((found.1, asked.to_owned()))
            });
            match (field, lasts(&word)) {
                (Some((field, asked)), _) => wanted.terms.push((field, pattern(&asked))),
                (None, Some((least, most))) => {
                    wanted.lasts = (wanted.lasts.0.max(least), wanted.lasts.1.min(most));
                }
                (None, None) => rest.push(word),
            }
        }
        let is_plain = wanted.terms.is_empty() && !wanted.has_length();
        // With nothing asked of a field what was typed is meant as it stands, with its quotes and spaces.
        let rest = if is_plain { text.to_owned() } else { rest.join(" ") };
        wanted.anywhere = (!rest.is_empty()).then(|| pattern(&rest));
        wanted
    }

    /// Whether how long something lasts is asked.
    pub fn has_length(&self) -> bool {
        self.lasts != (0, i64::MAX)
    }

    /// Whether so many nanoseconds are as long as is asked.
    pub fn fits(&self, nanos: i64) -> bool {
        (self.lasts.0..=self.lasts.1).contains(&nanos)
    }

    /// Whether nothing is asked but of these fields.
    pub fn asks_only(&self, fields: &[Field]) -> bool {
        self.terms.iter().all(|(field, _)| fields.contains(field))
    }

    /// What is asked of a field.
    pub fn of(&self, wanted: Field) -> impl Iterator<Item = &Pattern> {
        let terms = self.terms.iter().filter(move |(field, _)| *field == wanted);
        terms.map(|(_, pattern)| pattern)
    }

    /// Whether what is looked for anywhere is in one of these texts; so it is where nothing is.
    pub fn is_anywhere(&self, mut texts: impl Iterator<Item = impl AsRef<str>>) -> bool {
        match &self.anywhere {
            Some(pattern) => texts.any(|text| pattern.is_in(text.as_ref())),
            None => true,
        }
    }

    /// Whether all that is asked of a field is in a text.
    pub fn is_in(&self, field: Field, text: &str) -> bool {
        self.of(field).all(|pattern| pattern.is_in(text))
    }
}

/// Words, parted by spaces that are not in quotes; the quotes go.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut is_quoted) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            letter if letter.is_whitespace() && !is_quoted => {
                words.push(std::mem::take(&mut word));
            }
            letter => word.push(letter),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// `>1ms`, `<2s`, `1ms..5ms`: at least and at most.
fn lasts(word: &str) -> Option<(i64, i64)> {
    if let Some((least, most)) = word.split_once("..") {
        return Some((nanos(least)?, nanos(most)?));
    }
    if let Some(least) = word.strip_prefix('>') {
        return Some((nanos(least.trim_start_matches('='))?, i64::MAX));
    }
    let most = nanos(word.strip_prefix('<')?.trim_start_matches('='))?;
    Some((0, most))
}

/// A number and its unit.
fn nanos(text: &str) -> Option<i64> {
    let (unit, factor) = UNITS.into_iter().find(|(unit, _)| text.ends_with(unit))?;
    let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
    (number >= 0.0 && number.is_finite()).then_some((number * factor) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_conditions_and_the_rest_is_looked_for_anywhere() {
        let told = |text: &str| {
            let wanted = Wanted::new(text, false, false);
            let terms: Vec<_> = wanted
                .terms
                .iter()
                .map(|(field, it)| format!("{field:?} {it:?}"))
                .collect();
            let anywhere = wanted.anywhere.as_ref().map(|it| format!("{it:?}"));
            (terms.join(", "), anywhere.unwrap_or_default(), wanted.lasts)
        };
        let all = (0, i64::MAX);
        assert_eq!(
            told("main.f \"g\" h"),
            (String::new(), "AnyCase(\"main.f \\\"g\\\" h\")".to_owned(), all)
        );
        assert_eq!(
            told("state:waiting Reason:\"chan send\" x y"),
            (
                "State AnyCase(\"waiting\"), Reason AnyCase(\"chan send\")".to_owned(),
                "AnyCase(\"x y\")".to_owned(),
                all
            )
        );
        assert_eq!(told(">1.5ms <2s").2, (1_500_000, 2_000_000_000));
        assert_eq!(told("10us..3ms").2, (10_000, 3_000_000));
        assert_eq!(told("7ns..7µs").2, (7, 7_000));
        for plain in ["a:b", "state:", "> 1ms", "<x", "1..2", ">-1s", "http://x"] {
            let (terms, anywhere, lasts) = told(plain);
            assert!(terms.is_empty() && lasts == all && !anywhere.is_empty(), "{plain}");
        }
        let regex = Wanted::new("reason:chan.*send func:(", true, false);
        assert!(regex.is_in(Field::Reason, "Chan SEND") && regex.is_in(Field::Function, "f(x)"));
        assert!(regex.asks_only(&[Field::Reason, Field::Function]) && !regex.asks_only(&[Field::Reason]));
    }
}
