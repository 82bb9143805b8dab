//! The profile seen otherwise: a lens and the open profile in → two pictures with a zoom of their own.
//!
//! Each flame graph is one of a small profile that the lens made ([`lens`]), so it is drawn, zoomed and read by what does so for
//! the main one. They are made when somebody looks, and anew whenever filters, sample type or the function change.
//!
//! Must not know: how the page arranges the panes.
//!
//! Read [`Shown::make_aside`] first.

mod point;
mod treemap;

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::analyze::profile::lens::{self, Lens, Seen};
use crate::engine::aside::treemap::Treemap;
use crate::engine::flame::FlameState;
use crate::engine::open::GROUPING;
use crate::engine::profile::OpenProfile;
use crate::engine::shown::tell;
use crate::engine::{Changed, Outgoing, Shown};
use crate::layout::space::PaneSpace;
use crate::model::column::OutOfMemory;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::protocol::Pane;
use crate::protocol::aside::{Aside, AsideFacts};
use crate::protocol::panes::PaneMap;
use crate::protocol::reply::Reply;
use crate::protocol::request::Appearance;

/// What is looked at beside the views, and the pictures as far as they were made.
#[derive(Default)]
pub(super) struct Asides {
    wanted: Option<Aside>,
    made: Option<Made>,
}

/// The pictures.
struct Made {
    /// The function they are about, where they are about one.
    entity: Option<EntityId>,
    above: Option<Picture>,
    below: Option<Picture>,
}

/// What is on a pane.
enum Picture {
    /// A flame graph.
    Flame(Box<Flame>),
    /// A treemap of what the other pane's flame graph has.
    Treemap(Treemap),
}

/// A flame graph of a profile of its own.
struct Flame {
    profile: OpenProfile,
    state: FlameState,
}

impl Asides {
    /// What the pictures are made of has changed.
    pub(super) fn forget(&mut self) {
        self.made = None;
    }

    /// Follows other colours and sizes of rows.
    pub(super) fn dress(&mut self, appearance: Appearance) {
        for (pane, picture) in self.pictures() {
            if let Picture::Flame(flame) = picture {
                flame.dress(pane, appearance);
            }
        }
    }

    /// Follows a pane's size.
    pub(super) fn resize(&mut self, pane: Pane, space: PaneSpace) {
        match self.picture(pane) {
            Some(Picture::Flame(flame)) => flame.resize(space),
            Some(Picture::Treemap(treemap)) => treemap.resize(space),
            None => {}
        }
    }

    /// Whether a picture moves by itself.
    pub(super) fn is_gliding(&self) -> bool {
        let pictures = self.made.iter().flat_map(|made| [&made.above, &made.below]);
        pictures.flatten().any(|picture| match picture {
            Picture::Flame(flame) => flame.state.is_gliding(),
            Picture::Treemap(_) => false,
        })
    }

    /// Paints a pane; how many boxes there were, or nothing while there is no picture.
    pub(super) fn paint(
        &mut self,
        pane: Pane,
        now_millis: f64,
        column_width: f64,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> Option<usize> {
        match self.picture(pane)? {
            Picture::Flame(flame) => {
                let Flame { profile, state } = &mut **flame;
                Some(state.paint(profile, now_millis, column_width, theme, surface))
            }
            Picture::Treemap(treemap) => Some(treemap.paint(column_width, theme, surface)),
        }
    }

    fn pictures(&mut self) -> impl Iterator<Item = (Pane, &mut Picture)> {
        let made = self.made.iter_mut();
        made.flat_map(|made| [(Pane::Above, &mut made.above), (Pane::Below, &mut made.below)])
            .filter_map(|(pane, picture)| Some((pane, picture.as_mut()?)))
    }

    fn picture(&mut self, pane: Pane) -> Option<&mut Picture> {
        self.pictures().find(|(of, _)| *of == pane).map(|(_, picture)| picture)
    }
}

impl Flame {
    fn new(lens: Lens, of: &OpenProfile) -> Result<Self, OutOfMemory> {
        let seen = Seen {
            profile: &of.profile,
            entities: of.names.entities(),
            tree: &of.tree,
            sample_type: of.sample_type,
            kept: of.refining.kept(),
        };
        let profile = lens::through(lens, seen)?;
        let entities = Entities::build(&profile, GROUPING)?;
        let tree = CallTree::build(&profile, &entities)?;
        let mut profile = OpenProfile::new(profile, entities, tree, None)?;
        // Shares stay those of the whole.
        profile.weights = std::mem::take(&mut profile.weights).with_profile_total(of.total());
        if matches!(lens, Lens::Packages | Lens::Files) {
            profile.names.color_by_name();
        }
        let state = FlameState::new(&profile);
        Ok(Self { profile, state })
    }

    fn dress(&mut self, pane: Pane, appearance: Appearance) {
        let appearance = Appearance {
            // Callers stand above the function.
            is_root_below: pane == Pane::Above || appearance.is_root_below,
            ..appearance
        };
        self.state.dress(appearance, &self.profile);
    }

    fn resize(&mut self, space: PaneSpace) {
        self.state.resize(Pane::Flame, space, &mut self.profile);
    }
}

impl Shown {
    /// Notes how somebody looks at the profile.
    pub(super) fn look_aside(&mut self, wanted: Option<Aside>) -> Changed {
        if self.asides.wanted != wanted {
            self.asides = Asides { wanted, made: None };
        }
        Changed::Nothing
    }

    /// Makes the pictures that somebody looks at, if they are due; whether it did.
    pub(super) fn make_aside(
        &mut self,
        panes: &PaneMap<PaneSpace>,
        appearance: Appearance,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<bool, OutOfMemory> {
        let Some(wanted) = self.asides.wanted else {
            return Ok(false);
        };
        let entity = self.flame.selected.filter(|_| wanted == Aside::Sandwich);
        if self.asides.made.as_ref().is_some_and(|made| made.entity == entity) {
            return Ok(false);
        }
        let profile = &self.profile;
        let flame = |lens| Flame::new(lens, profile).map(|flame| Some(Picture::Flame(Box::new(flame))));
        let (above, below) = match (wanted, entity) {
            (Aside::Sandwich, Some(entity)) => (flame(Lens::Callers(entity))?, flame(Lens::Callees(entity))?),
            (Aside::Sandwich, None) => (None, None),
            (Aside::Packages, _) => with_treemap(Flame::new(Lens::Packages, profile)?)?,
            (Aside::Files, _) => with_treemap(Flame::new(Lens::Files, profile)?)?,
            (Aside::Collapsed, _) => (None, flame(Lens::Collapsed)?),
        };
        tell(outbox, Reply::Aside(Box::new(self.facts(wanted, entity))));
        self.asides.made = Some(Made { entity, above, below });
        self.asides.dress(appearance);
        for pane in [Pane::Above, Pane::Below] {
            if let Some(&space) = panes.get(pane) {
                self.asides.resize(pane, space);
            }
        }
        Ok(true)
    }

    fn facts(&self, aside: Aside, entity: Option<EntityId>) -> AsideFacts {
        let facts = |title: &str, above: &str, below: &str| AsideFacts {
            title: title.to_owned(),
            above: above.to_owned(),
            below: below.to_owned(),
        };
        match (aside, entity) {
            (Aside::Sandwich, Some(entity)) => facts(
                self.profile.names.full(entity),
                "What called it: callers stand above it",
                "What it called, from its outermost call on",
            ),
            (Aside::Sandwich, None) => facts(
                "Select a function: here stands it between its callers and what it calls.",
                "",
                "",
            ),
            (Aside::Packages, _) => facts(
                "Packages",
                "Each package as large as what its functions took themselves (flat)",
                "Calls from package to package; those within one are none",
            ),
            (Aside::Files, _) => facts(
                "Source files",
                "Each file as large as what its functions took themselves (flat)",
                "Calls from file to file; those within one are none",
            ),
            (Aside::Collapsed, _) => facts(
                "Without recursion",
                "",
                "Functions that call themselves directly stand once, with what all of their calls took",
            ),
        }
    }
}

/// A treemap above a flame graph of the same.
fn with_treemap(flame: Flame) -> Result<(Option<Picture>, Option<Picture>), OutOfMemory> {
    let treemap = Treemap::of(&flame.profile)?;
    Ok((Some(Picture::Treemap(treemap)), Some(Picture::Flame(Box::new(flame)))))
}
