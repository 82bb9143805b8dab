//! The details of the selected function: made when nothing else is to do, since they ask all of its frames.

use crate::analyze::profile::graph::neighbours;
use crate::analyze::profile::labels;
use crate::engine::facts;
use crate::engine::profile::OpenProfile;
use crate::engine::shown::tell;
use crate::engine::{Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::model::{symbol, unit};
use crate::protocol::details::{Details, LabelFacts, Neighbour, Neighbours};
use crate::protocol::reply::Reply;

/// Callers, and callees, that travel to the page.
const MOST_NEIGHBOURS: usize = 500;
/// Labels that travel to the page.
const MOST_LABELS: usize = 200;

impl Shown {
    /// Tells the details of the selection, if they are due and the sums stand; whether it did.
    pub(super) fn tell_details(&mut self, outbox: &mut Vec<Outgoing>) -> Result<bool, OutOfMemory> {
        #[cfg(feature = "texts")]
        if self.tell_export(outbox) {
            return Ok(true);
        }
        if !self.are_details_due {
            return Ok(false);
        }
        let Some(functions) = self.table.functions() else {
            return Ok(false);
        };
        self.are_details_due = false;
        let Some(entity) = self.flame.selected else {
            return Ok(false);
        };
        let profile = &self.profile;
        let found = neighbours::neighbours(&profile.stacks(), entity)?;
        let kept = profile.refining.kept();
        let mut found_labels = labels::labels_of(&profile.profile, &profile.tree, profile.sample_type, entity, kept);
        found_labels.retain(|label| profile.shows_key(&label.key) && label.key != "pprof::base");
        let more_labels = found_labels.len().saturating_sub(MOST_LABELS) as u32;
        found_labels.truncate(MOST_LABELS);
        let unit = profile.unit();
        let (flat, cum) = (functions.flat(entity), functions.cum(entity));
        let file = facts::file(profile, entity);
        let label = profile.names.entities().label(entity);
        let details = Details {
            function: entity.0,
            name: profile.names.full(entity).to_owned(),
            module: symbol::module(symbol::package(&label), &file),
            flat: profile.label(flat),
            flat_exact: profile.exact(flat),
            flat_percent: profile.share(flat),
            cum: profile.label(cum),
            cum_exact: profile.exact(cum),
            cum_percent: profile.share(cum),
            sides: profile.sides_of([flat, cum], |_| self.table.base_of(entity)),
            callers: side(profile, found.callers, cum),
            callees: side(profile, found.callees, cum),
            labels: found_labels
                .into_iter()
                .map(|label| LabelFacts {
                    key: label.key,
                    value: label.value,
                    weight: unit::label(label.weight, unit),
                    weight_exact: unit::exact(label.weight, unit),
                    percent: facts::share(label.weight, cum),
                })
                .collect(),
            more_labels,
        };
        tell(outbox, Reply::Details(Box::new(details)));
        Ok(true)
    }
}

fn side(profile: &OpenProfile, found: Vec<neighbours::Neighbour>, cum: i64) -> Neighbours {
    let more = found.len().saturating_sub(MOST_NEIGHBOURS) as u32;
    let rows = found.into_iter().take(MOST_NEIGHBOURS).map(|neighbour| {
        let (path, name) = profile.names.split(neighbour.entity);
        Neighbour {
            function: neighbour.entity.0,
            path: path.to_owned(),
            name: name.to_owned(),
            value: profile.label(neighbour.weight),
            value_exact: profile.exact(neighbour.weight),
            percent: match &profile.compared {
                // Shares of a change can be anything.
                Some(_) => profile.share(neighbour.weight),
                None => facts::share(neighbour.weight, cum),
            },
            bar: facts::bar(neighbour.weight, cum),
            is_inlined: neighbour.is_inlined,
        }
    });
    Neighbours {
        rows: rows.collect(),
        more,
    }
}
