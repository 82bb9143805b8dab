//! What concerns the page as a whole: what lies over it, what it last said, whether it can be installed.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::File;

use crate::browser::boot;
use crate::browser::boot::Offline;
use crate::browser::install;
use crate::browser::install::Offer;
use crate::ui::state::document::Document;

/// How long the status line shows what was done.
const NOTICE_LASTS: Duration = Duration::from_secs(8);

/// What can lie over the page; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Popup {
    /// Keys and gestures.
    Help,
    /// Theme, density, installing.
    Settings,
    /// What is known about the open file.
    About,
    /// Commands, files and functions to find by typing.
    Palette,
    /// Files to compare with.
    Compare,
    /// What can be taken away.
    TakeAway,
    /// Files of a folder or an archive.
    Files,
}

/// The menu of what can be done with a selection.
#[derive(Clone, Copy)]
pub struct Menu {
    /// Whose selection.
    pub document: Document,
    /// Where it was asked for, in CSS pixels of the window.
    pub at: [f64; 2],
}

/// The page's own state, a context.
#[derive(Clone, Copy)]
pub struct Page {
    /// What lies over the page.
    pub popup: RwSignal<Option<Popup>>,
    /// The files of a folder or an archive, to choose from.
    pub offered: RwSignal<Vec<File>, LocalStorage>,
    /// What they are.
    pub offer_words: RwSignal<String>,
    /// The open menu.
    pub menu: RwSignal<Option<Menu>>,
    /// What the last action did, for the status line and for those who listen.
    pub notice: RwSignal<String>,
    /// Whether files are being dragged over the window.
    pub is_dragging: RwSignal<bool>,
    /// Whether there is something to compare them with, and whether they would be, dropped where they are.
    pub can_compare: RwSignal<bool>,
    /// See [`Page::can_compare`].
    pub would_compare: RwSignal<bool>,
    /// Whether the page can do without a network, and whether a newer build waits.
    pub offline: RwSignal<Offline>,
    /// The browser's offer to install the page.
    pub install_offer: RwSignal<Option<Offer>, LocalStorage>,
    /// Whether Shift holds the tooltip still.
    pub is_tooltip_held: RwSignal<bool>,
}

impl Page {
    /// The state of a page that was just opened, and the listeners that keep it right.
    pub fn new() -> Self {
        let page = Self {
            popup: RwSignal::new(None),
            offered: RwSignal::new_local(Vec::new()),
            offer_words: RwSignal::new(String::new()),
            menu: RwSignal::new(None),
            notice: RwSignal::new(String::new()),
            is_dragging: RwSignal::new(false),
            can_compare: RwSignal::new(false),
            would_compare: RwSignal::new(false),
            offline: RwSignal::new(boot::offline()),
            install_offer: RwSignal::new_local(None),
            is_tooltip_held: RwSignal::new(false),
        };
        StoredValue::new_local(boot::watch_offline(move |offline| page.offline.set(offline)));
        StoredValue::new_local(install::watch(move |offer| page.install_offer.set(offer)));
        page
    }

    /// Opens `popup`, or closes it if it is open.
    pub fn toggle(self, popup: Popup) {
        self.popup
            .update(|open| *open = if *open == Some(popup) { None } else { Some(popup) });
    }

    /// Offers files to choose from, and says what they are.
    pub fn offer(self, files: Vec<File>, words: String) {
        if files.is_empty() {
            return self.say("There is no file in it.");
        }
        self.offered.set(files);
        self.offer_words.set(words);
        self.popup.set(Some(Popup::Files));
    }

    /// Says what was done, for as long as it takes to read it.
    pub fn say(self, words: impl Into<String>) {
        let words = words.into();
        self.notice.set(words.clone());
        let forget = move || {
            if self.notice.with_untracked(|notice| *notice == words) {
                self.notice.set(String::new());
            }
        };
        set_timeout(forget, NOTICE_LASTS);
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}
