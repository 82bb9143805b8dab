//! The one question about storage: may the opened files be kept in this browser?

use leptos::prelude::*;

use crate::ui::parts::bytes;
use crate::ui::state::kept::Kept;

/// Asked below the picture once a file is open, until it is answered.
#[component]
pub fn KeepQuestion() -> impl IntoView {
    let kept: Kept = expect_context();
    let size = Memo::new(move |_| kept.asking.get().map(|(_, size)| size));
    view! {
        <Show when=move || size.get().is_some()>
            <div class="question" role="region" aria-label="Keeping files" data-testid="keep-question">
                <p>
                    {move || {
                        format!(
                            "Keep opened files in this browser ({}), so that a reload or a link finds them? \
                            They stay on this computer; the settings forget them.",
                            bytes::words(size.get().unwrap_or_default()),
                        )
                    }}
                </p>
                <button type="button" class="button button-primary" data-testid="keep-yes" on:click=move |_| kept.decide(true)>
                    "Keep"
                </button>
                <button type="button" class="button" data-testid="keep-no" on:click=move |_| kept.decide(false)>
                    "Do not keep"
                </button>
            </div>
        </Show>
    }
}
