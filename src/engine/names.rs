//! How functions are written and which hue they have: made of a name when it is first asked for.
//!
//! A picture shows some hundred functions of fifty thousand, and taking a name apart costs a
//! microsecond: so much less stands between a file and its first picture.

use std::cell::OnceCell;

use crate::analyze::profile::entity::{Entities, EntityId};
use crate::engine::{facts, hues};
use crate::layout::flame::Labels;
use crate::layout::text::NameVariants;
use crate::model::column::OutOfMemory;
use crate::model::symbol;

/// The first entity with a whole name.
pub(super) fn named(entities: &Entities, name: &str) -> Option<EntityId> {
    let mut all = (0..entities.len()).map(EntityId::from);
    all.find(|&entity| symbol::readable(&entities.label(entity)) == name)
}

/// The entities of a profile, and what is made of their names.
#[derive(Debug)]
pub(super) struct Names {
    entities: Entities,
    made: Vec<OnceCell<Made>>,
    /// Whether the entities are packages themselves, or files: each has a hue of its own.
    is_by_name: bool,
}

#[derive(Debug)]
struct Made {
    variants: NameVariants,
    hue: u8,
}

impl Names {
    /// Nothing is made yet.
    pub(super) fn new(entities: Entities) -> Result<Self, OutOfMemory> {
        let mut made = Vec::new();
        made.try_reserve_exact(entities.len())
            .map_err(|_no_memory| OutOfMemory { rows: 0 })?;
        made.resize_with(entities.len(), OnceCell::new);
        Ok(Self {
            entities,
            made,
            is_by_name: false,
        })
    }

    /// Takes the same entities with other frames; those that were there before.
    pub(super) fn put_entities(&mut self, entities: Entities) -> Entities {
        std::mem::replace(&mut self.entities, entities)
    }

    /// Follows entities that were added, or taken away at the end.
    #[cfg(feature = "texts")]
    pub(super) fn resize(&mut self, kept: usize) -> Result<(), OutOfMemory> {
        self.made.truncate(kept);
        let rows = self.entities.len();
        let more = rows.saturating_sub(self.made.len());
        self.made
            .try_reserve_exact(more)
            .map_err(|_no_memory| OutOfMemory { rows })?;
        self.made.resize_with(rows, OnceCell::new);
        Ok(())
    }

    /// Gives every entity a hue of its own.
    #[cfg(feature = "texts")]
    pub(super) fn color_by_name(&mut self) {
        self.is_by_name = true;
    }

    /// The first entity whose function is called just so in the file.
    #[cfg(feature = "texts")]
    pub(super) fn called(&self, name: &[u8]) -> Option<EntityId> {
        let name = self.entities.strings.find(name)?;
        let mut all = (0..self.entities.len()).map(EntityId::from);
        all.find(|&entity| self.entities.get(entity).name == name)
    }

    /// The entities themselves.
    pub(super) fn entities(&self) -> &Entities {
        &self.entities
    }

    fn made(&self, entity: EntityId) -> Option<&Made> {
        let made = self.made.get(entity.row())?;
        Some(made.get_or_init(|| {
            let label = self.entities.label(entity);
            let variants: Vec<_> = symbol::variants(&label).collect();
            Made {
                variants: NameVariants::new(variants.iter().map(AsRef::as_ref)),
                hue: hues::hue_of(if self.is_by_name {
                    &label
                } else {
                    symbol::package(&label)
                }),
            }
        }))
    }

    /// A name's path to its package, and the rest: `net/` and `http.(*conn).serve`; empty of what is no entity.
    pub(super) fn split(&self, entity: EntityId) -> (&str, &str) {
        self.names(entity).map_or(("", ""), facts::split_name)
    }

    /// The whole name; empty of what is no entity.
    pub(super) fn full(&self, entity: EntityId) -> &str {
        self.made(entity).map_or("", |made| made.variants.full())
    }
}

impl Labels for Names {
    fn names(&self, entity: EntityId) -> Option<&NameVariants> {
        self.made(entity).map(|made| &made.variants)
    }

    fn hue(&self, entity: EntityId) -> u8 {
        self.made(entity).map_or(0, |made| made.hue)
    }
}
