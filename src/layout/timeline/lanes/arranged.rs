//! Lanes as somebody arranged them: pinned on top, hidden, and of goroutines only some.

use std::collections::BTreeSet;

use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::lanes::Lanes;
use crate::model::trace::goroutine::GoRow;

/// How lanes are arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arranged {
    /// Lanes that stand on top, in this order; at their own places too.
    pub pinned: Vec<Lane>,
    /// Lanes that are not shown: numbers, processors, threads, groups.
    pub hidden: BTreeSet<Lane>,
    /// The only goroutines that are shown; none where all are.
    pub family: Vec<GoRow>,
}

impl Arranged {
    /// Whether a lane can be hidden.
    pub fn can_hide(lane: Lane) -> bool {
        !matches!(
            lane,
            Lane::Section(_)
                | Lane::Goroutine(_)
                | Lane::Region(..)
                | Lane::Stack(..)
                | Lane::Task(_)
                | Lane::StoppedFor(_)
        )
    }
}

impl Lanes {
    /// How lanes are arranged.
    pub fn arranged(&self) -> &Arranged {
        &self.arranged
    }

    /// Arranges them otherwise.
    pub fn arrange(&mut self, arranged: Arranged) {
        self.arranged = arranged;
        self.place();
    }

    /// Sorts the goroutines of each group by keys; equal ones stay in order.
    pub fn sort<K: Ord>(&mut self, key: impl Fn(GoRow) -> K) {
        self.members.sort(key);
    }

    /// The only goroutines that are shown, each above its regions and its stack.
    pub(super) fn family(&self) -> impl Iterator<Item = Lane> + '_ {
        let family = self.arranged.family.iter();
        family.flat_map(|&row| std::iter::once(Lane::Goroutine(row)).chain(self.members.extras_of(row)))
    }
}
