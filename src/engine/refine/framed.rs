//! Labels as frames: the filters that put them into stacks → the profile with them, and the plain one put aside.
//!
//! As in pprof they come before all other filters, which see them. Functions keep their ids, those of labels stand after them.

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::refine::{LabelFilter, Outcome, Refinement, Refinements, refine};
use crate::engine::open::GROUPING;
use crate::engine::profile::{OpenProfile, depth};
use crate::engine::refine::{Refusal, Stacks, vain};
use crate::model::bits::Bits;
use crate::model::column::Column;
use crate::model::id::StringId;
use crate::model::profile::Profile;
use crate::protocol::filter::{Filter, FilterKind};

/// What the numbers of labels are written in when they become frames: as pprof has it by itself.
const UNIT: &str = "minimum";

/// The filters that put frames into the stacks, and what was there before.
pub(in crate::engine) struct Framed {
    filters: Vec<Filter>,
    outcomes: Vec<Outcome>,
    plain: Profile,
    stacks: Stacks,
}

impl OpenProfile {
    /// The profile without the frames.
    pub(in crate::engine) fn plain(&self) -> &Profile {
        self.refining
            .framed
            .as_ref()
            .map_or(&self.profile, |framed| &framed.plain)
    }

    /// How many entities it has: those that stand for labels have higher ids.
    pub(super) fn plain_entities(&self) -> usize {
        let framed = self.refining.framed.as_ref();
        framed
            .map_or(self.names.entities(), |framed| &framed.stacks.entities)
            .len()
    }

    /// The filters in effect that make frames.
    pub(super) fn framing(&self) -> &[Filter] {
        self.refining.framed.as_ref().map_or(&[], |framed| &framed.filters)
    }

    /// Puts what these filters did before what the others did. They drop nothing.
    pub(super) fn put_framing_first(&mut self) {
        let Some(framed) = &self.refining.framed else { return };
        let values = self.profile.samples.values.get(self.sample_type);
        let all = values.into_iter().flat_map(Column::iter);
        let kept = all.fold(0_i64, |sum, value| sum.saturating_add(value.saturating_abs()));
        let outcomes = framed.outcomes.iter().map(|outcome| Outcome {
            kept,
            ..outcome.clone()
        });
        self.refining.outcomes.splice(0..0, outcomes);
    }

    /// Makes frames of labels as the filters say and of no others, which is refused if there is no such label and there
    /// `must` be; whether anything changed. What other filters left is forgotten if so.
    pub(super) fn frame_labels(&mut self, wanted: &[Filter], must_match: bool) -> Result<bool, Refusal> {
        if self.framing() == wanted {
            return Ok(false);
        }
        let plain = self.plain();
        let keys = |filter: &Filter| filter.what.split(',').map(|key| key.trim().to_owned()).collect();
        let list = wanted.iter().map(|filter| match filter.kind {
            FilterKind::TagRoot => Refinement::TagRoot(keys(filter)),
            _ => Refinement::TagLeaf(keys(filter)),
        });
        let refined = refine(plain, &Refinements(list.collect()), self.sample_type, UNIT)?;
        if must_match {
            let with_outcome = wanted.iter().zip(&refined.outcomes);
            if let Some((filter, _)) = with_outcome.into_iter().find(|(_, outcome)| !outcome.has_match) {
                return Err(Refusal::Words(vain(filter)));
            }
        }
        if let Some(whole) = self.refining.whole.take() {
            self.put(whole);
        }
        if let Some(framed) = self.refining.framed.take() {
            self.profile = framed.plain;
            self.put(framed.stacks);
        }
        let known = self.names.entities().len();
        if let Some(profile) = refined.profile {
            let entities = self.names.entities().build_again(&profile, GROUPING, &Bits::new())?;
            let tree = CallTree::build(&profile, &entities)?;
            let stacks = Stacks {
                entities,
                children: Children::of(&tree)?,
                depth: depth(&tree)?,
                tree,
            };
            self.refining.framed = Some(Framed {
                filters: wanted.to_vec(),
                outcomes: refined.outcomes,
                plain: std::mem::replace(&mut self.profile, profile),
                stacks: self.put(stacks),
            });
        }
        self.names.resize(known)?;
        self.refining.index = None;
        self.refining.kept = None;
        Ok(true)
    }

    /// The labels that a filter is about: an expression, or just one as [`Filter::what`] has it.
    pub(in crate::engine) fn label_filter(&self, filter: &Filter) -> LabelFilter {
        let what = &filter.what;
        if !filter.is_exact {
            return LabelFilter::Expression(what.clone());
        }
        let strings = &self.profile.strings;
        let find = |text: &str| strings.find(text.as_bytes());
        if let Some(key) = find(what).filter(|&key| self.is_key(key)) {
            return LabelFilter::Without { key };
        }
        // Keys can have the sign in them, and values too.
        let mut splits = what.match_indices('=').map(|(at, _)| (&what[..at], &what[at + 1..]));
        let known = splits.find_map(|(key, value)| Some((find(key).filter(|&key| self.is_key(key))?, value)));
        let Some((key, value)) = known else {
            return LabelFilter::Expression(what.clone());
        };
        let is_word = |&word: &StringId| {
            let mut labels = self.profile.samples.labels.iter();
            labels.any(|label| label.is_text && label.key == key && label.text == word)
        };
        match (find(value).filter(is_word), value.parse().ok()) {
            (Some(word), _) => LabelFilter::Words {
                key,
                values: vec![word],
            },
            (None, number @ Some(_)) => LabelFilter::Numbers {
                key,
                from: number,
                to: number,
            },
            (None, None) => LabelFilter::Words {
                key,
                values: Vec::new(),
            },
        }
    }

    /// Whether any label has this key.
    fn is_key(&self, key: StringId) -> bool {
        self.profile.samples.labels.iter().any(|label| label.key == key)
    }
}
