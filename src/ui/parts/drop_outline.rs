//! The whole window as a place to drop files on, and to paste them.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File};

use crate::browser::files;
use crate::browser::files::Offered;
use crate::browser::folders::in_folders;
use crate::browser::listen::Listener;
use crate::browser::window;
use crate::ui::parts::when::When;
use crate::ui::state::documents::Documents;
use crate::ui::state::page::Page;

/// The outline that is drawn while files are dragged over the window.
#[component]
pub fn DropOutline() -> impl IntoView {
    let page: Page = expect_context();
    let documents: Documents = expect_context();
    listen(page, documents);
    let has_open = move || documents.current_id().is_some();
    view! {
        <When is=move || page.is_dragging.get()>
            <div class="drop-outline" data-testid="drop-outline" aria-hidden="true">
                <p class="drop-outline-words">
                    {move || match (page.would_compare.get(), page.can_compare.get()) {
                        (true, _) => "Drop to compare (left half: to open beside)",
                        (false, true) => "Drop to open beside (right half: to compare)",
                        _ if has_open() => "Drop to open beside",
                        _ => "Drop to open",
                    }}
                </p>
            </div>
        </When>
    }
}

fn listen(page: Page, documents: Documents) {
    let window = window::window();
    // Entering a child comes before leaving its parent: the window is left when all are.
    let depth = StoredValue::new(0_i32);
    let set_depth = move |change: i32| {
        depth.update_value(|depth| *depth = (*depth + change).max(0));
        page.is_dragging.set(depth.get_value() > 0);
    };
    let with_files = |event: &DragEvent| event.data_transfer().filter(files::has_files);
    let enter = Listener::new(&window, "dragenter", move |event: DragEvent| {
        if with_files(&event).is_some() {
            event.prevent_default();
            set_depth(1);
        }
    });
    let over = Listener::new(&window, "dragover", move |event: DragEvent| {
        if let Some(transfer) = with_files(&event) {
            event.prevent_default();
            transfer.set_drop_effect("copy");
            // Two files can be compared, one with the file that is shown, and more are a series; the right half of the window means that.
            let can_compare = transfer.items().length() > 1 || shown(documents).is_some();
            let is_right = f64::from(event.client_x()) > window::size()[0] / 2.0;
            page.can_compare.set(can_compare);
            page.would_compare.set(can_compare && is_right);
        }
    });
    let leave = Listener::new(&window, "dragleave", move |event: DragEvent| {
        if with_files(&event).is_some() {
            set_depth(-1);
        }
    });
    let drop = Listener::new(&window, "drop", move |event: DragEvent| {
        depth.set_value(0);
        page.is_dragging.set(false);
        if let Some(transfer) = with_files(&event) {
            event.prevent_default();
            open(page, documents, &transfer, page.would_compare.get_untracked());
        }
    });
    let paste = Listener::new(&window, "paste", move |event: ClipboardEvent| {
        let is_text_field = window::focused().is_some_and(|element| element.matches("input, textarea") == Ok(true));
        if let Some(transfer) = event.clipboard_data().filter(|_| !is_text_field) {
            event.prevent_default();
            open(page, documents, &transfer, false);
        }
    });
    // A drag that ends outside of the window tells nobody; the next movement of the mouse does.
    let over_again = Listener::new(&window, "pointermove", move |_: Event| {
        if page.is_dragging.get_untracked() {
            depth.set_value(0);
            page.is_dragging.set(false);
        }
    });
    StoredValue::new_local([enter, over, leave, drop, paste, over_again]);
}

/// The file that is shown, unless a comparison is.
fn shown(documents: Documents) -> Option<File> {
    let document = documents
        .current_untracked()
        .filter(|document| !document.is_comparison())?;
    document.file()
}

fn open(page: Page, documents: Documents, transfer: &DataTransfer, is_compared: bool) {
    let Offered { files, folders } = files::offered(transfer);
    if !folders.is_empty() {
        leptos::task::spawn_local(async move {
            match in_folders(folders).await {
                Ok(files) => page.offer(files, "These files are in it.".to_owned()),
                Err(reason) => page.say(format!("The folder cannot be read: {reason}.")),
            }
        });
    } else if files.is_empty() {
        page.say("There is no file and no text to open.");
    }
    // The browser has much to do at a drop itself: what is mounted for a file has a task of its own.
    let open = move || match (is_compared, &files[..], shown(documents)) {
        (true, [one, other], _) => documents.compare_by_age(one.clone(), other.clone()),
        (true, [one], Some(other)) => documents.compare_by_age(one.clone(), other),
        (true, [_, _, _, ..], _) => documents.open_together(files),
        _ => documents.open(files),
    };
    set_timeout(open, Duration::ZERO);
}
