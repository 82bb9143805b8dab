//! The words of an address → what they ask for, each part of it read by itself.

use std::str::Split;

use crate::engine::trace::timeline::arrange::Order;
use crate::engine::trace::timeline::marked::{MOST_MARKS, day};
use crate::engine::trace::timeline::place::lane;
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::arranged::Arranged;
use crate::layout::timeline::role::Roles;
use crate::layout::timeline::ticks::Axis;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

/// What an address asks for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The view: where it begins, how long it is, how far it is scrolled.
    pub(super) numbers: Vec<i64>,
    pub(super) range: Option<(i64, i64)>,
    pub(super) selected: Option<(Lane, i64)>,
    pub(super) folds: Vec<Lane>,
    pub(super) off: Roles,
    pub(super) arranged: Arranged,
    pub(super) relatives: Option<(GoRow, u8)>,
    pub(super) order: Order,
    pub(super) has_makers: bool,
    pub(super) marks: Vec<(i64, i64)>,
    pub(super) axis: Axis,
    /// Whether all words could be read.
    pub(super) fits: bool,
}

impl Asked {
    /// Reads all words; the time that is shown ends at `end`.
    pub(super) fn read(trace: &Trace, end: i64, words: &str) -> Self {
        let mut asked = Self {
            fits: true,
            ..Self::default()
        };
        for word in words.split('~').filter(|word| !word.is_empty()) {
            let mut parts = word.split('.');
            let first = parts.next().unwrap_or_default();
            if !asked.read_times(trace, end, first, &mut parts) && !asked.read_lanes(trace, first, &mut parts) {
                let value = number(Some(first));
                asked.fits &= value.is_some();
                asked.numbers.extend(value);
            }
        }
        asked.marks.sort_unstable();
        asked.marks.dedup();
        asked.marks.truncate(MOST_MARKS);
        asked
    }

    /// Times, marks, and what is left out; whether the word is one of these.
    fn read_times(&mut self, trace: &Trace, end: i64, first: &str, parts: &mut Split<'_, char>) -> bool {
        match first {
            "r" => {
                let (from, to) = (number(parts.next()), number(parts.next()));
                self.range = from.zip(to).filter(|(from, to)| from < to && *to <= end);
                self.fits &= self.range.is_some();
            }
            "s" => {
                let lane = parts.next().and_then(|word| lane(trace, word));
                self.selected = lane.zip(number(parts.next()));
                self.fits &= self.selected.is_some();
            }
            "n" => {
                let times: Vec<_> = parts.map(|word| number(Some(word))).collect();
                for pair in times.chunks(2) {
                    match pair {
                        [Some(from), Some(to)] if from <= to && *to <= end => self.marks.push((*from, *to)),
                        _ => self.fits = false,
                    }
                }
            }
            "a" => {
                let word = parts.next();
                let axis = match (word, number(word)) {
                    (Some("d"), _) => day(trace),
                    (_, time) => time.map(Axis::From),
                };
                self.fits &= axis.is_some();
                self.axis = axis.unwrap_or_default();
            }
            "x" => {
                let roles = number(parts.next()).and_then(|roles| u16::try_from(roles).ok());
                self.fits &= roles.is_some();
                self.off = Roles(roles.unwrap_or_default());
            }
            _ => return false,
        }
        true
    }

    /// How lanes are arranged; whether the word is one of these.
    fn read_lanes(&mut self, trace: &Trace, first: &str, parts: &mut Split<'_, char>) -> bool {
        match first {
            word @ ("p" | "d") => {
                let lanes: Vec<_> = parts.map(|word| lane(trace, word)).collect();
                self.fits &= lanes.iter().all(Option::is_some);
                let lanes = lanes.into_iter().flatten();
                if word == "p" {
                    self.arranged.pinned.extend(lanes);
                } else {
                    self.arranged
                        .hidden
                        .extend(lanes.filter(|&lane| Arranged::can_hide(lane)));
                }
            }
            "f" => {
                let row = parts.next().and_then(|word| lane(trace, word));
                let hops = number(parts.next()).and_then(|hops| u8::try_from(hops.min(3)).ok());
                self.relatives = match (row, hops) {
                    (Some(Lane::Goroutine(row)), Some(hops)) => Some((row, hops)),
                    _ => None,
                };
                self.fits &= self.relatives.is_some();
            }
            "k" => {
                let at = number(parts.next()).and_then(|at| usize::try_from(at).ok());
                let found = at.and_then(|at| Order::ALL.get(at));
                self.fits &= found.is_some();
                self.order = found.map_or(self.order, |found| found.0);
            }
            "q" => self.has_makers = true,
            "o" => {
                let lanes: Vec<_> = parts.map(|word| lane(trace, word)).collect();
                self.fits &= lanes.iter().all(Option::is_some);
                self.folds.extend(lanes.into_iter().flatten());
            }
            _ => return false,
        }
        true
    }
}

fn number(word: Option<&str>) -> Option<i64> {
    word?.parse().ok().filter(|&number: &i64| number >= 0)
}
