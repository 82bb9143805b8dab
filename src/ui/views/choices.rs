//! Two choices: a file to compare with, and what to take away. Each is a sentence and a row of buttons.

use leptos::prelude::*;
use web_sys::File;

use crate::browser::files;
use crate::protocol::export::EXPORTS;
use crate::ui::parts::dialog::Dialog;
use crate::ui::perform::Performer;
use crate::ui::state::document::{Document, DocumentId};
use crate::ui::state::documents::Documents;
use crate::ui::state::page::{Page, Popup};

/// The dialogs of both.
#[component]
pub fn Choices() -> impl IntoView {
    let dialogs = [(Popup::Compare, "Compare with a base"), (Popup::TakeAway, "Take away")];
    dialogs
        .map(|(popup, title)| {
            view! {
                <Dialog popup title>
                    <Buttons popup />
                </Dialog>
            }
        })
        .into_iter()
        .collect_view()
}

/// What a button does.
#[derive(Clone, Copy)]
enum Does {
    CompareWith(DocumentId),
    ChooseBase,
    Export(&'static str),
    Picture,
}

#[component]
fn Buttons(
    /// What is chosen.
    popup: Popup,
) -> impl IntoView {
    let performer: Performer = expect_context();
    let current = performer.documents.current_untracked();
    let mut lines = Vec::new();
    let words = match current {
        Some(current) if popup == Popup::TakeAway => {
            for it in &EXPORTS {
                lines.push((it.words.to_owned(), it.word, Does::Export(it.word)));
            }
            lines.push(("Picture (.png)".to_owned(), "png", Does::Picture));
            format!(
                "{} as it is shown now, for other programs. Nothing leaves this computer.",
                current.name()
            )
        }
        Some(current) if !current.is_comparison() => {
            for other in performer.documents.all_untracked() {
                if other.id != current.id && !other.is_comparison() {
                    lines.push((other.name(), "with", Does::CompareWith(other.id)));
                }
            }
            lines.push(("Choose a file".to_owned(), "choose", Does::ChooseBase));
            format!("What changed in {}, against which file?", current.name())
        }
        _ => "Show the newer file first: it is compared with an older one.".to_owned(),
    };
    let buttons = lines.into_iter().enumerate().map(|(at, (words, name, does))| {
        let choose = move |_| {
            if let Some(current) = current {
                choose(performer, current, does);
            }
        };
        view! {
            <button type="button" class="button" autofocus=at == 0 data-testid=format!("choose-{name}") on:click=choose>
                {words}
            </button>
        }
    });
    view! {
        <p>{words}</p>
        <div class="buttons">{buttons.collect_view()}</div>
    }
}

fn choose(performer: Performer, current: Document, does: Does) {
    let Performer { documents, page, .. } = performer;
    let compare = move |base: File| close_and_compare(page, documents, current, base);
    match does {
        Does::CompareWith(id) => {
            let mut all = documents.all_untracked().into_iter();
            let other = all.find(|other| other.id == id);
            if let Some(base) = other.and_then(Document::file) {
                compare(base);
            }
        }
        Does::ChooseBase => files::choose(move |files| files.into_iter().take(1).for_each(compare)),
        Does::Export(word) => {
            page.popup.set(None);
            performer.export(current, word);
        }
        Does::Picture => {
            page.popup.set(None);
            performer.save_picture(current);
        }
    }
}

fn close_and_compare(page: Page, documents: Documents, current: Document, base: File) {
    page.popup.set(None);
    if let Some(file) = current.file() {
        documents.compare(file, base);
    }
}
