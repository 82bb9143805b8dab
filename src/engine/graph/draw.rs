//! Frames: the state as a picture on a surface.

use crate::engine::flame::FlameState;
use crate::engine::graph::GraphState;
use crate::layout::callgraph::picture;
use crate::layout::space::PaneSpace;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;

impl GraphState {
    /// Paints a frame; how many boxes it has, or none when there is no graph yet.
    pub(in crate::engine) fn paint(
        &mut self,
        flame: &FlameState,
        pane: PaneSpace,
        now_millis: f64,
        theme: &Theme,
        surface: &mut dyn Surface,
    ) -> Option<usize> {
        self.advance(now_millis);
        let Some(scene) = &self.scene else {
            surface.begin(pane, theme.ground);
            return None;
        };
        let picture = picture::picture(scene, &self.sight(flame));
        crate::paint::graph::paint(&picture, pane, theme, surface);
        Some(picture.shapes.len())
    }
}
