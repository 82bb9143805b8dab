//! Requests about an open document, one method for each kind.

use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::search::{Matches, Pattern};
#[cfg(feature = "texts")]
use crate::analyze::trace::find::wanted::Wanted;
use crate::engine::{Changed, Outgoing, Shown, facts};
use crate::layout::flame::Labels as _;
use crate::layout::hit::Hit;
use crate::model::column::OutOfMemory;
use crate::model::unit;
use crate::protocol::reply::{Crumb, Found, FrameFacts, Reply, View};
use crate::protocol::request::{FlameCommand, PointerEvent, SearchFor, TopColumn};
use crate::protocol::{Pane, Ticket};

impl Shown {
    /// The state of the view, for the page.
    pub(super) fn view(&mut self) -> View {
        let in_view = self.flame.value_in_view(&mut self.profile);
        let place = self.place();
        let (profile, flame) = (&self.profile, &self.flame);
        let unit = profile.unit();
        let crumb = |node: NodeId| Crumb {
            frame: node.0,
            label: self.label(node).to_owned(),
        };
        View {
            sample_type: profile.sample_type as u32,
            in_view: profile.label(in_view),
            total: unit::label(profile.total(), unit),
            percent: profile.share(in_view),
            sides: profile.sides_of_all(),
            crumbs: std::iter::once(CallTree::ROOT)
                .chain(flame.steps().iter().copied())
                .map(crumb)
                .collect(),
            is_zoomed: flame.is_zoomed(profile),
            can_scroll: flame.can_scroll(profile),
            has_table: self.table.row_count().is_some(),
            row_count: self.table.row_count().unwrap_or(0),
            function_count: profile.names.entities().len() as u32,
            selected_row: flame.selected.and_then(|entity| self.table.row_of(entity)),
            unit: self.table.unit(),
            value_columns: self.table.value_columns(),
            depth: profile.depth,
            place,
        }
    }

    fn label(&self, node: NodeId) -> &str {
        if node == CallTree::ROOT {
            return "all";
        }
        let names = self.profile.names.names(self.profile.tree.entity(node));
        names.map_or("", |names| names.without_path())
    }

    pub(super) fn show_sample_type(
        &mut self,
        sample_type: usize,
        outbox: &mut Vec<Outgoing>,
    ) -> Result<Changed, OutOfMemory> {
        if sample_type >= self.profile.profile.sample_types.len() || sample_type == self.profile.sample_type {
            return Ok(Changed::Nothing);
        }
        let before = self.flame.before_reweighing(&mut self.profile);
        self.profile.show_sample_type(sample_type)?;
        self.flame.reweighed(before, &mut self.profile);
        self.reweighed(outbox)?;
        if self.profile.refining.kept().is_some() {
            self.tell_refined(None, outbox);
        }
        Ok(Changed::View)
    }

    /// Lets all views follow new weights.
    pub(super) fn reweighed(&mut self, outbox: &mut Vec<Outgoing>) -> Result<(), OutOfMemory> {
        self.table.reweighed();
        self.tell_selected(outbox);
        self.graph.forget();
        #[cfg(feature = "texts")]
        {
            self.sheets.forget();
            self.asides.forget();
        }
        self.reweigh_twins()
    }

    /// Makes the call graph when it is due and its sums stand; whether it was made.
    pub(super) fn make_graph(&mut self, column_width: f64) -> Result<bool, OutOfMemory> {
        let Some(functions) = self
            .table
            .functions()
            .filter(|_| self.graph.is_due() && column_width > 0.0)
        else {
            return Ok(false);
        };
        self.graph.make(&self.profile, functions, &self.flame, column_width)?;
        Ok(true)
    }

    pub(super) fn search(&mut self, ticket: Ticket, wanted: &SearchFor, outbox: &mut Vec<Outgoing>) -> Changed {
        if wanted.pattern.is_empty() {
            self.flame.matches = None;
            self.table.refiltered();
            self.twins.researched();
            #[cfg(feature = "texts")]
            self.search_timeline(None);
            tell(outbox, Reply::Found(ticket, Found::default()));
            return Changed::View;
        }
        let pattern = match Pattern::new(&wanted.pattern, wanted.is_regex, wanted.is_case_sensitive) {
            Ok(pattern) => pattern,
            Err(reason) => {
                tell(
                    outbox,
                    Reply::Found(
                        ticket,
                        Found {
                            error: Some(reason),
                            ..Found::default()
                        },
                    ),
                );
                return Changed::Nothing;
            }
        };
        let profile = &self.profile;
        let matches = Matches::find(profile.names.entities(), &pattern);
        let value = matches.value(&profile.tree, &profile.weights);
        let found = Found {
            functions: matches.count(),
            of: profile.names.entities().len() as u32,
            value: unit::label(value, profile.unit()),
            percent: facts::share(value, profile.total()),
            error: None,
        };
        self.flame.matches = Some(matches);
        #[cfg(feature = "texts")]
        self.search_timeline(Some(&Wanted::new(
            &wanted.pattern,
            wanted.is_regex,
            wanted.is_case_sensitive,
        )));
        self.table.refiltered();
        self.twins.researched();
        tell(outbox, Reply::Found(ticket, found));
        Changed::View
    }

    /// Selects the next function of the table, which a search has narrowed to its matches.
    pub(super) fn select_match(&mut self, is_backwards: bool, outbox: &mut Vec<Outgoing>) -> Changed {
        match self.table.neighbour(self.flame.selected, is_backwards) {
            Some(entity) => {
                let changed = self.select_function(Some(entity.0), outbox);
                if let Some(node) = self.profile.widest(entity) {
                    self.flame.reveal(node, &mut self.profile);
                }
                changed
            }
            None => Changed::Nothing,
        }
    }

    pub(super) fn sort(&mut self, column: TopColumn, is_descending: bool) -> Changed {
        self.table.sort(column, is_descending);
        Changed::View
    }

    pub(super) fn select_function(&mut self, function: Option<u32>, outbox: &mut Vec<Outgoing>) -> Changed {
        let entity = function
            .map(EntityId)
            .filter(|entity| entity.row() < self.profile.names.entities().len());
        self.flame.selected = entity;
        self.flame.selected_node = None;
        self.tell_selected(outbox);
        Changed::View
    }

    pub(super) fn select_node(&mut self, node: Option<NodeId>, outbox: &mut Vec<Outgoing>) -> Changed {
        let node = node.filter(|&node| node != CallTree::ROOT);
        self.flame.selected = node.map(|node| self.profile.tree.entity(node));
        self.flame.selected_node = node;
        self.tell_selected(outbox);
        Changed::View
    }

    fn tell_selected(&mut self, outbox: &mut Vec<Outgoing>) {
        let facts = match (self.flame.selected_node, self.flame.selected) {
            (Some(node), _) => Some(facts::frame(&mut self.profile, &self.flame, &self.table, node)),
            (None, Some(entity)) => Some(facts::function(&self.profile, &self.table, entity)),
            (None, None) => None,
        };
        let facts = facts.map(|facts| facts::to_copy(&self.profile, self.flame.selected_node, facts));
        self.are_details_due = facts.is_some();
        tell(outbox, Reply::Selected(facts.map(Box::new)));
    }

    /// Lights a function whose row is under the pointer.
    pub(super) fn light(&mut self, function: Option<u32>) -> Changed {
        let lit = function.map(EntityId);
        if self.flame.lit == lit {
            return Changed::Nothing;
        }
        self.flame.lit = lit;
        Changed::Picture
    }

    pub(super) fn point(&mut self, pane: Pane, event: PointerEvent, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self { profile, flame, .. } = self;
        match (pane, event) {
            (Pane::Graph, event) => self.point_graph(event, outbox),
            #[cfg(feature = "texts")]
            (Pane::Timeline, event) => self.point_timeline(event, outbox),
            #[cfg(feature = "texts")]
            (Pane::Above | Pane::Below, event) => self.point_aside(pane, event, outbox),
            #[cfg(not(feature = "texts"))]
            (Pane::Timeline | Pane::Above | Pane::Below, _) => Changed::Nothing,
            (Pane::Flame, PointerEvent::Move(x, y)) => self.hover(x, y, outbox),
            (Pane::Flame, PointerEvent::Leave) => {
                flame.pointer = None;
                tell(outbox, Reply::Hover(None));
                self.light(None)
            }
            (Pane::Flame, PointerEvent::Click(x, y)) => match flame.hit(x, y, profile) {
                Some(Hit::Frame(node, ..)) => self.select_node(Some(node), outbox),
                Some(Hit::Run(_)) => Changed::Nothing,
                None => self.select_node(None, outbox),
            },
            (Pane::Flame, PointerEvent::DoubleClick(x, y)) => {
                match flame.hit(x, y, profile) {
                    Some(Hit::Frame(node, ..) | Hit::Run(node)) => flame.zoom_to(node, profile),
                    None => return Changed::Nothing,
                }
                Changed::View
            }
            (Pane::Minimap, PointerEvent::DoubleClick(..)) => {
                flame.reset(profile);
                Changed::View
            }
            (Pane::Flame, PointerEvent::Scroll(x, y)) => {
                flame.pan_by(x, y, profile);
                Changed::Picture
            }
            (Pane::Flame, PointerEvent::Zoom(x, _, factor)) => {
                flame.zoom_by(factor, x, profile);
                Changed::View
            }
            (pane, PointerEvent::Press(x, y)) => {
                flame.press(pane, x, y, profile);
                Changed::Nothing
            }
            (_, PointerEvent::Drag(x, y)) => {
                flame.drag(x, y, profile);
                Changed::Picture
            }
            (Pane::Flame, PointerEvent::Region(from, to)) => {
                flame.region = Some([from[0], to[0]]);
                Changed::Picture
            }
            (Pane::Flame, PointerEvent::ZoomToRegion(from, to)) => {
                flame.zoom_to_region(from[0], to[0], profile);
                Changed::View
            }
            (_, PointerEvent::Release) => {
                if flame.release() {
                    Changed::View
                } else {
                    Changed::Nothing
                }
            }
            (Pane::Minimap, _) => Changed::Nothing,
        }
    }

    fn hover(&mut self, x: f64, y: f64, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self {
            profile, flame, table, ..
        } = self;
        flame.pointer = Some((x, y));
        let (facts, lit) = match flame.hit(x, y, profile) {
            Some(Hit::Frame(CallTree::ROOT, ..)) => (Some(facts::frame(profile, flame, table, CallTree::ROOT)), None),
            Some(Hit::Frame(node, ..)) => (
                Some(facts::frame(profile, flame, table, node)),
                Some(profile.tree.entity(node)),
            ),
            Some(Hit::Run(_)) => {
                let name = "several functions too narrow to show: zoom in".to_owned();
                (
                    Some(FrameFacts {
                        name,
                        function: u32::MAX,
                        ..FrameFacts::default()
                    }),
                    None,
                )
            }
            None => (None, None),
        };
        tell(outbox, Reply::Hover(facts.map(Box::new)));
        self.light(lit.map(|entity| entity.0))
    }

    pub(super) fn command(&mut self, command: FlameCommand, outbox: &mut Vec<Outgoing>) -> Changed {
        let Self { profile, flame, .. } = self;
        let pane = flame.shown().pane;
        match command {
            FlameCommand::ZoomBy(factor) => {
                let x = flame.pointer.map_or(pane.width / 2.0, |(x, _)| x);
                flame.zoom_by(factor, x, profile);
            }
            FlameCommand::Reset => flame.reset(profile),
            FlameCommand::Back => {
                if !flame.back(profile) {
                    return Changed::Nothing;
                }
            }
            FlameCommand::ZoomTo(frame) => {
                let node = NodeId(frame);
                if node.row() >= profile.tree.len() {
                    return Changed::Nothing;
                }
                flame.zoom_to(node, profile);
            }
            FlameCommand::ZoomToSelection => {
                let widest = flame.selected.and_then(|entity| profile.widest(entity));
                match flame.selected_node.or(widest) {
                    Some(node) => flame.zoom_to(node, profile),
                    None => return Changed::Nothing,
                }
            }
            FlameCommand::PanBy(right, down) => flame.pan_by(right * pane.width, down * pane.height, profile),
            FlameCommand::Walk(step) => match flame.neighbour(step, profile) {
                Some(node) => {
                    flame.reveal(node, profile);
                    return self.select_node(Some(node), outbox);
                }
                None => return Changed::Nothing,
            },
            FlameCommand::Deselect => return self.select_node(None, outbox),
        }
        Changed::View
    }
}

pub(super) fn tell(outbox: &mut Vec<Outgoing>, reply: Reply) {
    outbox.push(Outgoing { reply, bytes: None });
}
