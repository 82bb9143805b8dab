//! How a person wants things, kept between visits, and what their system says of it.

use leptos::prelude::*;

use crate::browser::media::Media;
use crate::browser::storage;
use crate::browser::system_colors;
use crate::browser::window;
use crate::protocol::decimal::{decimal, fixed, within};
use crate::protocol::request::Appearance;
use crate::ui::reactive::{effect, memo};

/// Dark or light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word for it, in the interface, in storage and in the style sheet.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the wheel and a drag mean: whose habits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Navigation {
    /// The wheel scrolls, Ctrl and wheel zooms, Ctrl and drag zooms to a region.
    #[default]
    Perfetto,
    /// As speedscope and gotraceui: the same, and Shift and drag chooses a region too.
    Speedscope,
    /// As the old trace viewer and the developer tools' classic mode: the wheel zooms, Shift and wheel scrolls.
    Classic,
}

impl Navigation {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Perfetto, Self::Speedscope, Self::Classic];

    /// The word for it, in storage and for tests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Perfetto => "perfetto",
            Self::Speedscope => "speedscope",
            Self::Classic => "classic",
        }
    }

    /// What it means, in a line.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Perfetto => "Like Perfetto: the wheel scrolls, Ctrl and wheel zooms",
            Self::Speedscope => "Like speedscope: the same, and Shift and drag zooms to a region",
            Self::Classic => "Classic: the wheel zooms, Shift and wheel scrolls",
        }
    }
}

/// The narrowest and the widest share of the width that the flame graph can have beside the table.
pub const SPLIT_RANGE: [f64; 2] = [0.25, 0.8];

/// The share it has at first.
pub const SPLIT: f64 = 0.56;

/// How narrow and how wide the panel of details can be, in CSS pixels.
pub const DETAILS_RANGE: [f64; 2] = [180.0, 640.0];

/// Its width at first.
pub const DETAILS_WIDTH: f64 = 300.0;

/// The settings, a context of the page.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Dark or light.
    pub theme: RwSignal<Theme>,
    /// Rows of 16 instead of 20 pixels in pictures.
    pub is_compact: RwSignal<bool>,
    /// Root at the bottom.
    pub is_root_below: RwSignal<bool>,
    /// The flame graph's share of the width, within [`SPLIT_RANGE`].
    pub split: RwSignal<f64>,
    /// The width of the panel with the selection's details, in CSS pixels, within [`DETAILS_RANGE`].
    pub details_width: RwSignal<f64>,
    /// Whether the panel with the selection's details is shown.
    pub has_details: RwSignal<bool>,
    /// Whether keys without Ctrl do anything: speech input and shaking hands press them by accident.
    pub has_letter_keys: RwSignal<bool>,
    /// What the wheel and a drag mean.
    pub navigation: RwSignal<Navigation>,
    /// Whether the window is wide enough for the table beside the flame graph.
    pub is_wide: RwSignal<bool>,
    /// What workers need to know of it.
    pub appearance: Memo<Appearance>,
}

impl Settings {
    /// The settings as they were left, followed by what the system says from now on.
    pub fn new() -> Self {
        let is_set = |name: &str| storage::get(name).map(|value| value == "true");
        let theme = storage::get("theme").unwrap_or_default();
        let navigation = storage::get("navigation").unwrap_or_default();
        let theme = RwSignal::new(Theme::ALL.into_iter().find(|it| it.word() == theme).unwrap_or_default());
        let is_compact = RwSignal::new(is_set("compact").unwrap_or(false));
        let is_root_below = RwSignal::new(is_set("root-below").unwrap_or(false));
        let prefers_dark = followed("(prefers-color-scheme: dark)");
        let is_forced = followed("(forced-colors: active)");
        let is_motion_reduced = followed("(prefers-reduced-motion: reduce)");
        let settings = Self {
            theme,
            is_compact,
            is_root_below,
            split: RwSignal::new(number_from_text(storage::get("split").as_deref(), SPLIT_RANGE).unwrap_or(SPLIT)),
            details_width: RwSignal::new(
                number_from_text(storage::get("details-width").as_deref(), DETAILS_RANGE).unwrap_or(DETAILS_WIDTH),
            ),
            has_details: RwSignal::new(is_set("details").unwrap_or(true)),
            has_letter_keys: RwSignal::new(is_set("letter-keys").unwrap_or(true)),
            navigation: RwSignal::new(
                Navigation::ALL
                    .into_iter()
                    .find(|it| it.word() == navigation)
                    .unwrap_or_default(),
            ),
            is_wide: followed("(min-width: 900px)"),
            appearance: memo(move || Appearance {
                is_dark: match theme.get() {
                    Theme::System => prefers_dark.get(),
                    Theme::Light => false,
                    Theme::Dark => true,
                },
                is_motion_reduced: is_motion_reduced.get(),
                is_compact: is_compact.get(),
                is_root_below: is_root_below.get(),
                system: {
                    // A system has a light and a dark set of them.
                    prefers_dark.track();
                    is_forced.get().then(system_colors::resolve).flatten()
                },
            }),
        };
        settings.keep();
        settings
    }

    /// The next of the themes.
    pub fn next_theme(self) {
        self.theme.update(|theme| {
            let at = Theme::ALL.iter().position(|it| it == theme).unwrap_or_default();
            *theme = Theme::ALL[(at + 1) % Theme::ALL.len()];
        });
    }

    /// Writes what changes to storage and the theme to the page's root element.
    fn keep(self) {
        keep("theme", move || self.theme.get().word().to_owned());
        keep("compact", move || self.is_compact.get().to_string());
        keep("root-below", move || self.is_root_below.get().to_string());
        keep("split", move || fixed(self.split.get(), 3));
        keep("details-width", move || fixed(self.details_width.get(), 0));
        keep("details", move || self.has_details.get().to_string());
        keep("navigation", move || self.navigation.get().word().to_owned());
        keep("letter-keys", move || self.has_letter_keys.get().to_string());
        effect(move || {
            let theme = if self.appearance.get().is_dark { "dark" } else { "light" };
            if let Some(root) = window::root() {
                let set = root.set_attribute("data-theme", theme);
                debug_assert!(set.is_ok(), "the name is valid");
            }
        });
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

/// A signal that follows a media query.
fn followed(query: &str) -> RwSignal<bool> {
    let signal = RwSignal::new(false);
    let media = Media::watch(query, move |answer| signal.set(answer));
    signal.set(media.matches());
    // Lives as long as the owner, which for settings is the page.
    StoredValue::new_local(media);
    signal
}

/// Writes a setting to storage when it changes, but not what was just read from there.
fn keep(name: &'static str, value: impl Fn() -> String + 'static) {
    Effect::new(move |before: Option<String>| {
        let now = value();
        if before.is_some_and(|before| before != now) {
            // Where storage is refused the setting holds for this visit.
            let _is_kept = storage::set(name, &now);
        }
        now
    });
}

fn number_from_text(text: Option<&str>, [least, most]: [f64; 2]) -> Option<f64> {
    Some(within(decimal(text?)?, least, most))
}
