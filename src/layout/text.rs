//! Fitting a name into a box, without asking a canvas for every name.
//!
//! Names stand in a monospaced font: a text is as wide as its columns, and the width of a column
//! is measured once. A name is shown as the longest of its variants that fits, and cut with an
//! ellipsis when not even the shortest does; so nothing is ever clipped by the canvas.

use std::fmt::Write as _;
use std::ops::Range;

/// Fewer columns than this say nothing: the box stays empty.
const MIN_COLUMNS: usize = 3;

/// The forms in which a function's name may be shown, longest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameVariants {
    variants: Vec<(Box<str>, usize)>,
}

impl NameVariants {
    /// Variants from longest to shortest; equal neighbours are kept once.
    pub fn new<'a>(longest_first: impl IntoIterator<Item = &'a str>) -> Self {
        let mut variants: Vec<(Box<str>, usize)> = Vec::new();
        for variant in longest_first {
            if variants.last().is_none_or(|(last, _)| **last != *variant) {
                variants.push((variant.into(), columns(variant)));
            }
        }
        Self { variants }
    }

    /// The longest form.
    pub fn full(&self) -> &str {
        self.variants.first().map_or("", |(text, _)| text)
    }

    /// The form without the path to the package; the longest where there is no path.
    pub fn without_path(&self) -> &str {
        let full = self.full();
        let short = self.variants.get(1).map_or(full, |(text, _)| text);
        let has_path = full.strip_suffix(short).is_some_and(|path| path.ends_with('/'));
        if has_path { short } else { full }
    }

    /// The columns of the shortest form.
    pub fn shortest_columns(&self) -> usize {
        self.variants.last().map_or(0, |&(_, columns)| columns)
    }

    /// Appends what fits into this many columns, and says which part of the text it is; `None` when nothing does.
    pub fn fit(&self, room: usize, text: &mut String) -> Option<Range<usize>> {
        if room < MIN_COLUMNS {
            return None;
        }
        let start = text.len();
        if let Some((variant, _)) = self.variants.iter().find(|&&(_, columns)| columns <= room) {
            text.push_str(variant);
        } else {
            let (shortest, _) = self.variants.last()?;
            cut(shortest, room, text);
        }
        (text.len() > start).then_some(start..text.len())
    }
}

/// Appends as much of a text as fits, with an ellipsis in the last column.
fn cut(long: &str, room: usize, text: &mut String) {
    let mut used = 0;
    for character in long.chars() {
        let wide = character_columns(character);
        if used + wide + 1 > room {
            break;
        }
        used += wide;
        text.push(character);
    }
    // Writing to a String cannot fail.
    let _ = text.write_char('…');
}

/// How many columns of a monospaced font a text takes.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(character_columns).sum()
    }
}

/// Browsers draw East Asian letters and symbols, which begin about here, twice as wide; Go identifiers may hold them.
fn character_columns(character: char) -> usize {
    if u32::from(character) >= 0x1100 && character != '…' {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(room: usize) -> Option<String> {
        let name = NameVariants::new(["net/http.(*conn).serve", "http.(*conn).serve", "(*conn).serve", "serve"]);
        let mut text = String::from("before ");
        name.fit(room, &mut text).map(|range| text[range].to_owned())
    }

    #[test]
    fn the_longest_variant_that_fits_is_shown() {
        assert_eq!(shown(40).as_deref(), Some("net/http.(*conn).serve"));
        assert_eq!(shown(21).as_deref(), Some("http.(*conn).serve"));
        assert_eq!(shown(13).as_deref(), Some("(*conn).serve"));
        assert_eq!(shown(5).as_deref(), Some("serve"));
    }

    #[test]
    fn the_shortest_is_cut_with_an_ellipsis() {
        assert_eq!(shown(4).as_deref(), Some("ser…"));
        assert_eq!(shown(2), None);
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(columns("日本x"), 5);
        let mut text = String::new();
        assert_eq!(NameVariants::new(["日本語"]).fit(5, &mut text), Some(0..9));
        assert_eq!(text, "日本…");
    }
}
