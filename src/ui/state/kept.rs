//! Files kept in this browser, so that a reload or a link finds them: only when the person said so.

use leptos::prelude::*;
use web_sys::File;

use crate::browser::kept;
use crate::browser::kept::KeptFile;
use crate::browser::storage;
use crate::ui::state::document::{Document, DocumentId};
use crate::ui::state::page::Page;

/// How many files are kept; the ones longest not opened go first.
const MOST_FILES: usize = 20;

/// Whether files may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leave {
    /// Nobody has said.
    #[default]
    Unasked,
    /// They may.
    Given,
    /// They may not.
    Refused,
}

impl Leave {
    const fn word(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Given => "given",
            Self::Refused => "refused",
        }
    }
}

/// Whether an earlier visit, or this one, gave leave to keep files.
pub fn may_keep() -> bool {
    storage::get("keep-files").as_deref() == Some(Leave::Given.word())
}

/// The digests of a document's file and of those it is compared with, with dots between them; of one file the second is empty.
pub type Digests = (String, String);

/// The kept files, a context of the page.
#[derive(Clone, Copy)]
pub struct Kept {
    page: Page,
    /// Whether files may be kept.
    pub leave: RwSignal<Leave>,
    /// Those that are, the newest first.
    pub files: RwSignal<Vec<KeptFile>>,
    /// The open document for which nobody has said yet.
    pub asking: RwSignal<Option<(DocumentId, f64)>>,
    /// Open documents with their digests, to be kept when leave is given.
    opened: StoredValue<Vec<(Document, Digests)>>,
    /// Files that wait to be kept, and whether some are being kept: one after the other, since the same file is kept once.
    waiting: StoredValue<Vec<(File, String)>, LocalStorage>,
    is_keeping: StoredValue<bool>,
}

impl Kept {
    /// What earlier visits kept.
    pub fn new(page: Page) -> Self {
        let word = storage::get("keep-files").unwrap_or_default();
        let leave = [Leave::Given, Leave::Refused]
            .into_iter()
            .find(|leave| leave.word() == word);
        let kept = Self {
            page,
            leave: RwSignal::new(leave.unwrap_or_default()),
            files: RwSignal::new(Vec::new()),
            asking: RwSignal::new(None),
            opened: StoredValue::new(Vec::new()),
            waiting: StoredValue::new_local(Vec::new()),
            is_keeping: StoredValue::new(false),
        };
        kept.refresh();
        kept
    }

    /// Looks what is kept.
    fn refresh(self) {
        leptos::task::spawn_local(async move {
            // Where there is no such storage nothing is kept; that is told when somebody wants to keep.
            self.files.set(kept::list().await.unwrap_or_default());
        });
    }

    /// The kept file with this digest.
    pub async fn get(self, sha256: &str) -> Option<web_sys::File> {
        match kept::get(sha256).await {
            Ok(file) => file,
            Err(reason) => {
                self.page.say(format!("The kept files cannot be read: {reason}."));
                None
            }
        }
    }

    /// Keeps a document that was opened, or asks whether it may be kept.
    pub fn opened(self, document: Document, digests: Digests) {
        match self.leave.get_untracked() {
            Leave::Given => self.keep(vec![(document, digests)]),
            Leave::Refused => {}
            Leave::Unasked => {
                self.opened.update_value(|opened| opened.push((document, digests)));
                self.asking.set(Some((document.id, document.size())));
            }
        }
    }

    /// Takes the answer to whether files may be kept.
    pub fn decide(self, is_given: bool) {
        let leave = if is_given { Leave::Given } else { Leave::Refused };
        self.leave.set(leave);
        self.asking.set(None);
        // Where storage is refused the answer holds for this visit.
        let _is_kept = storage::set("keep-files", leave.word());
        let waiting = self.opened.try_update_value(std::mem::take).unwrap_or_default();
        if is_given {
            self.keep(waiting);
        } else {
            self.forget(None);
        }
    }

    fn keep(self, documents: Vec<(Document, Digests)>) {
        for (document, (sha256, base_sha256)) in documents {
            let of_document = document.files.try_get_value().unwrap_or_default();
            let digests = std::iter::once(sha256).chain(base_sha256.split('.').map(str::to_owned));
            self.waiting
                .update_value(|waiting| waiting.extend(of_document.into_iter().zip(digests)));
        }
        if self
            .is_keeping
            .try_update_value(|is_keeping| std::mem::replace(is_keeping, true))
            != Some(false)
        {
            return;
        }
        leptos::task::spawn_local(async move {
            let next = |waiting: &mut Vec<_>| (!waiting.is_empty()).then(|| waiting.remove(0));
            while let Some((file, sha256)) = self.waiting.try_update_value(next).flatten() {
                if let Err(reason) = kept::keep(&file, &sha256).await {
                    self.page.say(format!("{} is not kept: {reason}.", file.name()));
                }
            }
            self.is_keeping.set_value(false);
            let all = kept::list().await.unwrap_or_default();
            for old in all.iter().skip(MOST_FILES) {
                // What cannot be forgotten now is tried again after the next file.
                let _is_forgotten = kept::forget(&old.sha256).await.is_ok();
            }
            self.files.set(all.into_iter().take(MOST_FILES).collect());
        });
    }

    /// Forgets one file by its digest, or all.
    pub fn forget(self, sha256: Option<String>) {
        leptos::task::spawn_local(async move {
            let forgotten = match &sha256 {
                Some(sha256) => kept::forget(sha256).await,
                None => kept::forget_all().await,
            };
            if let Err(reason) = forgotten {
                self.page.say(format!("Not forgotten: {reason}."));
            }
            self.refresh();
        });
    }
}
