//! What size, colour, width and dashes mean.

use crate::layout::callgraph::LEAST_LETTERS;
use crate::layout::callgraph::picture::Sight;
use crate::layout::space::Rect;
use crate::layout::text::columns;

/// Room to the pane's edges, and within the frame.
const MARGIN: f64 = 10.0;
const PADDING: f64 = 6.0;
/// Height of a row.
pub const ROW: f64 = 18.0;
/// Width of the samples at the left.
pub const SAMPLE: f64 = 34.0;

/// What a row shows a sample of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// Small and large letters.
    Letters,
    /// Boxes of a small and a large share.
    Tints,
    /// A thin and a wide line.
    Widths,
    /// A dashed line.
    Dashes,
    /// A box of a tag.
    Tag,
    /// A line and box in the callers' colour.
    Caller,
    /// A line and box in the callees' colour.
    Callee,
}

/// The rows, from the top.
const ROWS: [(Sample, &str); 7] = [
    (Sample::Letters, "letters: time or bytes in the function itself (flat)"),
    (Sample::Tints, "colour: in it and all it calls (cum)"),
    (Sample::Widths, "line: passed along these calls"),
    (Sample::Dashes, "dashes: over functions not shown"),
    (Sample::Tag, "label of samples"),
    (Sample::Caller, "calls the selected function"),
    (Sample::Callee, "called by the selected function"),
];
/// What the second row says of a comparison, whose values have signs.
const TINTS_OF_CHANGE: &str = "colour: red for more than the base, green for less (cum)";

/// What the rows show and say.
pub type Rows = [(Sample, &'static str); ROWS.len()];

/// The rows, of a comparison or of one profile.
pub fn rows(is_compared: bool) -> Rows {
    ROWS.map(|row| match row.0 {
        Sample::Tints if is_compared => (row.0, TINTS_OF_CHANGE),
        _ => row,
    })
}

/// What is written on the legend's head, folded up and folded out.
const HEADS: [&str; 2] = ["▸ Legend", "▾ Legend"];

/// The legend in a corner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Legend {
    /// Where it is in the pane.
    pub frame: Rect,
    /// Where a click folds it.
    pub head: Rect,
    /// What is written there.
    pub title: &'static str,
    /// What its rows show a sample of and say, and where they are; none when it is folded up.
    pub rows: Vec<(Rect, Sample, &'static str)>,
}

/// Lays out the legend, at the left and the foot of the pane.
pub fn legend(sight: &Sight<'_>) -> Legend {
    let width = |text: &str| columns(text) as f64 * LEAST_LETTERS * sight.column;
    let title = HEADS[usize::from(sight.has_legend)];
    let texts = sight.legend;
    let widest = texts.iter().map(|(_, text)| SAMPLE + width(text)).fold(0.0, f64::max);
    let count = if sight.has_legend { texts.len() } else { 0 };
    let inner = if sight.has_legend {
        widest.max(width(title))
    } else {
        width(title)
    };
    let height = ROW * (count + 1) as f64 + 2.0 * PADDING - if count == 0 { PADDING } else { 0.0 };
    let frame = Rect {
        x: MARGIN,
        y: sight.camera.pane.height - MARGIN - height,
        width: inner + 2.0 * PADDING,
        height,
    };
    let row = |at: usize| Rect {
        x: frame.x + PADDING,
        y: frame.y + PADDING / 2.0 + ROW * at as f64,
        width: inner,
        height: ROW,
    };
    Legend {
        frame,
        head: row(0),
        title,
        rows: (1..=count)
            .map(row)
            .zip(texts)
            .map(|(rect, (sample, text))| (rect, sample, text))
            .collect(),
    }
}
