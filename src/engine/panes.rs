//! Panes come, change their size and go; what is painted on them changes its colours.

use crate::engine::{Engine, State};
use crate::layout::space::{FlameView, PaneSpace};
#[cfg(feature = "texts")]
use crate::layout::timeline::view::TimeView;
use crate::paint::theme::{Color, SystemPalette, Theme};
use crate::protocol::Pane;
use crate::protocol::request::{Appearance, PaneSize};

impl Engine {
    pub(super) fn resize(&mut self, pane: Pane, size: PaneSize) {
        let space = PaneSpace {
            width: size.width.max(0.0),
            height: size.height.max(0.0),
            ratio: size.ratio,
        };
        self.panes.insert(pane, space);
        self.to_paint.insert(pane, ());
        if let State::Open(shown) = &mut self.state {
            match pane {
                Pane::Graph => shown.graph.resize(space),
                Pane::Flame | Pane::Minimap => shown.flame.resize(pane, space, &mut shown.profile),
                #[cfg(feature = "texts")]
                Pane::Timeline => shown.resize_timeline(Some(space)),
                #[cfg(feature = "texts")]
                Pane::Above | Pane::Below => shown.asides.resize(pane, space),
                #[cfg(not(feature = "texts"))]
                Pane::Timeline | Pane::Above | Pane::Below => {}
            }
            self.tell_view();
        }
    }

    pub(super) fn dress(&mut self, appearance: Appearance) {
        self.appearance = appearance;
        self.theme = match appearance.system {
            Some(system) => Theme::system(SystemPalette {
                canvas: Color::from_number(system.canvas),
                text: Color::from_number(system.canvas_text),
                highlight: Color::from_number(system.highlight),
                highlight_text: Color::from_number(system.highlight_text),
                gray: Color::from_number(system.gray_text),
                link: Color::from_number(system.link_text),
            }),
            None if appearance.is_dark => Theme::dark(),
            None => Theme::light(),
        };
        self.to_paint.extend(&self.panes);
        if let State::Open(shown) = &mut self.state {
            shown.flame.dress(appearance, &shown.profile);
            shown.graph.reduce_motion(appearance.is_motion_reduced);
            #[cfg(feature = "texts")]
            shown.asides.dress(appearance);
            #[cfg(feature = "texts")]
            shown.dress_timeline(appearance);
            self.tell_view();
        }
    }

    /// Gives up a pane that has no canvas any more.
    pub fn forget_pane(&mut self, pane: Pane) {
        self.panes.remove(pane);
        self.to_paint.remove(pane);
        self.unseen.remove(pane);
        if let (Pane::Graph, State::Open(shown)) = (pane, &mut self.state) {
            shown.graph.forget_pane();
        }
        #[cfg(feature = "texts")]
        if let (Pane::Timeline, State::Open(shown)) = (pane, &mut self.state) {
            shown.resize_timeline(None);
        }
    }

    /// Where the flame graph's view is, to come back to it after measuring.
    pub fn flame_view(&self) -> Option<FlameView> {
        if let State::Open(shown) = &self.state {
            Some(shown.flame.shown())
        } else {
            None
        }
    }

    /// Shows a part of the flame graph at once, whatever led to it.
    pub fn set_flame_view(&mut self, view: FlameView) {
        if let State::Open(shown) = &mut self.state {
            shown.flame.set_shown(view);
            self.to_paint.extend(&self.panes);
        }
    }

    /// What of the timeline is shown, where it is: for those who want to put it back.
    #[cfg(feature = "texts")]
    pub fn timeline_view(&self) -> Option<TimeView> {
        match &self.state {
            State::Open(shown) => shown.trace.as_ref()?.timeline_view(),
            _ => None,
        }
    }

    /// Shows a part of the timeline at once, whatever led to it.
    #[cfg(feature = "texts")]
    pub fn set_timeline_view(&mut self, view: TimeView) {
        if let State::Open(shown) = &mut self.state
            && let Some(open) = &mut shown.trace
        {
            open.set_timeline_view(view);
            self.to_paint.insert(Pane::Timeline, ());
        }
    }
}
