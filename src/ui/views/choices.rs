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
    view! {
        <Dialog popup=Popup::Compare title="Compare with a base">
            <Buttons popup=Popup::Compare />
        </Dialog>
        <Dialog popup=Popup::TakeAway title="Take away">
            <Buttons popup=Popup::TakeAway />
        </Dialog>
    }
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
    let (words, lines) = match current {
        Some(current) if popup == Popup::TakeAway => {
            let words = format!(
                "{} as it is shown now, in files for other programs. They are made in this tab.",
                current.name()
            );
            let exports = EXPORTS
                .iter()
                .map(|it| (it.words.to_owned(), it.word, Does::Export(it.word)));
            let picture = ("Picture (.png)".to_owned(), "png", Does::Picture);
            (words, exports.chain([picture]).collect())
        }
        Some(current) if !current.is_comparison() => {
            let words = format!(
                "What changed in {}, against which file? The sides can be swapped later.",
                current.name()
            );
            let all = performer.documents.all_untracked().into_iter();
            let others = all.filter(|other| other.id != current.id && !other.is_comparison());
            let others = others.map(|other| (other.name(), "with", Does::CompareWith(other.id)));
            let other = ("Choose a file".to_owned(), "choose", Does::ChooseBase);
            (words, others.chain([other]).collect())
        }
        _ => (
            "Show the newer file first: it is compared with an older one.".to_owned(),
            Vec::new(),
        ),
    };
    let buttons = lines.into_iter().map(|(words, name, does)| {
        let choose = move |_| {
            if let Some(current) = current {
                choose(performer, current, does);
            }
        };
        view! {
            <button type="button" class="button" data-testid=format!("choose-{name}") on:click=choose>{words}</button>
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
            if let Some(other) = all.find(|other| other.id == id) {
                compare(other.file.get_value());
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
    documents.compare(current.file.get_value(), base);
}
