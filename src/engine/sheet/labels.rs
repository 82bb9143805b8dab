//! All labels: a heading for each key, below it the values and what is without the key.

use crate::analyze::profile::label_keys::{LabelKey, LabelSums, LabelTexts, Sum, label_keys};
use crate::engine::profile::OpenProfile;
use crate::engine::sheet::{Lines, counted, plain, share, weight};
use crate::model::unit;
use crate::protocol::filter::{Filter, FilterKind};
use crate::protocol::sheet::{Act, LineKind, SheetLine, SheetPage, SheetValue};

/// The labels of the samples that filters left.
pub(super) struct Labels {
    keys: Vec<LabelKey>,
    texts: LabelTexts,
    /// For each line the key, and which line of the key it is.
    lines: Vec<(u32, u32)>,
}

impl Labels {
    pub(super) fn of(profile: &OpenProfile) -> Self {
        let kept = profile.refining.kept();
        let is_kept = |sample: usize| kept.is_none_or(|kept| kept.has(sample));
        let mut keys = label_keys(&profile.profile, profile.sample_type, is_kept);
        keys.retain(|key| {
            let name = profile.profile.strings.text(key.key);
            profile.shows_key(&name) && name != "pprof::base"
        });
        let lines_of = |(at, key): (usize, &LabelKey)| {
            let values = key.values.len() as u32 + u32::from(key.without.samples > 0);
            (0..=values).map(move |line| (at as u32, line))
        };
        let lines = keys.iter().enumerate().flat_map(lines_of).collect();
        Self {
            keys,
            texts: LabelTexts::of(&profile.profile),
            lines,
        }
    }
}

impl Lines for Labels {
    fn head(&self, _profile: &OpenProfile) -> SheetPage {
        let count = self.keys.len();
        SheetPage {
            title: match count {
                0 => "No labels".to_owned(),
                count => counted(count, "label key", "label keys"),
            },
            notes: vec![
                if count == 0 {
                    "No sample has a label. A Go program sets them with pprof.Do or pprof.SetGoroutineLabels; CPU and \
                     goroutine profiles carry them."
                } else {
                    "Click a value to see only its samples. “Group” puts a frame for each value at the root of all stacks \
                     (tagroot), “at the leaf” at their ends (tagleaf)."
                }
                .to_owned(),
            ],
            columns: ["value", "share", "samples"].map(str::to_owned).into(),
            ..SheetPage::default()
        }
    }

    fn count(&self) -> usize {
        self.lines.len()
    }

    fn line(&self, profile: &OpenProfile, row: usize) -> SheetLine {
        let (at, line) = self.lines[row];
        let key = &self.keys[at as usize];
        let name = profile.profile.strings.text(key.key).into_owned();
        let Some(line) = line.checked_sub(1) else {
            return heading(profile, key, name);
        };
        match key.values.get(line as usize) {
            Some(value) => self.value(profile, key, &name, value),
            None => SheetLine {
                note: "samples without it".to_owned(),
                ..of_label(profile, key.without, String::new(), &name)
            },
        }
    }
}

impl Labels {
    fn value(&self, profile: &OpenProfile, key: &LabelKey, name: &str, value: &LabelSums) -> SheetLine {
        let text = self.texts.text(&profile.profile, key.key, value.word, value.number);
        let exact = match value.word {
            Some(_) => text.clone(),
            None => value.number.to_string(),
        };
        of_label(profile, value.sum, text, &format!("{name}={exact}"))
    }
}

fn heading(profile: &OpenProfile, key: &LabelKey, name: String) -> SheetLine {
    let samples: u64 = key.values.iter().map(|value| value.sum.samples).sum();
    let by_key = |kind: FilterKind| {
        Act::Filter(Filter {
            kind,
            what: name.clone(),
            is_exact: false,
        })
    };
    // Keys with commas cannot be said in a list of keys.
    let acts = if name.contains(',') {
        Vec::new()
    } else {
        vec![
            ("group".to_owned(), by_key(FilterKind::TagRoot)),
            ("at the leaf".to_owned(), by_key(FilterKind::TagLeaf)),
        ]
    };
    SheetLine {
        kind: LineKind::Heading,
        values: values(
            profile,
            Sum {
                weight: key.total,
                samples,
            },
        ),
        note: counted(key.values.len(), "value", "values"),
        acts,
        text: name,
        ..SheetLine::default()
    }
}

/// The line of a label, which `what` names for filters.
fn of_label(profile: &OpenProfile, sum: Sum, text: String, what: &str) -> SheetLine {
    let filter = |kind: FilterKind| {
        Act::Filter(Filter {
            kind,
            what: what.to_owned(),
            is_exact: true,
        })
    };
    SheetLine {
        values: values(profile, sum),
        text,
        level: 1,
        click: Some(filter(FilterKind::TagFocus)),
        acts: vec![("ignore".to_owned(), filter(FilterKind::TagIgnore))],
        ..SheetLine::default()
    }
}

fn values(profile: &OpenProfile, sum: Sum) -> Vec<SheetValue> {
    vec![
        weight(profile, sum.weight),
        share(profile, sum.weight),
        plain(unit::exact(sum.samples as i64, b"count")),
    ]
}
