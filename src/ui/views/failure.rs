//! Why a file is not shown: what is wrong, where, and what can be done.

use leptos::prelude::*;

use crate::protocol::reply::Failure;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::when::When;
use crate::ui::perform::Performer;
use crate::ui::reactive::memo;
use crate::ui::state::document::{Document, Phase};
use crate::ui::state::documents::Documents;

/// The failure of one file.
#[component]
pub fn FailureView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let documents: Documents = expect_context();
    let performer: Performer = expect_context();
    let failure = memo(move || {
        document.phase.with(|phase| match phase {
            Phase::Failed(failure) => failure.clone(),
            Phase::Waiting | Phase::Reading | Phase::Open => Failure::default(),
        })
    });
    let name = document.name();
    let report = {
        let name = name.clone();
        move |_| {
            let Failure {
                what, place, advice, ..
            } = failure.get_untracked();
            performer.copy(
                format!("{name}\n{what}\n{place}\n{advice}\n"),
                "Copied the report.".to_owned(),
            );
        }
    };
    view! {
        <div class="failure" data-panel="" role="alert" data-testid="failure">
            <div class="failure-box">
                <p class="failure-name"><Icon sign=Sign::Trouble /> {name}</p>
                <h2 class="failure-what" data-testid="failure-what">{move || failure.get().what}</h2>
                <p class="failure-place" data-testid="failure-place">{move || failure.get().place}</p>
                <p class="failure-advice" data-testid="failure-advice">{move || failure.get().advice}</p>
                <div class="buttons">
                    <When is=move || failure.with(|failure| failure.can_retry)>
                        <button
                            type="button"
                            class="button button-primary"
                            data-testid="retry"
                            on:click=move |_| documents.retry(document)
                        >
                            "Open again"
                        </button>
                    </When>
                    <button type="button" class="button" on:click=report.clone()>"Copy report"</button>
                    <button
                        type="button"
                        class="button"
                        data-testid="failure-close"
                        on:click=move |_| documents.close(document.id)
                    >
                        "Close"
                    </button>
                </div>
            </div>
        </div>
    }
}
