//! What is said where the browser lacks what everything here rests on.

use leptos::prelude::*;

/// Says what is missing and which browsers have it.
#[component]
pub fn Unsupported() -> impl IntoView {
    view! {
        <main class="failure" role="alert" data-testid="unsupported">
            <div class="failure-box">
                <h1 class="failure-what">"This browser cannot paint outside of the page (OffscreenCanvas)."</h1>
                <p class="failure-advice">
                    "goscope reads and paints profiles in workers, which needs it. Chrome, Edge and other Chromium browsers from 123, \
                    Firefox from 120 and Safari from 17.5 have all that is needed."
                </p>
            </div>
        </main>
    }
}
