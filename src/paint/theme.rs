//! Every colour of the canvases, once, with its reason.
//!
//! The page's own colours stand in `style/tokens.css`; a test keeps the names they share equal.

use std::fmt;

use crate::layout::flame::{HUES, Role};
use crate::layout::timeline::role::Role as BarRole;

/// An opaque colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Color {
    /// A colour from its hexadecimal form, as style sheets write it: `0xrrggbb`.
    pub const fn hex(rgb: u32) -> Self {
        Self {
            red: (rgb >> 16) as u8,
            green: (rgb >> 8) as u8,
            blue: rgb as u8,
        }
    }

    /// A colour from a number that is one only when the program runs: `0xrrggbb`.
    pub const fn from_number(rgb: u32) -> Self {
        Self::hex(rgb)
    }

    /// The colour `t` of the way to another.
    fn towards(self, other: Self, t: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * t).round() as u8;
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Contrast ratio with another colour, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// As style sheets write it: `#rrggbb`.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { red, green, blue } = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The colours that a person's system insists on (CSS Color 4, "system colors").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemPalette {
    /// Behind text.
    pub canvas: Color,
    /// Text.
    pub text: Color,
    /// What is selected.
    pub highlight: Color,
    /// Text in it.
    pub highlight_text: Color,
    /// What cannot be used now.
    pub gray: Color,
    /// What leads somewhere.
    pub link: Color,
}

/// Colours of shares of the total: what stands for nothing, for a little, for all, and for all of a loss.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heat {
    nothing: Color,
    little: Color,
    all: Color,
    less: Color,
}

impl Heat {
    /// One colour, whatever the share.
    fn only(color: Color) -> Self {
        Self {
            nothing: color,
            little: color,
            all: color,
            less: color,
        }
    }

    /// The colour of a share from -1 to 1. Small shares are told apart more than large ones, by pprof's power of 0.3.
    fn of(&self, share: f64) -> Color {
        let size = share.abs().min(1.0);
        // Shares close to nothing lose their colour, as pprof's do.
        let t = size.powf(0.3) * (size / 0.05).min(1.0);
        if share < 0.0 {
            self.nothing.towards(self.less, t)
        } else if t < 0.5 {
            self.nothing.towards(self.little, t * 2.0)
        } else {
            self.little.towards(self.all, t * 2.0 - 1.0)
        }
    }
}

/// Colours of the timeline's bars, and of letters on them: by state, then the collector, stopped worlds, the heap, its goal, and
/// what the program says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bars {
    states: [(Color, Color); 4],
    mark: (Color, Color),
    stopped: (Color, Color),
    heap: (Color, Color),
    goal: (Color, Color),
    task: (Color, Color),
    region: (Color, Color),
    frame: (Color, Color),
    assist: (Color, Color),
    sweep: (Color, Color),
    log: Color,
    sample: Color,
}

impl Bars {
    /// The states that matter as the page's own `--running`, `--runnable` and `--syscall`: lightness, chroma and hue, of which the first and the
    /// last tell them apart for those who see few colours. What waits is `--hue-0`, the rest the other hues and `--stopped`. All carry ink.
    fn of(
        lightness: f64,
        chroma: f64,
        states: [[f64; 3]; 3],
        quiet: Color,
        [ink, soft, stopped, goal, log, sample]: [Color; 6],
    ) -> Self {
        let hue = |degrees: f64| (from_oklch(lightness, chroma, degrees.to_radians()), ink);
        let [running, runnable, syscall] =
            states.map(|[lightness, chroma, degrees]| (from_oklch(lightness, chroma, degrees.to_radians()), ink));
        Self {
            states: [running, runnable, syscall, (quiet, soft)],
            mark: hue(20.0),
            stopped: (stopped, ink),
            heap: hue(250.0),
            goal: (goal, ink),
            task: hue(200.0),
            region: hue(110.0),
            frame: hue(70.0),
            assist: hue(310.0),
            sweep: hue(150.0),
            log,
            sample,
        }
    }
}

/// The colours of one appearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Behind everything: `--ground` of the page.
    pub ground: Color,
    /// Labels in boxes, and of the root: `--ink` of the page.
    pub ink: Color,
    /// Labels in boxes that a search dims: still readable, no more.
    pub dimmed_ink: Color,
    /// The upper edge of an inlined call: lighter than any box, so that it reads as "part of the box above".
    pub inlined_edge: Color,
    /// Outline of a function under the pointer.
    pub lit: Color,
    /// Outline of a selected function: `--accent` of the page.
    pub selected: Color,
    /// Outline of what the base of a comparison has not: `--new` of the page. A third hue beside more and less.
    pub new: Color,
    /// The window of the minimap's view.
    pub window: Color,
    /// What lies outside that window.
    pub veil: Color,
    /// The edges of boxes, where their colours do not tell them apart.
    pub edge: Option<Color>,
    /// Boxes of a selected function and the labels in them, where outlines alone are not enough.
    pub marked: Option<(Color, Color)>,
    /// Values and details in boxes, and labels beside lines.
    pub soft_ink: Color,
    /// Lines and edges of what calls a selected function.
    pub caller: Color,
    /// Lines and edges of what a selected function calls; told from the callers by hue, and by being below.
    pub callee: Color,
    /// Boxes of tags.
    pub tag: Color,
    /// Behind a legend or overview that lies over a picture, and its edge.
    pub panel: Color,
    /// The edge of such a panel.
    pub panel_edge: Color,
    /// Lines of the timeline between lanes and at round times.
    pub grid: Color,
    bars: Bars,
    fills: Heat,
    lines: Heat,
    root: Color,
    run: Color,
    dimmed: Color,
    functions: [[Color; 2]; HUES as usize],
    more: [Color; 5],
    less: [Color; 5],
}

impl Theme {
    /// Dark letters on a light ground.
    pub fn light() -> Self {
        Self {
            ground: Color::hex(0xff_ff_ff),
            ink: Color::hex(0x1a_1d_21),
            dimmed_ink: Color::hex(0x6a_70_78),
            inlined_edge: Color::hex(0xff_ff_ff),
            lit: Color::hex(0x1a_1d_21),
            selected: Color::hex(0x0b_5c_ad),
            new: Color::hex(0x8e_24_aa),
            window: Color::hex(0x0b_5c_ad),
            veil: Color::hex(0xee_f0_f2),
            edge: None,
            marked: None,
            soft_ink: Color::hex(0x4b_52_5a),
            caller: Color::hex(0x5b_3c_c4),
            callee: Color::hex(0x00_7a_6c),
            tag: Color::hex(0xff_ff_ff),
            panel: Color::hex(0xfa_fb_fc),
            panel_edge: Color::hex(0xc4_ca_d0),
            grid: Color::hex(0xe9_ec_ef),
            bars: Bars::of(
                0.84,
                0.085,
                [[0.76, 0.11, 165.0], [0.87, 0.13, 75.0], [0.7, 0.12, 305.0]],
                Color::hex(0xe3_e6_e9),
                [0x1a_1d_21, 0x4b_52_5a, 0xe5_6a_5f, 0x59_61_6b, 0x5b_3c_c4, 0x00_7a_6c].map(Color::hex),
            ),
            fills: Heat {
                nothing: Color::hex(0xf4_f5_f6),
                little: Color::hex(0xfd_f0_dc),
                all: Color::hex(0xf8_cf_c2),
                less: Color::hex(0xcb_ec_d6),
            },
            lines: Heat {
                nothing: Color::hex(0x8a_91_99),
                little: Color::hex(0xa8_77_2c),
                all: Color::hex(0xc0_2a_10),
                less: Color::hex(0x1f_80_40),
            },
            root: Color::hex(0xe3_e6_e9),
            run: Color::hex(0xd3_d8_dd),
            dimmed: Color::hex(0xee_f0_f2),
            functions: functions(0.84, 0.80, 0.085),
            more: scale(Color::hex(0xe9_ea_ec), Color::hex(0xf0_9a_3e)),
            less: scale(Color::hex(0xe9_ea_ec), Color::hex(0x6f_a8_e0)),
        }
    }

    /// Light letters on a dark ground.
    pub fn dark() -> Self {
        Self {
            ground: Color::hex(0x16_19_1d),
            ink: Color::hex(0xf1_f3_f5),
            dimmed_ink: Color::hex(0x8b_93_9c),
            inlined_edge: Color::hex(0x9a_a3_ad),
            lit: Color::hex(0xff_ff_ff),
            selected: Color::hex(0x7a_b8_f5),
            new: Color::hex(0xd9_8c_f0),
            window: Color::hex(0x7a_b8_f5),
            veil: Color::hex(0x22_26_2b),
            edge: None,
            marked: None,
            soft_ink: Color::hex(0xc3_ca_d1),
            caller: Color::hex(0xb9_a3_ff),
            callee: Color::hex(0x4f_d6_c3),
            tag: Color::hex(0x16_19_1d),
            panel: Color::hex(0x1d_21_26),
            panel_edge: Color::hex(0x49_51_5a),
            grid: Color::hex(0x22_27_2d),
            bars: Bars::of(
                0.45,
                0.075,
                [[0.46, 0.09, 165.0], [0.54, 0.12, 75.0], [0.38, 0.14, 295.0]],
                Color::hex(0x33_39_40),
                [0xf1_f3_f5, 0xc3_ca_d1, 0xa8_3b_33, 0x9d_a6_b0, 0xb9_a3_ff, 0x4f_d6_c3].map(Color::hex),
            ),
            fills: Heat {
                nothing: Color::hex(0x26_2b_31),
                little: Color::hex(0x45_37_23),
                all: Color::hex(0x63_2c_21),
                less: Color::hex(0x1c_47_2f),
            },
            lines: Heat {
                nothing: Color::hex(0x73_7b_85),
                little: Color::hex(0xc4_94_4c),
                all: Color::hex(0xff_7a_5c),
                less: Color::hex(0x5f_c7_7f),
            },
            root: Color::hex(0x33_39_40),
            run: Color::hex(0x3a_41_49),
            dimmed: Color::hex(0x25_2a_30),
            functions: functions(0.45, 0.41, 0.075),
            more: scale(Color::hex(0x3a_41_49), Color::hex(0x9c_52_00)),
            less: scale(Color::hex(0x3a_41_49), Color::hex(0x1d_5f_a6)),
        }
    }

    /// The colours of a person's system and nothing but them: boxes are outlined instead of filled.
    pub fn system(system: SystemPalette) -> Self {
        let SystemPalette {
            canvas,
            text,
            highlight,
            highlight_text,
            gray,
            link,
        } = system;
        Self {
            ground: canvas,
            ink: text,
            dimmed_ink: gray,
            // A second line below the edge.
            inlined_edge: gray,
            lit: link,
            selected: highlight,
            new: text,
            window: highlight,
            veil: gray,
            edge: Some(text),
            marked: Some((highlight, highlight_text)),
            soft_ink: text,
            // Callers stand above and callees below: the colours need not tell them apart.
            caller: highlight,
            callee: link,
            tag: canvas,
            panel: canvas,
            panel_edge: text,
            grid: gray,
            // Four colours that a system has; what waits is left as the ground is.
            bars: Bars {
                states: [
                    (highlight, highlight_text),
                    (gray, canvas),
                    (link, canvas),
                    (canvas, text),
                ],
                mark: (text, canvas),
                stopped: (text, canvas),
                heap: (gray, canvas),
                goal: (text, canvas),
                task: (link, canvas),
                region: (gray, canvas),
                frame: (gray, canvas),
                assist: (text, canvas),
                sweep: (link, canvas),
                log: text,
                sample: text,
            },
            // Shares are told by the letters' size and the lines' width.
            fills: Heat::only(canvas),
            lines: Heat::only(text),
            root: canvas,
            run: gray,
            dimmed: canvas,
            functions: [[canvas; 2]; HUES as usize],
            // Less is told from more by the sign of its value.
            more: [canvas; 5],
            less: [canvas; 5],
        }
    }

    /// The colour of a box.
    pub fn role(&self, role: Role) -> Color {
        match role {
            Role::Root => self.root,
            Role::Function(hue, is_odd) => self.functions[usize::from(hue % HUES)][usize::from(is_odd)],
            Role::More(quarters) => self.more[usize::from(quarters.min(4))],
            Role::Less(quarters) => self.less[usize::from(quarters.min(4))],
            Role::Run => self.run,
        }
    }

    /// The colour of a bar of the timeline, and of letters on it.
    pub fn bar(&self, role: BarRole) -> (Color, Color) {
        match role {
            BarRole::Running => self.bars.states[0],
            BarRole::Runnable => self.bars.states[1],
            BarRole::Syscall => self.bars.states[2],
            BarRole::Waiting => self.bars.states[3],
            BarRole::Mark => self.bars.mark,
            BarRole::Stopped => self.bars.stopped,
            BarRole::Heap => self.bars.heap,
            BarRole::Goal => self.bars.goal,
            BarRole::Task => self.bars.task,
            BarRole::Region => self.bars.region,
            BarRole::Frame => self.bars.frame,
            BarRole::Assist => self.bars.assist,
            BarRole::Sweep => self.bars.sweep,
            BarRole::Log => (self.bars.log, self.ground),
            BarRole::Sample => (self.bars.sample, self.ground),
        }
    }

    /// The colour inside a box of the call graph, by its cum's share of the total.
    pub fn graph_fill(&self, share: f64) -> Color {
        self.fills.of(share)
    }

    /// The colour of a line or of a box's edge in the call graph, by its share of the total.
    pub fn graph_line(&self, share: f64) -> Color {
        self.lines.of(share)
    }

    /// A colour moved most of the way to the ground, for what the pointer is not about.
    pub fn faded(&self, color: Color) -> Color {
        color.towards(self.ground, 0.7)
    }

    /// The colour of a box that a search dims.
    pub fn dimmed(&self) -> Color {
        self.dimmed
    }
}

/// Hues at equal steps around Oklch, at one lightness, so that no package outshines another;
/// rows alternate between two lightnesses, so that stacked boxes of a package stay apart.
fn functions(even: f64, odd: f64, chroma: f64) -> [[Color; 2]; HUES as usize] {
    std::array::from_fn(|hue| {
        let angle = (hue as f64 + 0.5) / f64::from(HUES) * std::f64::consts::TAU;
        [from_oklch(even, chroma, angle), from_oklch(odd, chroma, angle)]
    })
}

/// Five steps from "cancelled out" to "all one way"; orange for more and blue for less are told
/// apart under the three common colour blindnesses.
fn scale(from: Color, to: Color) -> [Color; 5] {
    std::array::from_fn(|step| from.towards(to, step as f64 / 4.0))
}

/// Björn Ottosson's Oklab to sRGB (<https://bottosson.github.io/posts/oklab/>).
#[expect(clippy::many_single_char_names, reason = "the names of the formulas' own letters")]
fn from_oklch(lightness: f64, chroma: f64, angle: f64) -> Color {
    let (a, b) = (chroma * angle.cos(), chroma * angle.sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let channel = |linear: f64| {
        let c = linear.clamp(0.0, 1.0);
        let gamma = if c <= 0.003_130_8 {
            12.92 * c
        } else {
            1.055 * c.powf(1.0 / 2.4) - 0.055
        };
        (gamma * 255.0).round() as u8
    };
    Color {
        red: channel(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        green: channel(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        blue: channel(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s),
    }
}

#[cfg(test)]
mod tests;
