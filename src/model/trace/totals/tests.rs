//! Sums of lives that are made up: many goroutines, many pages, none of which fits one.

use super::*;
use crate::model::id::StackId;
use crate::model::trace::goroutine::{GoRow, Goroutine};
use crate::model::trace::id::GoId;
use crate::model::trace::span::{By, PageRows};

/// Numbers that look random and are the same each time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A life: when what was done.
type Life = Vec<(i64, WhatId)>;

/// Goroutines that change at random, in pages of so many rows.
fn made(random: &mut Random, pages: usize, rows: usize) -> (Goroutines, Spans, Vec<Life>) {
    let mut goroutines = Goroutines::default();
    let mut spans = Spans::default();
    let mut lives: Vec<Life> = Vec::new();
    let mut now = 0;
    for page in 0..pages {
        let base = if page == 0 { 0 } else { now };
        let mut found: Vec<(GoRow, Life, WhatId)> = Vec::new();
        for _ in 0..rows {
            now += 1 + random.below(50) as i64;
            let is_new = lives.len() < 3 || random.below(20) == 0;
            let row = if is_new {
                let is_older = page == 0 && random.below(2) == 0;
                lives.push(Life::new());
                goroutines
                    .push(Goroutine {
                        id: GoId(lives.len() as i64),
                        creation: if is_older { 0 } else { now },
                        creator: GoRow::NONE,
                        root: StringId(random.below(4) as u32),
                        first_stack: StackId(0),
                        is_older,
                    })
                    .unwrap()
            } else {
                GoRow(random.below(lives.len().min(10) as u64) as u32)
            };
            let what = WhatId(1 + random.below(6) as u16);
            let life = &mut lives[row.row()];
            let before = match life.last() {
                Some(last) => last.1,
                None if goroutines.get(row).is_older => what,
                None => WhatId::NOT_THERE,
            };
            life.push((now, what));
            match found.iter_mut().find(|segment| segment.0 == row) {
                Some(segment) => segment.1.push((now, what)),
                None => found.push((row, vec![(now, what)], before)),
            }
        }
        let all: Vec<_> = found.iter().flat_map(|segment| segment.1.iter().copied()).collect();
        let page = PageRows {
            time: &all.iter().map(|row| (row.0 - base) as u32).collect::<Vec<_>>(),
            what: &all.iter().map(|row| row.1).collect::<Vec<_>>(),
            stack: &vec![StackId(0); all.len()],
            by: &vec![By::NOBODY; all.len()],
        };
        spans.push_page(base, &page).unwrap();
        for (row, rows, before) in found {
            spans.push_segment(row, before, rows.len() as u32).unwrap();
        }
    }
    spans.finish(goroutines.len()).unwrap();
    (goroutines, spans, lives)
}

fn walked(goroutine: Goroutine, life: &Life, until: i64) -> Vec<(WhatId, i64)> {
    let mut times = Times::new();
    let (mut what, mut since) = (WhatId::NOT_THERE, goroutine.creation);
    if goroutine.is_older {
        what = life[0].1;
    }
    for &(time, next) in life.iter().take_while(|row| row.0 <= until) {
        add_up(&mut times, what, time - since);
        (what, since) = (next, time);
    }
    add_up(&mut times, what, until.max(since) - since);
    times.retain(|row| row.0 != WhatId::NOT_THERE && row.1 != 0);
    times.sort_unstable();
    times
}

#[test]
fn sums_are_those_of_a_walk() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for (pages, rows) in [(1, 50), (40, 30), (300, 7), (12, 2_000)] {
        let (goroutines, spans, lives) = made(&mut random, pages, rows);
        let end = lives
            .iter()
            .filter_map(|life| life.last())
            .map(|row| row.0)
            .max()
            .unwrap()
            + 10;
        let totals = Totals::of(&goroutines, &spans, end).unwrap();
        for _ in 0..40 {
            let until = random.below(end as u64 + 1) as i64;
            let mut all = Times::new();
            for row in goroutines.rows() {
                let want = walked(goroutines.get(row), &lives[row.row()], until);
                let mut got = totals.of_goroutine(&goroutines, &spans, row, until);
                got.sort_unstable();
                assert_eq!(got, want, "{pages} pages: {row:?} up to {until}");
                for (what, nanos) in want {
                    add_up(&mut all, what, nanos);
                }
            }
            all.sort_unstable();
            let mut sums = totals.of_group(&goroutines, &spans, totals.all(), until).rows;
            sums.retain(|row| row.2 != 0);
            sums.sort_unstable();
            let nanos: Vec<_> = sums.into_iter().map(|row| (row.0, row.2)).collect();
            assert_eq!(nanos, all, "{pages} pages: all up to {until}");
        }
    }
}
