//! Filters: what is asked for → what of the open profile is shown, and what each filter kept.
//!
//! Filters that only drop samples need new sums over the tree that stands. Those that take frames out of stacks need
//! another tree; the whole one is put aside meanwhile, so that to take a filter away costs no more than sums.

#[cfg(feature = "texts")]
mod framed;

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::refine::{
    LabelFilter, Outcome, Pattern, RefineError, Refinement, Refinements, SampleIndex, judge,
};
use crate::engine::names::named;
use crate::engine::open::GROUPING;
use crate::engine::profile::{OpenProfile, depth};
#[cfg(feature = "texts")]
use crate::engine::refine::framed::Framed;
use crate::engine::shown::tell;
use crate::engine::{Changed, Outgoing, Shown, facts};
use crate::model::bits::Bits;
use crate::model::column::OutOfMemory;
use crate::model::unit;
use crate::protocol::filter::{Filter, FilterFacts, FilterKind, Refined};
use crate::protocol::reply::Reply;

/// The filters in effect.
#[derive(Default)]
pub(super) struct Refining {
    filters: Vec<Filter>,
    list: Refinements,
    outcomes: Vec<Outcome>,
    /// Made when the first filter is asked for.
    index: Option<SampleIndex>,
    /// The samples that are left; none while there is no filter.
    kept: Option<Bits>,
    /// Keys of labels that are not shown, by their string.
    lost_keys: Bits,
    /// What is put aside while frames are taken out.
    whole: Option<Stacks>,
    /// The filters among them that make frames of labels; they come first.
    #[cfg(feature = "texts")]
    framed: Option<Framed>,
}

/// A tree and what is read beside it.
struct Stacks {
    entities: Entities,
    tree: CallTree,
    children: Children,
    depth: u32,
}

/// Why filters are not applied.
enum Refusal {
    /// In words for the person.
    Words(String),
    OutOfMemory(OutOfMemory),
}

impl From<OutOfMemory> for Refusal {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

impl From<RefineError> for Refusal {
    fn from(error: RefineError) -> Self {
        match error {
            RefineError::OutOfMemory(error) => Self::OutOfMemory(error),
            RefineError::Expression { .. } => Self::Words(error.to_string()),
        }
    }
}

impl Refining {
    /// The filters in effect, in order.
    pub(super) fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// The same as analysis understands them.
    #[cfg(feature = "texts")]
    pub(super) fn list(&self) -> &Refinements {
        &self.list
    }

    /// Whether frames were taken out of the stacks.
    #[cfg(feature = "texts")]
    pub(super) fn takes_frames(&self) -> bool {
        self.whole.is_some()
    }

    /// The samples that are left, if there are filters.
    pub(super) fn kept(&self) -> Option<&Bits> {
        self.kept.as_ref()
    }
}

impl OpenProfile {
    /// Whether labels with this key are shown.
    pub(super) fn shows_key(&self, key: &str) -> bool {
        let key = self.profile.strings.find(key.as_bytes());
        key.is_none_or(|key| !self.refining.lost_keys.has(key.row()))
    }

    /// All entities, those too that filters have taken out.
    pub(super) fn whole_entities(&self) -> &Entities {
        let whole = self.refining.whole.as_ref();
        whole.map_or(self.names.entities(), |whole| &whole.entities)
    }

    /// What analysis understands by a filter.
    fn refinement(&self, entities: &Entities, filter: &Filter) -> Result<Refinement, Refusal> {
        let what = || filter.what.clone();
        let pattern = || -> Result<_, Refusal> {
            if !filter.is_exact {
                return Ok(Pattern::Regexp(what()));
            }
            let unknown = || Refusal::Words(format!("no function {:?}", filter.what));
            let found = named(entities, &filter.what).ok_or_else(unknown)?;
            Ok(Pattern::of_entity(&self.profile, entities, found))
        };
        Ok(match filter.kind {
            FilterKind::Focus => Refinement::Focus(pattern()?),
            FilterKind::Ignore => Refinement::Ignore(pattern()?),
            FilterKind::Hide => Refinement::Hide(pattern()?),
            FilterKind::Show => Refinement::Show(pattern()?),
            FilterKind::ShowFrom => Refinement::ShowFrom(pattern()?),
            FilterKind::PruneFrom => Refinement::PruneFrom(pattern()?),
            FilterKind::TagFocus => Refinement::TagFocus(self.label_filter(filter)),
            FilterKind::TagIgnore => Refinement::TagIgnore(self.label_filter(filter)),
            FilterKind::TagShow => Refinement::TagShow(what()),
            FilterKind::TagHide => Refinement::TagHide(what()),
            // They were applied; the page asks no worker for them that cannot.
            FilterKind::TagRoot | FilterKind::TagLeaf => {
                return Err(Refusal::Words(format!("unexpected filter: {}", filter.kind.word())));
            }
        })
    }

    /// Applies filters instead of those in effect, and weighs what is left; whether its tree is another.
    /// New filters that match nothing are refused if `must_match`.
    #[cfg(feature = "texts")]
    fn refine(&mut self, filters: &[Filter], must_match: bool) -> Result<bool, Refusal> {
        let (of_labels, rest): (Vec<_>, Vec<_>) = filters.iter().cloned().partition(|filter| filter.kind.adds_frames());
        let before = self.framing().to_vec();
        let is_framed = self.frame_labels(&of_labels, must_match)?;
        let refined = self.refine_stacks(&rest, must_match);
        if is_framed && refined.is_err() {
            // Nothing changes where a part of it cannot be.
            self.refining.filters.retain(|filter| !filter.kind.adds_frames());
            let stacks = std::mem::take(&mut self.refining.filters);
            self.frame_labels(&before, false)?;
            self.refine_stacks(&stacks, false)?;
        }
        if is_framed || refined.is_ok() {
            let framing = self.framing().to_vec();
            self.refining.filters.splice(0..0, framing);
            self.put_framing_first();
        }
        Ok(refined? || is_framed)
    }

    #[cfg(not(feature = "texts"))]
    fn refine(&mut self, filters: &[Filter], must_match: bool) -> Result<bool, Refusal> {
        self.refine_stacks(filters, must_match)
    }

    #[cfg(not(feature = "texts"))]
    #[expect(clippy::unused_self, reason = "the other build asks the profile for its labels")]
    fn label_filter(&self, filter: &Filter) -> LabelFilter {
        LabelFilter::Expression(filter.what.clone())
    }

    /// Applies filters that take samples and frames away, as [`OpenProfile::refine`].
    fn refine_stacks(&mut self, filters: &[Filter], must_match: bool) -> Result<bool, Refusal> {
        let entities = self.whole_entities();
        let list = filters.iter().map(|filter| self.refinement(entities, filter));
        let list = Refinements(list.collect::<Result<_, _>>()?);
        let index = match self.refining.index.take() {
            Some(index) => index,
            None => SampleIndex::of(&self.profile)?,
        };
        let index = self.refining.index.insert(index);
        let judged = judge(&self.profile, index, &list, self.sample_type)?;
        let outcomes = judged.outcomes().to_vec();
        let is_vain =
            |(filter, outcome): &(&Filter, &Outcome)| !outcome.has_match && !self.refining.filters.contains(filter);
        if must_match && let Some((filter, _)) = filters.iter().zip(&outcomes).find(is_vain) {
            return Err(Refusal::Words(vain(filter)));
        }
        let lost_keys = judged.lost_keys().clone();
        let kept = judged.kept()?;
        let stacks = if judged.keeps_stacks() {
            None
        } else {
            let whole = self.refining.whole.as_ref();
            let entities = whole.map_or(self.names.entities(), |whole| &whole.entities);
            let entities = entities.build_again(&self.profile, GROUPING, judged.lost_lines())?;
            let tree = CallTree::build_of_rest(&self.profile, &entities, judged.rest()?)?;
            Some(Stacks {
                entities,
                children: Children::of(&tree)?,
                depth: depth(&tree)?,
                tree,
            })
        };
        let is_other_tree = stacks.is_some() || self.refining.whole.is_some();
        match stacks {
            Some(stacks) => {
                let before = self.put(stacks);
                self.refining.whole.get_or_insert(before);
            }
            None => {
                if let Some(whole) = self.refining.whole.take() {
                    self.put(whole);
                }
            }
        }
        self.refining.filters = filters.to_vec();
        self.refining.list = list;
        self.refining.outcomes = outcomes;
        self.refining.lost_keys = lost_keys;
        self.refining.kept = (!filters.is_empty()).then_some(kept);
        self.weigh()?;
        Ok(is_other_tree)
    }

    /// Shows other stacks; those that were shown.
    fn put(&mut self, stacks: Stacks) -> Stacks {
        Stacks {
            entities: self.names.put_entities(stacks.entities),
            tree: std::mem::replace(&mut self.tree, stacks.tree),
            children: std::mem::replace(&mut self.children, stacks.children),
            depth: std::mem::replace(&mut self.depth, stacks.depth),
        }
    }

    /// Weighs what the filters keep by another sample type.
    pub(super) fn judge_again(&mut self) -> Result<(), OutOfMemory> {
        let Some(index) = &self.refining.index else {
            return Ok(());
        };
        match judge(&self.profile, index, &self.refining.list, self.sample_type) {
            Ok(judged) => self.refining.outcomes = judged.outcomes().to_vec(),
            Err(RefineError::OutOfMemory(error)) => return Err(error),
            // They were read when the filters were applied.
            Err(RefineError::Expression { .. }) => {}
        }
        #[cfg(feature = "texts")]
        self.put_framing_first();
        Ok(())
    }
}

/// That a filter matches nothing, and what might be meant.
fn vain(filter: &Filter) -> String {
    let is_of_values = matches!(filter.kind, FilterKind::TagFocus | FilterKind::TagIgnore);
    let hint = if is_of_values && LabelFilter::Expression(filter.what.clone()).is_range() {
        ": a range finds numbers; to find a word, write ^ before it"
    } else {
        ""
    };
    format!("{} {} matches nothing{hint}", filter.kind.word(), filter.what)
}

impl Shown {
    /// Applies filters instead of those in effect, or says why not.
    pub(super) fn refine(&mut self, filters: &[Filter], outbox: &mut Vec<Outgoing>) -> Result<Changed, OutOfMemory> {
        let error = self.apply(filters, true, outbox)?;
        self.tell_refined(error, outbox);
        Ok(Changed::View)
    }

    /// Applies filters as a link has them; why that cannot be, if so.
    pub(super) fn restore_filters(
        &mut self,
        filters: &[Filter],
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Option<String>, OutOfMemory> {
        if filters == self.profile.refining.filters() {
            return Ok(None);
        }
        let error = self.apply(filters, false, outbox)?;
        self.tell_refined(None, outbox);
        Ok(error)
    }

    fn apply(
        &mut self,
        filters: &[Filter],
        must_match: bool,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Option<String>, OutOfMemory> {
        let before = self.flame.before_reweighing(&mut self.profile);
        #[cfg(feature = "texts")]
        let framing = self.profile.framing().to_vec();
        match self.profile.refine(filters, must_match) {
            Ok(true) => {
                #[cfg(feature = "texts")]
                if self.profile.framing() != framing {
                    // What stood for labels has another number now, or none.
                    let last = self.profile.plain_entities();
                    self.flame.selected = self.flame.selected.filter(|entity| entity.row() < last);
                    self.flame.lit = None;
                }
                self.flame.restart(&self.profile);
                self.restart_frames();
            }
            Ok(false) => self.flame.reweighed(before, &mut self.profile),
            Err(Refusal::Words(words)) => return Ok(Some(words)),
            Err(Refusal::OutOfMemory(error)) => return Err(error),
        }
        self.reweighed(outbox)?;
        Ok(None)
    }

    /// Tells the filters in effect and what they keep.
    pub(super) fn tell_refined(&self, error: Option<String>, outbox: &mut Vec<Outgoing>) {
        let profile = &self.profile;
        let Refining { filters, outcomes, .. } = &profile.refining;
        let facts = |(filter, outcome): (&Filter, &Outcome)| FilterFacts {
            filter: filter.clone(),
            kept: unit::label(outcome.kept, profile.unit()),
            percent: facts::share(outcome.kept, profile.total()),
            has_match: outcome.has_match,
        };
        let refined = Refined {
            filters: filters.iter().zip(outcomes).map(facts).collect(),
            error,
        };
        tell(outbox, Reply::Refined(Box::new(refined)));
    }
}
