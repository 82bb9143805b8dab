//! Colours can be read, and told apart.

use super::*;
use crate::layout::timeline::role::Role as BarRole;

fn themes() -> [Theme; 2] {
    [Theme::light(), Theme::dark()]
}

#[test]
fn labels_are_readable_in_every_box() {
    for theme in themes() {
        let mut roles = vec![Role::Root];
        roles.extend((0..HUES).flat_map(|hue| [Role::Function(hue, false), Role::Function(hue, true)]));
        roles.extend((0..=4).flat_map(|step| [Role::More(step), Role::Less(step)]));
        for role in roles {
            let contrast = theme.ink.contrast(theme.role(role));
            assert!(contrast >= 4.5, "{role:?}: {contrast:.2}");
        }
        assert!(theme.dimmed_ink.contrast(theme.dimmed()) >= 4.3);
    }
}

#[test]
fn marks_stand_out() {
    for theme in themes() {
        for hue in 0..HUES {
            let shape = theme.role(Role::Function(hue, false));
            assert!(theme.lit.contrast(shape) >= 3.0);
            assert!(
                theme.selected.contrast(shape) >= 3.0,
                "hue {hue}: {:.2}",
                theme.selected.contrast(shape)
            );
        }
    }
}

#[test]
fn a_system_has_its_own_colours_and_no_others() {
    let system = SystemPalette {
        canvas: Color::hex(0),
        text: Color::hex(0xff_ff_ff),
        highlight: Color::hex(0x1a_eb_ff),
        highlight_text: Color::hex(0),
        gray: Color::hex(0x3f_f2_3f),
        link: Color::hex(0xff_ff_00),
    };
    let theme = Theme::system(system);
    for hue in 0..HUES {
        assert_eq!(theme.role(Role::Function(hue, true)), system.canvas);
    }
    assert_eq!((theme.ground, theme.ink), (system.canvas, system.text));
    assert_eq!(theme.edge, Some(system.text));
    assert_eq!(theme.marked, Some((system.highlight, system.highlight_text)));
    assert!([Theme::light(), Theme::dark()].iter().all(|theme| theme.edge.is_none()));
}

#[test]
fn the_call_graph_is_readable_at_every_share() {
    for theme in themes() {
        for step in -20..=20 {
            let share = f64::from(step) / 20.0;
            let fill = theme.graph_fill(share);
            for ink in [theme.ink, theme.soft_ink] {
                assert!(ink.contrast(fill) >= 4.5, "{share}: {:.2}", ink.contrast(fill));
            }
            for line in [theme.graph_line(share), theme.caller, theme.callee] {
                assert!(
                    line.contrast(theme.ground) >= 3.0,
                    "{share}: {:.2}",
                    line.contrast(theme.ground)
                );
            }
        }
        assert!(theme.soft_ink.contrast(theme.ground) >= 4.5 && theme.ink.contrast(theme.panel) >= 4.5);
    }
}

#[test]
fn small_shares_are_told_from_none_and_from_large_ones() {
    let theme = Theme::light();
    let colors: std::collections::BTreeSet<_> = [0.0, 0.01, 0.05, 0.2, 0.5, 1.0, -0.1, -1.0]
        .map(|share| theme.graph_line(share))
        .into();
    assert_eq!(colors.len(), 8);
}

#[test]
fn oklch_meets_known_colours() {
    assert_eq!(from_oklch(1.0, 0.0, 0.0), Color::hex(0xff_ff_ff));
    assert_eq!(from_oklch(0.0, 0.0, 0.0), Color::hex(0));
    // Pure red is L 0.628, C 0.258, h 29.23°.
    let red = from_oklch(0.627_955, 0.257_683, 29.233_9_f64.to_radians());
    assert!(red.red >= 254 && red.green <= 1 && red.blue <= 1, "{red:?}");
}

/// How far apart two colours are in Oklab for somebody who sees them through a matrix in linear light.
fn distance(one: Color, other: Color, seen: [[f64; 3]; 3]) -> f64 {
    let lab = |color: Color| {
        let channels = [color.red, color.green, color.blue].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        let product = |row: [f64; 3], by: [f64; 3]| row.iter().zip(by).map(|(one, other)| one * other).sum::<f64>();
        let light = seen.map(|row| product(row, channels).clamp(0.0, 1.0));
        let cones = [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ]
        .map(|row| product(row, light).cbrt());
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ]
        .map(|row| product(row, cones))
    };
    let squares = lab(one)
        .into_iter()
        .zip(lab(other))
        .map(|(one, other)| (one - other).powi(2));
    squares.sum::<f64>().sqrt()
}

#[test]
fn bars_are_readable_and_told_apart_by_everyone() {
    // Machado, Oliveira and Fernandes (2009), severity 1.0: nothing missing, red, green, blue.
    let eyes = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];
    for theme in themes() {
        for role in BarRole::ALL {
            let (fill, ink) = theme.bar(role);
            // On a goal's line nothing is written, nor on a stopped world's stripe for long.
            if !matches!(role, BarRole::Goal) {
                let least = if role == BarRole::Stopped { 3.0 } else { 4.5 };
                assert!(ink.contrast(fill) >= least, "{role:?}: {:.2}", ink.contrast(fill));
            }
        }
        for (seen, eye) in eyes.into_iter().zip(["all", "no red", "no green", "no blue"]) {
            for (at, one) in BarRole::STATES.into_iter().enumerate() {
                for other in &BarRole::STATES[at + 1..] {
                    let apart = distance(theme.bar(one).0, theme.bar(*other).0, seen);
                    assert!(apart >= 0.045, "{one:?} and {other:?} for {eye}: {apart:.3}");
                }
            }
        }
    }
}
