//! A window over the page: the browser's own modal dialog, which keeps the focus inside.

use leptos::html;
use leptos::prelude::*;

use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::when::When;
use crate::ui::reactive::{effect, memo};
use crate::ui::state::page::{Page, Popup};

/// A dialog that is open while `popup` is.
#[component]
pub fn Dialog(
    /// Which of the page's popups it is.
    popup: Popup,
    /// Its heading.
    title: &'static str,
    /// What is in it; made anew at each opening.
    children: ChildrenFn,
) -> impl IntoView {
    let page: Page = expect_context();
    let is_open = memo(move || page.popup.get() == Some(popup));
    let node = NodeRef::<html::Dialog>::new();
    let heading = format!("dialog-{popup:?}");
    let label = heading.clone();
    let body_label = heading.clone();
    effect(move || {
        let Some(dialog) = node.get() else { return };
        if is_open.get() && !dialog.open() {
            let shown = dialog.show_modal();
            debug_assert!(shown.is_ok(), "the dialog is in the page and not open");
        } else if !is_open.get() && dialog.open() {
            dialog.close();
        }
    });
    let close = move || {
        if is_open.get_untracked() {
            page.popup.set(None);
        }
    };
    view! {
        <dialog
            node_ref=node
            class="dialog"
            aria-labelledby=label
            data-testid=format!("dialog-{popup:?}").to_ascii_lowercase()
            on:close=move |_| close()
            on:click=move |event| {
                // A click beside it: the dialog is the whole window, what it shows is in the inner box.
                if event.target() == node.get_untracked().map(Into::into) {
                    close();
                }
            }
        >
            <When is=move || is_open.get()>
                <div class="dialog-box">
                    <header class="dialog-head">
                        <h2 id=heading.clone()>{title}</h2>
                        <button
                            type="button"
                            class="button-quiet"
                            aria-label="Close"
                            title="Close (Esc)"
                            on:click=move |_| close()
                        >
                            <Icon sign=Sign::Close />
                        </button>
                    </header>
                    // Long ones scroll by the arrows, which needs the keyboard.
                    <div class="dialog-body" role="group" aria-labelledby=body_label.clone() tabindex="0">{children()}</div>
                </div>
            </When>
        </dialog>
    }
}
