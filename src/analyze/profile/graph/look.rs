//! How pprof draws a graph: sizes, widths and colours as formulas.
//!
//! Source: `internal/graph/dotgraph.go` of google/pprof as vendored in Go 1.27.

/// How many tags a node shows at most, and how many sizes each of them.
pub const MOST_TAGS: usize = 4;

/// What boxes are filled with that have no share, as red, green and blue.
pub const PLAIN_FILL: [u8; 3] = [0xf8; 3];

/// The size of a node's letters in points, 8 to 24: by the root of its flat's share of the largest.
pub fn font_size(flat: i64, largest_flat: i64) -> u32 {
    let (flat, largest) = (flat.wrapping_abs() as f64, largest_flat.wrapping_abs() as f64);
    if largest == 0.0 || flat == 0.0 || flat > largest {
        return 8;
    }
    // At most 16 more.
    8 + (16.0 * (flat / largest).sqrt()).ceil() as u32
}

/// How wide an edge is drawn in points, 1 to 6: by fifths of the total.
pub fn pen_width(weight: i64, total: i64) -> u32 {
    1 + share_of(weight, total, 5)
}

/// How strongly a layout should keep an edge short and straight, 1 to 101: by percents of the total.
pub fn layout_weight(weight: i64, total: i64) -> u32 {
    1 + share_of(weight, total, 100)
}

/// How many whole `parts`-ths of the total a weight is, at most all of them.
fn share_of(weight: i64, total: i64, parts: u32) -> u32 {
    if total == 0 {
        return 0;
    }
    let share = weight.wrapping_mul(i64::from(parts)).wrapping_div(total).wrapping_abs();
    // The least integer has no positive counterpart, and is the smaller of the two in pprof too.
    share.min(i64::from(parts)).max(0) as u32
}

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Edges and the borders of nodes.
    Line,
    /// The inside of nodes: pale.
    Fill,
}

/// The colour of a share from -1 to 1, as red, green and blue: green for less, grey for nothing, red for more.
///
/// Shares close to nothing lose their saturation, and all are moved away from it by the power of 0.3.
pub fn dot_color(share: f64, ground: Ground) -> [u8; 3] {
    let (mut saturation, value) = match ground {
        Ground::Line => (1.0, 0.7),
        Ground::Fill => (0.1, 0.93),
    };
    let share = if share.is_nan() { 0.0 } else { share.clamp(-1.0, 1.0) };
    let size = share.abs();
    if size < 0.2 {
        saturation *= size / 0.2;
    }
    let faded = value * (1.0 - saturation * size.powf(0.3));
    let (red, green) = if share < 0.0 { (faded, value) } else { (value, faded) };
    let blue = value * (1.0 - saturation);
    // All three are between 0 and 1, and cut off as in pprof.
    [red, green, blue].map(|part| (part * 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_color(share: f64, ground: Ground, expected: &str) {
        let [red, green, blue] = dot_color(share, ground);
        assert_eq!(format!("#{red:02x}{green:02x}{blue:02x}"), expected);
    }

    #[test]
    fn colors_are_pprofs() {
        let lines = [
            (0.0, "#b2b2b2"),
            (0.01, "#b2b0a9"),
            (0.1, "#b28559"),
            (0.2, "#b24400"),
            (0.5, "#b22100"),
            (1.0, "#b20000"),
            (7.0, "#b20000"),
            (-0.1, "#85b259"),
            (-0.5, "#21b200"),
            (-1.0, "#00b200"),
        ];
        for (share, expected) in lines {
            check_color(share, Ground::Line, expected);
        }
        let fills = [
            (0.0, "#ededed"),
            (0.1, "#ede7e1"),
            (0.5, "#edd9d5"),
            (1.0, "#edd5d5"),
            (-1.0, "#d5edd5"),
        ];
        for (share, expected) in fills {
            check_color(share, Ground::Fill, expected);
        }
    }

    #[test]
    fn letters_grow_with_the_root_of_the_share() {
        for (flat, expected) in [(0, 8), (1, 10), (25, 16), (-25, 16), (26, 17), (100, 24), (101, 8)] {
            assert_eq!(font_size(flat, 100), expected, "{flat}");
        }
        assert_eq!(font_size(5, 0), 8);
    }

    #[test]
    fn edges_widen_with_their_share() {
        for (weight, width) in [(0, 1), (19, 1), (20, 2), (-20, 2), (99, 5), (100, 6), (1000, 6)] {
            assert_eq!(pen_width(weight, 100), width, "{weight}");
        }
        for (weight, expected) in [(0, 1), (9, 1), (10, 2), (500, 51), (-500, 51), (5000, 101)] {
            assert_eq!(layout_weight(weight, 1000), expected, "{weight}");
        }
        assert_eq!((pen_width(3, 0), layout_weight(3, 0)), (1, 1));
    }
}
