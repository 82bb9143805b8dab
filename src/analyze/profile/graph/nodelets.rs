//! The tags that a node shows: the heaviest words, and sizes thrown together into few ranges.
//!
//! Source: `addNodelets`, `collapsedTags` and `tagGroupLabel` in pprof's `internal/graph/dotgraph.go`.

use std::cmp::Reverse;

use crate::analyze::profile::graph::look::MOST_TAGS;
use crate::analyze::profile::graph::tag_sums::TagSums;
use crate::model::profile::Profile;
use crate::model::sorting;
use crate::model::unit::{append_label, scale};

/// A tag of a node.
#[derive(Clone, Debug)]
pub(in crate::analyze::profile) struct Nodelet {
    /// What it reads: words in lines parted by `\n` in two letters, or sizes.
    pub(in crate::analyze::profile) text: Vec<u8>,
    pub(in crate::analyze::profile) weight: i64,
    /// Whether only a part of the weight is the node's own.
    pub(in crate::analyze::profile) is_partial: bool,
    /// The sizes that come with the words.
    pub(in crate::analyze::profile) sizes: Vec<Self>,
}

/// The tags of a node, and the sizes that come without words.
#[derive(Debug, Default)]
pub(in crate::analyze::profile) struct Nodelets {
    pub(in crate::analyze::profile) words: Vec<Nodelet>,
    pub(in crate::analyze::profile) sizes: Vec<Nodelet>,
}

/// A size, or several thrown together.
#[derive(Clone, Debug)]
struct Size {
    name: Vec<u8>,
    number: i64,
    flat: i64,
    cum: i64,
}

/// Which of the two weights counts: the flat for a node with callees, the cum for one without.
#[derive(Clone, Copy)]
struct Weighing {
    by_flat: bool,
}

impl Weighing {
    /// Heaviest first.
    fn rank(self, flat: i64, cum: i64) -> (Reverse<i64>, Reverse<i64>) {
        let cum = if self.by_flat { 0 } else { cum.wrapping_abs() };
        (Reverse(cum), Reverse(flat.wrapping_abs()))
    }

    fn sort_sizes(self, sizes: &mut [Size]) {
        sorting::sort_by(sizes, |left, right| {
            let rank = |size: &Size| self.rank(size.flat, size.cum);
            rank(left).cmp(&rank(right)).then_with(|| left.name.cmp(&right.name))
        });
    }
}

impl Nodelets {
    /// What a node shows; `has_callees` says whether edges lead from it.
    pub(in crate::analyze::profile) fn of(profile: &Profile, sums: &TagSums, row: usize, has_callees: bool) -> Self {
        let weighing = Weighing { by_flat: has_callees };
        let tags = &sums.tags;
        let mut words = Vec::new();
        let mut sizes: Vec<(u32, Size)> = Vec::new();
        for cell in sums.cells(row) {
            let tag = &tags.list[cell.tag as usize];
            if tag.size.is_empty() {
                words.push((tag.words, cell.flat, cell.cum));
            } else {
                let size = Size {
                    name: tag.size.clone(),
                    number: tags.number(profile, cell.first_sample as usize, cell.tag),
                    flat: cell.flat,
                    cum: cell.cum,
                };
                sizes.push((tag.words, size));
            }
        }
        sorting::sort_by_key(&mut words, |&(words, flat, cum)| {
            (weighing.rank(flat, cum), &tags.words[words as usize])
        });
        words.truncate(MOST_TAGS);
        let sizes_with = |wanted: u32| {
            let with = sizes.iter().filter(|(words, _)| *words == wanted);
            size_nodelets(with.map(|(_, size)| size.clone()).collect(), &tags.unit, weighing)
        };
        let nodelet = |(words, flat, cum): (u32, i64, i64)| Nodelet {
            text: tags.words[words as usize].clone(),
            weight: if has_callees { flat } else { cum },
            is_partial: false,
            sizes: sizes_with(words),
        };
        Self {
            words: words.into_iter().map(nodelet).filter(|tag| tag.weight != 0).collect(),
            sizes: sizes_with(0),
        }
    }

    /// Whether there are none.
    pub(in crate::analyze::profile) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.sizes.is_empty()
    }
}

/// Sizes as they are shown: those that weigh nothing come last and are left out.
fn size_nodelets(sizes: Vec<Size>, unit: &[u8], weighing: Weighing) -> Vec<Nodelet> {
    let nodelet = |size: Size| {
        let is_own = weighing.by_flat || size.flat == size.cum;
        Nodelet {
            text: size.name,
            weight: if is_own { size.flat } else { size.cum },
            is_partial: !is_own,
            sizes: Vec::new(),
        }
    };
    let collapsed = collapse(sizes, unit, weighing).into_iter();
    collapsed.map(nodelet).filter(|tag| tag.weight != 0).collect()
}

/// Throws sizes together until there are few: the heaviest stay apart, every other joins the one that is nearest.
fn collapse(mut sizes: Vec<Size>, unit: &[u8], weighing: Weighing) -> Vec<Size> {
    weighing.sort_sizes(&mut sizes);
    if sizes.len() <= MOST_TAGS {
        return sizes;
    }
    let others = sizes.split_off(MOST_TAGS);
    let mut groups: Vec<Vec<Size>> = sizes.into_iter().map(|size| vec![size]).collect();
    for size in others {
        let distance = |group: &Vec<Size>| (in_unit(group[0].number, unit) - size.number as f64).abs();
        let mut nearest = 0;
        for at in 1..groups.len() {
            if distance(&groups[at]) < distance(&groups[nearest]) {
                nearest = at;
            }
        }
        groups[nearest].push(size);
    }
    let mut groups: Vec<Size> = groups.into_iter().map(|group| together(&group, unit)).collect();
    weighing.sort_sizes(&mut groups);
    groups
}

/// A number of a unit in that same unit, with what pprof loses on the way.
fn in_unit(number: i64, unit: &[u8]) -> f64 {
    scale(number, unit, unit).value
}

/// Several sizes as one.
fn together(group: &[Size], unit: &[u8]) -> Size {
    let mut sum = Size {
        flat: 0,
        cum: 0,
        ..group[0].clone()
    };
    let (mut least, mut most) = (sum.number, sum.number);
    for size in group {
        least = least.min(size.number);
        most = most.max(size.number);
        sum.flat = sum.flat.wrapping_add(size.flat);
        sum.cum = sum.cum.wrapping_add(size.cum);
    }
    sum.name.clear();
    append_label(&mut sum.name, least, unit, b"auto");
    if group.len() > 1 {
        sum.name.extend_from_slice(b"..");
        append_label(&mut sum.name, most, unit, b"auto");
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(list: &[(i64, i64, i64)]) -> Vec<Size> {
        let size = |&(number, flat, cum): &(i64, i64, i64)| Size {
            name: number.to_string().into_bytes(),
            number,
            flat,
            cum,
        };
        list.iter().map(size).collect()
    }

    #[track_caller]
    fn check(list: &[(i64, i64, i64)], by_flat: bool, expected: &str) {
        let found = size_nodelets(sizes(list), b"bytes", Weighing { by_flat });
        let found: Vec<String> = found
            .iter()
            .map(|tag| {
                let text = String::from_utf8_lossy(&tag.text);
                format!("{text}={}{}", tag.weight, if tag.is_partial { "?" } else { "" })
            })
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn few_sizes_stay_as_they_are() {
        check(&[(16, 1, 9), (32, 5, 5), (64, 0, 7)], true, "32=5 16=1");
        check(&[(16, 1, 9), (32, 5, 5), (64, 0, 7)], false, "16=9? 64=7? 32=5");
        check(&[], true, "");
    }

    #[test]
    fn many_sizes_join_the_nearest_heavy_one() {
        let list = [
            (16, 90, 90),
            (1024, 80, 80),
            (4096, 70, 70),
            (1 << 20, 60, 60),
            (32, 1, 1),
            (2048, 2, 2),
            (3000, 3, 3),
            (8, 4, 4),
        ];
        check(&list, true, "8B..32B=95 1kB..2kB=82 2.93kB..4kB=73 1MB=60");
    }
}
