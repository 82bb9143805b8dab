//! The one question about storage: may the opened files be kept in this browser?

use leptos::prelude::*;

use crate::ui::parts::bytes;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::kept::Kept;

/// Asked in the status line once a file is open, until it is answered: nothing moves when it comes.
#[component]
pub fn KeepQuestion() -> impl IntoView {
    let kept: Kept = expect_context();
    let size = memo(move || kept.asking.get().map(|(_, size)| size));
    view! {
        <When is=move || size.get().is_some()>
            <div
                class="question"
                role="group"
                aria-label="Keeping files"
                title="A kept file is found again by a reload, by a link, and on the start screen. It stays on this computer; \
                the settings forget it."
                data-testid="keep-question"
            >
                <span>{move || format!("Keep files in this browser for reloads ({})?", bytes::words(size.get().unwrap_or_default()))}</span>
                <button type="button" class="question-button" data-testid="keep-yes" on:click=move |_| kept.decide(true)>
                    "Keep"
                </button>
                <button type="button" class="question-button" data-testid="keep-no" on:click=move |_| kept.decide(false)>
                    "No"
                </button>
            </div>
        </When>
    }
}
