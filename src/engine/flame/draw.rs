//! Frames: the state as a picture on a surface.

use crate::engine::flame::{FlameState, whole};
use crate::engine::profile::OpenProfile;
use crate::layout::flame::{self, FlameScene};
use crate::layout::space::{FlameView, PaneSpace, Rect};
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;

impl FlameState {
    pub(in crate::engine) fn paint(
        &mut self,
        profile: &mut OpenProfile,
        now_millis: f64,
        column_width: f64,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> usize {
        self.advance(now_millis);
        let mut scene = self.scene(profile, column_width);
        let picture = flame::picture(&mut scene, &self.view);
        crate::paint::flame::paint(&picture, &self.view, theme, surface);
        if let Some([from, to]) = self.region {
            let region = Rect {
                x: from.min(to),
                y: 0.0,
                width: (to - from).abs(),
                height: self.view.pane.height,
            };
            crate::paint::flame::paint_region(region, theme, surface);
        }
        picture.boxes.len()
    }

    pub(in crate::engine) fn paint_minimap(
        &mut self,
        profile: &mut OpenProfile,
        pane: PaneSpace,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> usize {
        let rows = f64::from(profile.depth + 1);
        let view = FlameView {
            pane,
            span: whole(profile),
            scroll: 0.0,
            row_height: (pane.height / rows).max(1.0),
            is_root_below: self.view.is_root_below,
        };
        let window = flame::rect(&view, 0, self.view.span.start..self.view.span.end).unwrap_or_default();
        let window = Rect {
            y: 0.0,
            height: pane.height,
            ..window
        };
        let mut scene = self.scene(profile, 0.0);
        let picture = flame::picture(&mut scene, &view);
        crate::paint::flame::paint_minimap(&picture, &view, window, theme, surface);
        picture.boxes.len()
    }

    fn scene<'a>(&'a self, profile: &'a mut OpenProfile, column_width: f64) -> FlameScene<'a> {
        FlameScene {
            tree: &profile.tree,
            weights: &profile.weights,
            children: &mut profile.children,
            labels: &profile.names,
            root_names: &profile.root_names,
            matches: self.matches.as_ref(),
            selected: self.selected,
            selected_node: self.selected_node,
            lit: self.lit,
            column_width,
        }
    }
}
