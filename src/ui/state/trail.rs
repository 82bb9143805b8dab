//! The address follows what is shown, and what is shown follows the address.
//!
//! An entry of the browser's history is a view at rest: so Back and Forward undo and redo gestures,
//! a reload leads back, and a copied address leads others there who have the file.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::history;
use crate::browser::storage;
use crate::protocol::link::{Link, LinkError, LinkText};
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::{Document, DocumentId};
use crate::ui::state::documents::Documents;
use crate::ui::state::kept::{Digests, Kept};
use crate::ui::state::page::Page;

/// How long nothing changes before a view is at rest.
const REST: Duration = Duration::from_millis(250);

/// By then the views have come to where the address led them.
const LED: Duration = Duration::from_secs(2);
/// Where the digests of the open files stand, for a reload.
const TABS: &str = "tabs";

/// The way back, a context of the page.
#[derive(Clone, Copy)]
pub struct Trail {
    documents: Documents,
    page: Page,
    kept: Kept,
    /// A link whose file is not open.
    pub wanted: RwSignal<Option<Link>>,
    /// The document that was opened while another was wanted.
    pub stranger: RwSignal<Option<DocumentId>>,
    /// Whether the address led here, so that the next view at rest is no new entry.
    is_led: StoredValue<bool>,
    /// Documents that have been compared with what is wanted.
    seen: StoredValue<Vec<(DocumentId, u32)>>,
    /// The last complaint about a link's length, not to be repeated.
    left_out: StoredValue<Option<&'static str>>,
}

impl Trail {
    /// Goes where the address leads, and follows what is shown from now on.
    pub fn follow(documents: Documents, page: Page, kept: Kept) -> Self {
        let trail = Self {
            documents,
            page,
            kept,
            wanted: RwSignal::new(None),
            stranger: RwSignal::new(None),
            is_led: StoredValue::new(false),
            seen: StoredValue::new(Vec::new()),
            left_out: StoredValue::new(None),
        };
        StoredValue::new_local(history::watch(move |hash| trail.go(&hash)));
        effect(move || trail.meet_opened());
        let now = memo(move || trail.text_now());
        Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
            if let Some(timer) = timer.flatten() {
                timer.clear();
            }
            let text = now.get()?;
            set_timeout_with_handle(move || trail.write(&text), REST).ok()
        });
        // Without a link there is nowhere to go: a file may have been opened before this.
        let hash = history::hash();
        if !hash.is_empty() {
            trail.go(&hash);
        }
        trail.reopen();
        effect(move || {
            let open = documents.all().into_iter().filter_map(digests_of);
            let open: Vec<_> = open.map(|(file, base)| format!("{file}.{base}")).collect();
            // Where storage is refused a reload begins anew.
            let _is_kept = storage::set_for_visit(TABS, &open.join(" "));
        });
        trail
    }

    /// What should stand after `#`; none while that cannot be said.
    fn text_now(self) -> Option<LinkText> {
        match self.documents.current() {
            Some(document) => link_to(document).map(|link| link.text()),
            None if self.wanted.with(Option::is_some) => None,
            None => Some(LinkText {
                text: String::new(),
                left_out: None,
            }),
        }
    }

    fn write(self, LinkText { text, left_out }: &LinkText) {
        let is_led = self.is_led.get_value();
        self.is_led.set_value(false);
        if self.left_out.get_value() != *left_out {
            self.left_out.set_value(*left_out);
            if let Some(what) = left_out {
                self.page.say(format!(
                    "This view is too long for a link: the address leaves out {what}."
                ));
            }
        }
        if *text == history::hash() {
            return;
        }
        // Refused, the view is not among those to come back to, and nothing else is lost.
        let _is_written = if is_led {
            history::replace(text)
        } else {
            history::push(text)
        };
    }

    /// Goes where a text after `#` leads.
    pub fn go(self, hash: &str) {
        let link = match Link::parse(hash) {
            Ok(Some((link, problems))) => {
                self.complain(&problems);
                link
            }
            Ok(None) => {
                self.wanted.set(None);
                self.documents.show(None);
                return;
            }
            Err(error) => return self.complain(&[error]),
        };
        let all = self.documents.all_untracked();
        let digests = (link.file.clone(), link.base.clone());
        let same_file = |document: &&Document| untrack(|| digests_of(**document)).as_ref() == Some(&digests);
        let found = all
            .iter()
            .filter(same_file)
            .max_by_key(|document| document.name() == link.name);
        if let Some(document) = found {
            return self.lead(*document, &link);
        }
        let name = link.name.clone();
        self.wanted.set(Some(link));
        let is_being_read = all
            .iter()
            .any(|document| document.name() == name && !document.is_open_untracked());
        if is_being_read || self.compare_open(&digests) {
            return;
        }
        self.documents.show(None);
        self.open_kept(vec![digests]);
    }

    /// Opens what was open before a reload, as far as it is kept.
    fn reopen(self) {
        let tabs = storage::get_for_visit(TABS).unwrap_or_default();
        let wanted = self
            .wanted
            .with_untracked(|wanted| wanted.as_ref().map(|link| (link.file.clone(), link.base.clone())));
        let tabs = tabs.split(' ').filter_map(|tab| tab.split_once('.'));
        let tabs = tabs.map(|(file, base)| (file.to_owned(), base.to_owned()));
        // What is wanted is on its way already.
        self.open_kept(tabs.filter(|tab| Some(tab) != wanted.as_ref()).collect());
    }

    fn open_kept(self, all: Vec<Digests>) {
        leptos::task::spawn_local(async move {
            let mut files = Vec::new();
            for (file, base) in all {
                let Some(file) = self.kept.get(&file).await else {
                    continue;
                };
                if base.is_empty() {
                    files.push(file);
                    continue;
                }
                let mut together = vec![file];
                for base in base.split('.') {
                    together.extend(self.kept.get(base).await);
                }
                // Of a comparison or a series all are needed.
                if together.len() == base.split('.').count() + 1 {
                    self.documents.open_together(together);
                }
            }
            if !files.is_empty() {
                self.documents.open(files);
            }
        });
    }

    /// Compares files that are open each for itself, if all are.
    fn compare_open(self, (file, base): &Digests) -> bool {
        let all = self.documents.all_untracked();
        let open = |sha256: &str| {
            let is_it = |document: &&Document| {
                untrack(|| digests_of(**document)).is_some_and(|(file, base)| file == *sha256 && base.is_empty())
            };
            all.iter().find(is_it).and_then(|document| document.file())
        };
        if base.is_empty() {
            return false;
        }
        let together: Option<Vec<_>> = std::iter::once(&**file).chain(base.split('.')).map(open).collect();
        let is_open = together.is_some();
        if let Some(together) = together {
            self.documents.open_together(together);
        }
        is_open
    }

    fn complain(self, errors: &[LinkError]) {
        if !errors.is_empty() {
            let words: Vec<_> = errors.iter().map(ToString::to_string).collect();
            self.page.say(format!(
                "The link could not be followed as it is: {}.",
                words.join(", ")
            ));
        }
    }

    /// Shows a document as a link says.
    fn lead(self, document: Document, link: &Link) {
        self.wanted.set(None);
        self.stranger.set(None);
        self.is_led.set_value(true);
        set_timeout(move || self.is_led.set_value(false), LED);
        self.documents.show(Some(document.id));
        document.go_to(link);
    }

    /// Compares documents that were just opened with what is wanted.
    fn meet_opened(self) {
        for document in self.documents.all() {
            let Some(digests) = digests_of(document) else { continue };
            let key = (document.id, document.attempt.get_value());
            if self.seen.with_value(|seen| seen.contains(&key)) {
                continue;
            }
            self.seen.update_value(|seen| seen.push(key));
            self.kept.opened(document, digests.clone());
            let Some(link) = self.wanted.get_untracked() else {
                continue;
            };
            let (file, wanted) = (digests.0.clone(), (link.file.clone(), link.base.clone()));
            if digests == wanted {
                self.lead(document, &link);
            } else if wanted.1.is_empty() || wanted.0 != file && !wanted.1.contains(&file) {
                self.stranger.set(Some(document.id));
            } else {
                // One of several; when the others are open too, they are compared.
                self.compare_open(&wanted);
            }
        }
    }
}

/// The digests of a document, once it is open.
fn digests_of(document: Document) -> Option<Digests> {
    document.opened.with(|opened| {
        let opened = opened.as_ref()?;
        Some((opened.sha256.clone(), opened.base_sha256.clone()))
    })
}

/// The view of a document, once it is open and its worker has told where it is.
pub fn link_to(document: Document) -> Option<Link> {
    let (file, base) = digests_of(document)?;
    let mut place = document.view.with(|view| view.place.clone());
    if document.is_default_sample_type() {
        place.sample_type.clear();
    }
    Some(Link {
        file,
        base,
        name: document.name(),
        screen: document.screen.get(),
        is_list: document.is_list(),
        find: document.search.wanted.get(),
        order: document.table.order.get(),
        place,
    })
}
