use super::*;
use crate::layout::space::PaneSpace;

const INK: Color = Color::hex(0x12_34_56);
const GROUND: Color = Color::hex(0xff_ff_ff);
const PANE: PaneSpace = PaneSpace {
    width: 100.0,
    height: 50.0,
    ratio: 2.0,
};

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

/// What one call writes into a pane.
#[track_caller]
fn check(call: impl FnOnce(&mut Svg), expected: &str) {
    let mut svg = Svg::new(7.0);
    svg.begin(PANE, GROUND);
    let before = svg.body.len();
    call(&mut svg);
    assert_eq!(svg.body[before..].trim_end(), expected);
}

#[test]
fn panes_stand_below_each_other() {
    let mut svg = Svg::new(7.0);
    svg.begin(PANE, GROUND);
    svg.begin(PaneSpace { width: 120.5, ..PANE }, INK);
    let expected = "\
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"120.5\" height=\"100\" viewBox=\"0 0 120.5 100\" \
font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace\" font-size=\"12\" xml:space=\"preserve\">
<title>a &amp; b</title>
<svg y=\"0\" width=\"100\" height=\"50\">
<path fill=\"#ffffff\" d=\"M0 0h100v50h-100z\"/>
</svg>
<svg y=\"50\" width=\"120.5\" height=\"50\">
<path fill=\"#123456\" d=\"M0 0h120.5v50h-120.5z\"/>
</svg>
</svg>
";
    assert_eq!(svg.finish("a & b"), expected);
}

#[test]
fn rectangles_of_a_colour_are_one_path() {
    check(
        |svg| svg.fill(INK, &[rect(1.0, 2.0, 3.0, 4.0), rect(0.005, -0.001, 1.0 / 3.0, 9.0)]),
        "<path fill=\"#123456\" shape-rendering=\"crispEdges\" d=\"M1 2h3v4h-3zM0.01 0h0.33v9h-0.33z\"/>",
    );
    check(
        |svg| svg.wash(INK, 0.25, &[rect(0.0, 0.0, 1.0, 1.0)]),
        "<path fill=\"#123456\" fill-opacity=\"0.25\" shape-rendering=\"crispEdges\" d=\"M0 0h1v1h-1z\"/>",
    );
    // Outlines lie inside of the edges.
    check(
        |svg| svg.outline(INK, 2.0, &[rect(10.0, 10.0, 20.0, 20.0), rect(0.0, 0.0, 1.0, 9.0)]),
        "<path fill=\"none\" stroke=\"#123456\" stroke-width=\"2\" shape-rendering=\"crispEdges\" d=\"M11 11h18v18h-18zM0.5 0.5h0v8h-0z\"/>",
    );
    check(|svg| svg.fill(INK, &[]), "");
}

#[test]
fn shapes_of_the_call_graph_are_written() {
    check(
        |svg| svg.fill_rounded(INK, 3.0, &[rect(0.0, 0.0, 10.0, 4.0)]),
        "<path fill=\"#123456\" d=\"M2 0h6a2 2 0 0 1 2 2v0a2 2 0 0 1 -2 2h-6a2 2 0 0 1 -2 -2v-0a2 2 0 0 1 2 -2z\"/>",
    );
    let stroke = Stroke {
        color: INK,
        width: 1.0,
        is_dashed: true,
    };
    let point = |x: f64, y: f64| Point { x, y };
    check(
        |svg| {
            let curve = vec![point(0.0, 0.0), point(1.0, 2.0), point(3.0, 4.0), point(5.0, 6.0)];
            svg.curves(stroke, &[curve, Vec::new()]);
        },
        "<path fill=\"none\" stroke=\"#123456\" stroke-width=\"1\" stroke-linejoin=\"round\" stroke-dasharray=\"4.5 3.75\" \
         d=\"M0 0C1 2 3 4 5 6\"/>",
    );
    check(
        |svg| svg.triangles(INK, &[[point(0.0, 0.0), point(4.0, 0.0), point(2.0, f64::NAN)]]),
        "<path fill=\"#123456\" d=\"M0 0L4 0 2 0z\"/>",
    );
}

#[test]
fn texts_are_escaped_and_as_wide_as_their_columns() {
    check(
        |svg| svg.text(INK, 4.0, 10.0, "a<b> & \u{1}c\t\"d\""),
        "<text x=\"4\" y=\"14.2\" fill=\"#123456\" textLength=\"91\">a&lt;b&gt; &amp; \u{fffd}c \"d\"</text>",
    );
    check(
        |svg| svg.text_sized(INK, 24.0, 4.0, 10.0, "main"),
        "<text x=\"4\" y=\"18.4\" fill=\"#123456\" font-size=\"24\" textLength=\"56\">main</text>",
    );
    check(|svg| svg.text(INK, 4.0, 10.0, ""), "");
}

#[test]
fn pixels_are_a_picture_within() {
    let mut raster = Raster::default();
    raster.begin(4, 2, GROUND);
    raster.fill(INK, (1, 2), (0, 2));
    let mut svg = Svg::new(7.0);
    svg.begin(PANE, GROUND);
    svg.image(3.0, 5.0, &raster);
    let start = "<image x=\"3\" y=\"5\" width=\"2\" height=\"1\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,";
    let (_, image) = svg.body.split_once(start).expect("an image");
    let bytes = STANDARD.decode(image.split('"').next().unwrap()).unwrap();
    assert_eq!(bytes, png::png(&raster));
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x04\0\0\0\x02\x08\x02\0\0\0"));
    assert!(bytes.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82"));
    // The pixels, unpacked: after the head's 33 bytes, a length, and a name.
    let mut lines = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&bytes[41..]), &mut lines).unwrap();
    let line = [0, 255, 255, 255, 0x12, 0x34, 0x56, 255, 255, 255, 255, 255, 255];
    assert_eq!(lines, [line, line].concat());
}
