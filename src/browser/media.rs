//! What the browser knows of a person's wishes: dark or light, little motion, a narrow window.

use web_sys::{Event, MediaQueryList};

use crate::browser::listen::Listener;
use crate::browser::window;

/// A media query, watched until dropped.
pub struct Media {
    list: Option<MediaQueryList>,
    _listener: Option<Listener>,
}

impl Media {
    /// Watches `query` and calls `on` with every new answer.
    pub fn watch(query: &str, on: impl Fn(bool) + 'static) -> Self {
        let list = window::window().match_media(query).ok().flatten();
        let listener = list.as_ref().map(|list| {
            let asked = list.clone();
            Listener::new(list, "change", move |_: Event| on(asked.matches()))
        });
        Self {
            list,
            _listener: listener,
        }
    }

    /// The answer now; `false` where the browser does not know the query.
    pub fn matches(&self) -> bool {
        self.list.as_ref().is_some_and(MediaQueryList::matches)
    }
}
