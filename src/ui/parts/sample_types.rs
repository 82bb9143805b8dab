//! The choice of what is measured.

use leptos::prelude::*;

use crate::protocol::request::Request;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// A list of the profile's sample types, each with its total.
#[component]
pub fn SampleTypes(
    /// Whose sample types.
    document: Document,
) -> impl IntoView {
    let types = move || {
        document
            .opened
            .get()
            .map(|opened| opened.sample_types.clone())
            .unwrap_or_default()
    };
    let choose = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            document.send(Request::ShowSampleType(index));
            document.table.age();
        }
    };
    let shown = memo(move || document.view.with(|view| view.sample_type));
    view! {
        <label class="sample-types">
            <span class="visually-hidden">"Sample type"</span>
            <select
                data-testid="sample-types"
                title="What is measured: the sample types of this profile"
                on:change=choose
                prop:value=move || {
                    // Follows the options too: a value without its option would be dropped.
                    document.opened.track();
                    shown.get().to_string()
                }
            >
                {move || {
                    types()
                        .into_iter()
                        .enumerate()
                        .map(|(index, kind)| {
                            let index = index as u32;
                            view! {
                                <option value=index.to_string() selected=move || shown.get() == index>
                                    {format!("{} · {}", kind.name, kind.total)}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </label>
    }
}
