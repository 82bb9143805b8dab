//! What a worker told of a trace beside its profile.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::request::Request;
use crate::protocol::timeline::{TimelineNews, TimelineView, Told, hover_from_bytes, view_from_bytes};
use crate::protocol::trace::{
    GoroutineTimes, TraceOverview, TraceQuestion, goroutines_from_bytes, overview_from_bytes,
};
use crate::ui::state::document::Document;

/// Goroutines of the groups that are open, by the number of the group; none while they are asked for.
type OpenGroups = BTreeMap<u32, Option<Arc<Vec<GoroutineTimes>>>>;

/// A trace's answers. Cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct TraceState {
    /// The trace at a glance.
    pub overview: RwSignal<Option<Arc<TraceOverview>>>,
    /// Groups whose goroutines are shown.
    pub groups: RwSignal<OpenGroups>,
    /// The state of the timeline, as the worker last told it.
    pub timeline: RwSignal<TimelineView>,
    /// What is under the pointer there.
    pub hover: RwSignal<Option<Arc<Told>>>,
}

impl TraceState {
    /// Shows the goroutines of a group, or no longer.
    pub fn toggle(self, document: Document, group: u32) {
        if self.groups.with_untracked(|groups| groups.contains_key(&group)) {
            self.groups.update(|groups| drop(groups.remove(&group)));
        } else {
            self.groups.update(|groups| drop(groups.insert(group, None)));
            document.send(Request::Trace(TraceQuestion::Group(group)));
        }
    }

    /// Takes an answer.
    pub fn take(self, question: TraceQuestion, bytes: &[u8]) -> Result<(), postcard::Error> {
        match question {
            TraceQuestion::Overview => self.overview.set(Some(Arc::new(overview_from_bytes(bytes)?))),
            TraceQuestion::Group(at) => {
                let rows = Arc::new(goroutines_from_bytes(bytes)?);
                // It may have been closed since.
                self.groups.update(|groups| {
                    if let Some(group) = groups.get_mut(&at) {
                        *group = Some(rows);
                    }
                });
            }
        }
        Ok(())
    }

    /// Takes something new of the timeline.
    pub fn take_timeline(self, news: TimelineNews, bytes: &[u8]) -> Result<(), postcard::Error> {
        match news {
            TimelineNews::View => self.timeline.set(view_from_bytes(bytes)?),
            TimelineNews::Hover => self.hover.set(hover_from_bytes(bytes)?.map(Arc::new)),
        }
        Ok(())
    }

    /// Forgets the answers.
    pub fn clear(self) {
        self.overview.set(None);
        self.groups.update(BTreeMap::clear);
        self.timeline.set(TimelineView::default());
        self.hover.set(None);
    }
}
