//! Colours can be read, and told apart.

use super::*;

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
