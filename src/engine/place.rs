//! Where the views of an open document are, and the way back there.

use crate::analyze::profile::calltree::NodeId;
use crate::analyze::profile::entity::EntityId;
use crate::engine::compare::Compared;
use crate::engine::names::named;
use crate::engine::shown::tell;
use crate::engine::{Changed, Outgoing, Shown};
use crate::layout::space::WeightSpan;
use crate::model::column::OutOfMemory;
use crate::protocol::place::{Place, SelectedPlace};
use crate::protocol::reply::Reply;

impl Shown {
    /// Where the views are.
    pub(super) fn place(&mut self) -> Place {
        #[cfg(feature = "texts")]
        let timeline = self.where_the_timeline_is().unwrap_or_else(|| self.series.words());
        #[cfg(not(feature = "texts"))]
        let timeline = String::new();
        let (span, scroll) = self.flame.where_it_is(&mut self.profile);
        let (profile, flame) = (&self.profile, &self.flame);
        let name = |entity: EntityId| profile.names.full(entity).to_owned();
        let zoomed = flame.steps().last();
        Place {
            sample_type: self.sample_type_word(profile.sample_type),
            how: profile.compared.as_ref().map(Compared::how).unwrap_or_default(),
            filters: profile.refining.filters().to_vec(),
            selected: flame.selected.map(|entity| SelectedPlace {
                function: name(entity),
                frame: flame.selected_node.map(|node| node.0),
            }),
            steps: flame.steps().iter().map(|node| node.0).collect(),
            zoomed: zoomed.map(|&node| name(profile.tree.entity(node))).unwrap_or_default(),
            span: span.map(|span| [span.start, span.end]),
            scroll,
            graph: self.graph.options(),
            graph_view: self.graph.where_it_is(),
            timeline,
        }
    }

    /// Goes where the views were. What does not fit this document is left as it is at first, and told.
    pub(super) fn restore(&mut self, place: &Place, outbox: &mut Vec<Outgoing>) -> Result<Changed, OutOfMemory> {
        let mut strange = Vec::new();
        if let Err(failure) = self.compare(place.how, outbox) {
            strange.push(failure.what);
        }
        if place.sample_type.is_empty() {
            self.show_sample_type(
                crate::engine::profile::default_sample_type(&self.profile.profile),
                outbox,
            )?;
        } else {
            match self.sample_type_of(&place.sample_type) {
                Some(row) => drop(self.show_sample_type(row, outbox)?),
                None => strange.push(format!("no sample type {:?}", place.sample_type)),
            }
        }
        strange.extend(self.restore_filters(&place.filters, outbox)?);
        self.restore_selection(place.selected.as_ref(), &mut strange, outbox);
        let steps: Vec<_> = place.steps.iter().map(|&row| NodeId(row)).collect();
        let fits = match steps.last() {
            Some(&last) => {
                steps.iter().all(|node| node.row() < self.profile.tree.len()) && self.is_of(last, &place.zoomed)
            }
            None => true,
        };
        if fits {
            let span = place.span.map(|[start, end]| WeightSpan { start, end });
            self.flame.go_to(steps, span, place.scroll, &mut self.profile);
        } else {
            strange.push(format!("no zoom to a frame of {:?}", place.zoomed));
            self.flame.reset(&self.profile);
        }
        self.graph.go_back_to(place.graph, place.graph_view);
        #[cfg(feature = "texts")]
        if self.trace.is_none() {
            self.order_series(&place.timeline, outbox)?;
        }
        #[cfg(feature = "texts")]
        if let Some(words) = self.go_back_in_timeline(&place.timeline) {
            strange.push(words);
        }
        if !strange.is_empty() {
            let words = format!(
                "This view does not fit the file as this build reads it: {}.",
                strange.join(", ")
            );
            tell(outbox, Reply::Said(words));
        }
        Ok(Changed::View)
    }

    fn restore_selection(
        &mut self,
        wanted: Option<&SelectedPlace>,
        strange: &mut Vec<String>,
        outbox: &mut Vec<Outgoing>,
    ) {
        let Some(wanted) = wanted else {
            self.select_node(None, outbox);
            return;
        };
        let node = wanted
            .frame
            .map(NodeId)
            .filter(|&node| self.is_of(node, &wanted.function));
        if let Some(node) = node {
            self.select_node(Some(node), outbox);
            return;
        }
        let entity = named(self.profile.names.entities(), &wanted.function);
        if entity.is_none() {
            strange.push(format!("no function {:?}", wanted.function));
        }
        self.select_function(entity.map(|entity| entity.0), outbox);
    }

    /// Whether there is such a node, of a function of this name.
    fn is_of(&self, node: NodeId, name: &str) -> bool {
        let (profile, tree) = (&self.profile, &self.profile.tree);
        (1..tree.len()).contains(&node.row()) && profile.names.full(tree.entity(node)) == name
    }

    /// A sample type's name, or its row where another before it has the same.
    fn sample_type_word(&self, row: usize) -> String {
        let profile = &self.profile.profile;
        let kinds = &profile.sample_types;
        let Some(kind) = kinds.get(row) else {
            return String::new();
        };
        let name = profile.strings.text(kind.kind);
        if self.sample_type_of(&name) == Some(row) {
            name.into_owned()
        } else {
            row.to_string()
        }
    }

    fn sample_type_of(&self, word: &str) -> Option<usize> {
        let profile = &self.profile.profile;
        let mut kinds = profile.sample_types.iter();
        kinds
            .position(|kind| profile.strings.text(kind.kind) == word)
            .or_else(|| word.parse().ok().filter(|&row| row < profile.sample_types.len()))
    }
}
