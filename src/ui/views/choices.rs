//! Choices: a file to compare with, what to take away, which files of a folder or an archive to open. Each is a sentence and a row of buttons.

use leptos::prelude::*;
use web_sys::File;

use crate::browser::{again, files};
use crate::protocol::export::EXPORTS;
use crate::ui::commands::Command;
use crate::ui::parts::dialog::Dialog;
use crate::ui::perform::{Performer, Push};
use crate::ui::state::document::{Document, DocumentId};
use crate::ui::state::documents::Documents;
use crate::ui::state::page::{Page, Popup};

/// Files of a folder or an archive that have a button of their own; all of them can be opened at once.
const MOST_BUTTONS: usize = 60;

/// The dialogs of all.
#[component]
pub fn Choices() -> impl IntoView {
    let dialogs = [
        (Popup::Compare, "Compare with a base"),
        (Popup::TakeAway, "Take away"),
        (Popup::Files, "Which of these?"),
    ];
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
    Series,
    Again(Command),
    Export(&'static str),
    Picture,
    Open(usize),
    OpenAll,
    OpenTogether,
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
        _ if popup == Popup::Files => {
            let files = performer.page.offered.get_untracked();
            lines.push((format!("All {}, a tab each", files.len()), "all", Does::OpenAll));
            if files.len() > 1 {
                let words = if files.len() == 2 { "Compared" } else { "As a series" };
                lines.push((words.to_owned(), "together", Does::OpenTogether));
            }
            for (at, file) in files.iter().enumerate().take(MOST_BUTTONS) {
                lines.push((file.name(), "file", Does::Open(at)));
            }
            let words = performer.page.offer_words.get_untracked();
            match files.len().checked_sub(MOST_BUTTONS) {
                Some(more) if more > 0 => format!("{words} There are {more} more."),
                _ => words,
            }
        }
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
            if lines.len() > 2 {
                lines.push(("All open files, as a series".to_owned(), "series", Does::Series));
            }
            if current.file().is_some_and(|file| again::can_be_read_again(&file)) {
                lines.push((
                    "Itself, as it was opened".to_owned(),
                    "earlier",
                    Does::Again(Command::CompareEarlier),
                ));
                lines.push((
                    "Nothing: read it again".to_owned(),
                    "again",
                    Does::Again(Command::ReadAgain),
                ));
            }
            format!("What changed in {}, against which file?", current.name())
        }
        _ => "Show the newer file first: it is compared with an older one.".to_owned(),
    };
    let buttons = lines.into_iter().enumerate().map(|(at, (words, name, does))| {
        let choose = move |_| match current {
            Some(current) if popup != Popup::Files => choose(performer, current, does),
            _ => open(performer, does),
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

/// Opens files of a folder or an archive.
fn open(performer: Performer, does: Does) {
    let Performer { documents, page, .. } = performer;
    page.popup.set(None);
    let mut files = page.offered.try_update(std::mem::take).unwrap_or_default();
    match does {
        Does::OpenTogether => match &files[..] {
            [one, other] => documents.compare_by_age(one.clone(), other.clone()),
            _ => documents.open_together(files),
        },
        Does::Open(at) => documents.open(vec![files.swap_remove(at)]),
        _ => documents.open(files),
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
        Does::Again(command) => {
            page.popup.set(None);
            performer.perform(command, Push::default());
        }
        Does::Series => {
            page.popup.set(None);
            // There are enough, or it would not have been offered.
            documents.open_series();
        }
        Does::ChooseBase => files::choose(move |files| files.into_iter().take(1).for_each(compare)),
        Does::Export(word) => {
            page.popup.set(None);
            performer.export(current, word);
        }
        // What `open` does.
        Does::Open(_) | Does::OpenAll | Does::OpenTogether => {}
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
