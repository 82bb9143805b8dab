//! A comparison: two profiles that were read → one in which their samples stand apart, and how it is weighed.
//!
//! The two are kept: to swap them, or to scale one to the other, makes other samples. All else is other sums.
//!
//! Only the build with the feature `texts` makes comparisons. In the other nothing of them is left: there the type has a
//! field that no value can have.

#[cfg(feature = "texts")]
use std::io::Read;

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::combine::{self, CombineError, Comparison};
use crate::analyze::profile::entity::Entities;
#[cfg(feature = "texts")]
use crate::analyze::profile::series;
use crate::analyze::profile::weights::{self, Weights, Widths, total_of};
#[cfg(feature = "texts")]
use crate::analyze::trace::digest::Digest;
use crate::engine::facts::{self, FileFacts};
use crate::engine::open::GROUPING;
#[cfg(feature = "texts")]
use crate::engine::open::Opening;
use crate::engine::profile::OpenProfile;
use crate::engine::shown::tell;
use crate::engine::{Changed, Outgoing, Shown};
#[cfg(feature = "texts")]
use crate::engine::{Engine, State};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::profile::Profile;
use crate::model::unit;
use crate::protocol::comparing::Comparing;
use crate::protocol::place::{Place, SelectedPlace};
use crate::protocol::reply::{Failure, Opened, Reply};
#[cfg(feature = "texts")]
use crate::protocol::request::OpenFile;

/// A profile that was read, and what is known of its file.
pub(super) type Side = (FileFacts, Profile);

/// The sides of an open comparison.
pub(super) struct Compared {
    #[cfg(not(feature = "texts"))]
    #[expect(dead_code, reason = "it is never made")]
    never: std::convert::Infallible,
    /// As the page named them.
    files: Vec<Side>,
    /// Which of them is the base, unless the sides are swapped, and which is new: of two the second and the first, of a series the oldest and
    /// the newest.
    base_and_new: [usize; 2],
    how: Comparing,
    /// The samples of the base.
    base: Bits,
    /// What 100 % is by sample type, when it is not the base.
    totals: Option<Vec<i64>>,
    /// What traces say in short, if both are.
    #[cfg(feature = "texts")]
    digests: Vec<Digest>,
}

impl Compared {
    /// Compares two profiles.
    #[cfg(feature = "texts")]
    pub(super) fn new(files: Vec<Side>, how: Comparing) -> Result<(Self, Profile), Failure> {
        let base_and_new = match &files[..] {
            [_, _] => [1, 0],
            several => {
                let order = series::order(&several.iter().map(|side| &side.1).collect::<Vec<_>>());
                [order.first(), order.last()].map(|row| row.copied().unwrap_or(0))
            }
        };
        let mut compared = Self {
            files,
            base_and_new,
            how,
            base: Bits::new(),
            totals: None,
            digests: Vec::new(),
        };
        let profile = compared.combine(true).map_err(|error| compared.failure(&error))?;
        compared.base = combine::base_samples(&profile)?;
        compared.set_totals().map_err(|error| compared.failure(&error))?;
        Ok((compared, profile))
    }

    /// Takes what traces say in short; of files that are not all traces nothing.
    #[cfg(feature = "texts")]
    pub(super) fn set_digests(&mut self, digests: Vec<Digest>) {
        if digests.len() == self.files.len() {
            self.digests = digests;
        }
    }

    /// What two traces say in short, the new one and the base, each with its name.
    #[cfg(feature = "texts")]
    pub(super) fn digests(&self) -> Option<[(&str, &Digest); 2]> {
        if self.files.len() != 2 {
            return None;
        }
        let mut sides = self.base_and_new;
        if !self.how.has(Comparing::SWAPPED) {
            sides.reverse();
        }
        let [new, base] = sides.map(|row| Some((self.files[row].0.name(), self.digests.get(row)?)));
        Some([new?, base?])
    }

    #[cfg(not(feature = "texts"))]
    fn new(_files: Vec<Side>, _how: Comparing) -> Result<(Self, Profile), Failure> {
        Err(Failure::default())
    }

    /// How they are compared.
    pub(super) fn how(&self) -> Comparing {
        self.how
    }

    /// The new side, and the base.
    fn sides(&self) -> [&Side; 2] {
        let [base, new] = self.base_and_new.map(|row| &self.files[row]);
        if self.how.has(Comparing::SWAPPED) {
            [base, new]
        } else {
            [new, base]
        }
    }

    fn combine(&self, is_marked: bool) -> Result<Profile, CombineError> {
        let [new, base] = self.sides();
        let comparison = Comparison {
            is_marked,
            is_normalized: self.how.has(Comparing::NORMALIZED),
        };
        combine::compare(&new.1, &base.1, comparison)
    }

    /// What 100 % is: with `-base` of pprof, what is left when equal samples have cancelled each other out.
    fn set_totals(&mut self) -> Result<(), CombineError> {
        self.totals = None;
        if self.how.has(Comparing::OF_CHANGE) {
            let profile = self.combine(false)?;
            let types = 0..profile.sample_types.len();
            self.totals = Some(types.map(|row| total_of(&profile, row, false)).collect());
        }
        Ok(())
    }

    /// Sums a sample type over the tree that was made of the comparison.
    pub(super) fn weigh(
        &self,
        profile: &Profile,
        tree: &CallTree,
        sample_type: usize,
        kept: Option<&Bits>,
    ) -> Result<Weights, OutOfMemory> {
        let widths = if self.how.has(Comparing::NEW_WIDTHS) {
            Widths::New
        } else {
            Widths::Change
        };
        let sides = weights::Sides {
            base: &self.base,
            kept,
            widths,
        };
        let weights = Weights::compare(profile, tree, sample_type, sides)?;
        let total = self.totals.as_ref().and_then(|totals| totals.get(sample_type));
        Ok(match total {
            Some(&total) => weights.with_profile_total(total),
            None => weights,
        })
    }

    /// Why the two cannot be compared.
    fn failure(&self, error: &CombineError) -> Failure {
        if let CombineError::OutOfMemory(error) = error {
            return (*error).into();
        }
        let [new, base] = self.sides().map(|side| side.0.name());
        Failure {
            what: format!("These two cannot be compared: {error}"),
            place: format!("{new} against {base}"),
            advice: "Compare profiles of one kind: two CPU profiles, or two heap profiles.".to_owned(),
            ..Failure::default()
        }
    }

    /// What to tell of the open comparison.
    pub(super) fn opened(&self, open: &OpenProfile) -> Opened {
        let mut names = self.files.iter().map(|side| &side.0);
        let first = names.next();
        let others: Vec<&FileFacts> = names.collect();
        let of_both = first.map_or(Opened::default(), |first| first.clone().opened(open));
        let [new, base] = self.sides();
        let mut facts: Vec<_> = [("New", new), ("Base", base)]
            .map(|(side, (file, profile))| (side.to_owned(), file.sentence(profile)))
            .into();
        for other in &others {
            facts.push((format!("SHA-256 of {}", other.name()), other.sha256().to_owned()));
        }
        // What else is told of one file is of the two added up, and says nothing.
        let counts = [
            "Samples",
            "Stacks",
            "Functions",
            "Frames in the picture",
            "Deepest stack",
        ];
        facts.extend(of_both.facts.into_iter().filter(|(name, _)| counts.contains(&&**name)));
        let mut warnings = Vec::new();
        for (file, _) in &self.files {
            let of_file = file.warnings().iter();
            warnings.extend(of_file.map(|warning| format!("{}: {warning}", file.name())));
        }
        warnings.extend(self.odd());
        let mut sample_types = of_both.sample_types;
        for (row, kind) in sample_types.iter_mut().enumerate() {
            let values = open.profile.samples.values.get(row).into_iter().flat_map(Column::iter);
            let change = values.fold(0_i64, i64::wrapping_add);
            kind.total = open.signed(change, unit::label(change, kind.unit.as_bytes()));
        }
        Opened {
            kind: if others.len() > 1 {
                format!("series of {}s", of_both.kind)
            } else {
                format!("{}s compared", of_both.kind)
            },
            format: match others.iter().find(|other| other.format() != of_both.format) {
                None => of_both.format,
                Some(other) => format!("{} and {}", of_both.format, other.format()),
            },
            base_sha256: others.iter().map(|other| other.sha256()).collect::<Vec<_>>().join("."),
            facts,
            warnings,
            sample_types,
            compares_traces: cfg_select! {
                feature = "texts" => self.digests().is_some(),
                _ => false,
            },
            ..of_both
        }
    }
}

impl Compared {
    /// What makes them hard to compare.
    fn odd(&self) -> Vec<String> {
        #[cfg(feature = "texts")]
        if self.files.len() > 2 {
            let named = self.in_order().into_iter();
            return series::odd::odd(&named.map(|(file, profile)| (file.name(), profile)).collect::<Vec<_>>());
        }
        let [new, base] = self.sides();
        odd(&new.1, &base.1)
    }

    /// The files in the order in which they were taken.
    #[cfg(feature = "texts")]
    pub(super) fn in_order(&self) -> Vec<(&FileFacts, &Profile)> {
        let profiles: Vec<&Profile> = self.files.iter().map(|side| &side.1).collect();
        let order = series::order(&profiles).into_iter();
        order.map(|row| (&self.files[row].0, profiles[row])).collect()
    }
}

/// What makes two profiles hard to compare.
fn odd(new: &Profile, base: &Profile) -> Vec<String> {
    let mut odd = Vec::new();
    let names = |profile: &Profile| -> Vec<String> {
        let kinds = profile.sample_types.iter();
        kinds.map(|kind| profile.strings.text(kind.kind).into_owned()).collect()
    };
    let (of_new, of_base) = (names(new), names(base));
    let of_one = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|name| !those.contains(name)).cloned().collect()
    };
    let left_out = [of_one(&of_new, &of_base), of_one(&of_base, &of_new)].concat();
    if !left_out.is_empty() {
        odd.push(format!("Only one of the two has {}: left out.", left_out.join(", ")));
    }
    if new.period != base.period && new.period != 0 && base.period != 0 {
        let [new, base] = [new, base].map(|side| unit::label(side.period, side.strings.bytes(side.period_type.unit)));
        odd.push(format!(
            "They were not sampled alike: every {new}, and the base every {base}."
        ));
    }
    let (long, short) = (
        new.duration_nanos.max(base.duration_nanos),
        new.duration_nanos.min(base.duration_nanos),
    );
    // A tenth: what two runs of the same length differ by.
    if short > 0 && long - short > long / 10 {
        let [new, base] = [new, base].map(|side| unit::label(side.duration_nanos, b"nanoseconds"));
        odd.push(format!(
            "They took different times, {new} and the base {base}: with “same total” on, shares can be compared."
        ));
    }
    odd
}

#[cfg(feature = "texts")]
impl Engine {
    /// Starts reading a file and one to compare it with; or, where there are several others, all of a series.
    pub fn open_against(&mut self, file: (OpenFile, Box<dyn Read>), others: Vec<(OpenFile, Box<dyn Read>)>) {
        let opening = Opening::new(file.0, file.1).against(others);
        self.state = State::Opening(Box::new(opening));
    }
}

impl OpenProfile {
    /// Both sides in words, as [`View::sides`](crate::protocol::reply::View::sides) has them.
    pub(super) fn sides_of_all(&self) -> Vec<String> {
        let Some((compared, base)) = self.compared.as_ref().zip(self.weights.base()) else {
            return Vec::new();
        };
        let (root, tree) = (CallTree::ROOT, &self.tree);
        let (change, old) = (self.weights.total(tree, root), base.total(tree, root));
        let label = |value: i64| unit::label(value, self.unit());
        let [new_name, old_name] = compared.sides().map(|side| side.0.name());
        let growth = if old == 0 {
            String::new()
        } else {
            format!(" · {} of old", self.signed(change, facts::share(change, old)))
        };
        let note = match (self.weights.width(tree, root), compared.how.has(Comparing::NEW_WIDTHS)) {
            (0, true) => "The new side has nothing to draw: see the change.",
            (0, false) => "Nothing changed: every stack weighs the same on both sides.",
            _ => "",
        };
        vec![
            format!("old {old_name}"),
            label(old),
            format!("new {new_name}"),
            label(old.wrapping_add(change)),
            format!("{}{growth}", self.label(change)),
            note.to_owned(),
        ]
    }

    /// Old and new of values that changed so, in words; nothing where there is one side.
    pub(super) fn sides_of(&self, changes: [i64; 2], olds: impl FnOnce(&Weights) -> [i64; 2]) -> Vec<String> {
        let Some(base) = self.weights.base().filter(|_| self.compared.is_some()) else {
            return Vec::new();
        };
        let label = |value: i64| unit::label(value, self.unit());
        let pairs = changes.into_iter().zip(olds(base));
        pairs
            .flat_map(|(change, old)| [label(old), label(old.wrapping_add(change))])
            .collect()
    }
}

impl Shown {
    /// Compares the two files otherwise, if this is a comparison.
    pub(super) fn compare(&mut self, how: Comparing, outbox: &mut Vec<Outgoing>) -> Result<Changed, Failure> {
        let place = self.place();
        let Some(compared) = &mut self.profile.compared else {
            return Ok(Changed::Nothing);
        };
        if compared.how == how {
            return Ok(Changed::Nothing);
        }
        if compared.how.of_samples() == how.of_samples() {
            let before = self.flame.before_reweighing(&mut self.profile);
            let Some(compared) = &mut self.profile.compared else {
                return Ok(Changed::Nothing);
            };
            compared.how = how;
            compared.set_totals().map_err(|error| compared.failure(&error))?;
            self.profile.weigh()?;
            self.flame.reweighed(before, &mut self.profile);
            self.reweighed(outbox)?;
            return Ok(Changed::View);
        }
        if let Some(before) = self.profile.compared.take() {
            #[cfg(feature = "texts")]
            let (mut compared, profile) = Compared::new(before.files, how)?;
            #[cfg(feature = "texts")]
            compared.set_digests(before.digests);
            #[cfg(not(feature = "texts"))]
            let (compared, profile) = Compared::new(before.files, how)?;
            self.profile = opened(profile, compared)?;
            self.start_over(place, how, outbox)?;
        }
        Ok(Changed::View)
    }

    /// Shows the comparison anew, as far as its frames, which are others now, let it.
    fn start_over(&mut self, place: Place, how: Comparing, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        self.flame.matches = None;
        self.flame.selected = None;
        self.flame.lit = None;
        self.flame.restart(&self.profile);
        self.restart_frames();
        self.reweighed(outbox)?;
        if let Some(compared) = &self.profile.compared {
            let opened = Opened {
                has_timeline: cfg_select! {
                    feature = "texts" => self.beside.is_some(),
                    _ => false,
                },
                ..compared.opened(&self.profile)
            };
            tell(outbox, Reply::Opened(Box::new(opened)));
        }
        let place = Place {
            how,
            selected: place
                .selected
                .map(|selected| SelectedPlace::function(&selected.function)),
            steps: Vec::new(),
            span: None,
            ..place
        };
        self.restore(&place, outbox).map(drop)
    }
}

/// An open profile of samples that were just combined.
fn opened(profile: Profile, compared: Compared) -> Result<OpenProfile, OutOfMemory> {
    let entities = Entities::build(&profile, GROUPING)?;
    let tree = CallTree::build(&profile, &entities)?;
    OpenProfile::new(profile, entities, tree, Some(compared))
}
