//! How two files are compared, as the page asks for it and links say it.

use serde::{Deserialize, Serialize};

/// Switches of a comparison. Without any, the second file is the base, 100 % is its total (`-diff_base`), and the flame graph
/// is as wide as what changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparing(u8);

impl Comparing {
    /// The first file is the base, and the second is new.
    pub const SWAPPED: Self = Self(1);
    /// The new file is first scaled to the base's total (`-normalize`).
    pub const NORMALIZED: Self = Self(2);
    /// 100 % is what is left when equal samples have cancelled each other out (`-base`).
    pub const OF_CHANGE: Self = Self(4);
    /// The flame graph is as wide as the new file.
    pub const NEW_WIDTHS: Self = Self(8);

    /// All switches, and their words in links.
    const WORDS: [(Self, &str); 4] = [
        (Self::SWAPPED, "swap"),
        (Self::NORMALIZED, "normalize"),
        (Self::OF_CHANGE, "base"),
        (Self::NEW_WIDTHS, "new"),
    ];

    /// Whether a switch is on.
    pub const fn has(self, switch: Self) -> bool {
        self.0 & switch.0 != 0
    }

    /// The same with a switch turned over.
    pub const fn toggled(self, switch: Self) -> Self {
        Self(self.0 ^ switch.0)
    }

    /// Those of the switches that make other samples; the others only weigh and draw them otherwise.
    pub const fn of_samples(self) -> Self {
        Self(self.0 & (Self::SWAPPED.0 | Self::NORMALIZED.0))
    }

    /// The words of the switches that are on, with dots between them.
    pub fn words(self) -> String {
        let words = Self::WORDS.iter().filter(|(switch, _)| self.has(*switch));
        words.map(|(_, word)| *word).collect::<Vec<_>>().join(".")
    }

    /// What was written as words. A switch that this build does not know stays off.
    pub fn from_words(words: &str) -> Self {
        let on = |how: Self, word: &str| match Self::WORDS.iter().find(|(_, known)| *known == word) {
            Some((switch, _)) => Self(how.0 | switch.0),
            None => how,
        };
        words.split('.').fold(Self::default(), on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_is_on() {
        for bits in 0..16 {
            assert_eq!(Comparing::from_words(&Comparing(bits).words()), Comparing(bits));
        }
        let how = Comparing::default()
            .toggled(Comparing::SWAPPED)
            .toggled(Comparing::NEW_WIDTHS);
        assert_eq!(how.words(), "swap.new");
        assert_eq!(Comparing::from_words("swap.later"), Comparing::SWAPPED);
        assert_eq!(how.of_samples(), Comparing::SWAPPED);
    }
}
