//! The clock of movements that take a moment, so that the eye can follow.

/// How long a movement takes.
const GLIDE_MILLIS: f64 = 150.0;

/// A movement under way from one view to another.
pub(super) struct Glide<V> {
    /// Where it began.
    pub(super) from: V,
    /// Where it leads.
    pub(super) to: V,
    /// When its first frame was painted.
    began_millis: Option<f64>,
}

impl<V> Glide<V> {
    /// A movement that begins with the next frame.
    pub(super) fn new(from: V, to: V) -> Self {
        Self {
            from,
            to,
            began_millis: None,
        }
    }

    /// How much of the way is behind it at this time, from 0 to 1: fast at first, slow at last. At 1 it is over.
    pub(super) fn way(&mut self, now_millis: f64) -> f64 {
        let began = *self.began_millis.get_or_insert(now_millis);
        let time = ((now_millis - began) / GLIDE_MILLIS).clamp(0.0, 1.0);
        1.0 - (1.0 - time).powi(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slows_down_and_arrives() {
        let mut glide = Glide::new(0, 1);
        assert!(glide.way(1000.0) <= 0.0);
        let half = glide.way(1000.0 + GLIDE_MILLIS / 2.0);
        assert!(half > 0.8 && half < 1.0);
        assert!(glide.way(1000.0 + GLIDE_MILLIS) >= 1.0 && glide.way(9000.0) <= 1.0);
    }
}
