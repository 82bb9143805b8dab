//! The bar between flame graph and table, moved by mouse, finger or arrow keys.

use leptos::html;
use leptos::prelude::*;
use web_sys::PointerEvent;

use crate::ui::state::settings::{SPLIT_RANGE, Settings};

/// How far an arrow key moves it, as a share of the width.
const KEY_STEP: f64 = 0.02;

/// A separator that sets the share of the pane before it.
#[component]
pub fn Splitter() -> impl IntoView {
    let settings: Settings = expect_context();
    let node = NodeRef::<html::Div>::new();
    let is_moving = RwSignal::new(false);
    let set = move |share: f64| settings.split.set(share.clamp(SPLIT_RANGE[0], SPLIT_RANGE[1]));
    let move_to = move |event: &PointerEvent| {
        let parent = node.get_untracked().and_then(|node| node.parent_element());
        if let Some(parent) = parent
            .map(|parent| parent.get_bounding_client_rect())
            .filter(|it| it.width() > 0.0)
        {
            set((f64::from(event.client_x()) - parent.left()) / parent.width());
        }
    };
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    view! {
        <div
            node_ref=node
            class="splitter"
            class:is-moving=is_moving
            role="separator"
            aria-orientation="vertical"
            aria-label="Width of the flame graph, in percent"
            aria-valuemin=percent(SPLIT_RANGE[0])
            aria-valuemax=percent(SPLIT_RANGE[1])
            aria-valuenow=move || percent(settings.split.get())
            tabindex="0"
            data-testid="splitter"
            on:pointerdown=move |event| {
                if let Some(node) = node.get_untracked() {
                    let captured = node.set_pointer_capture(event.pointer_id());
                    debug_assert!(captured.is_ok(), "the pointer is down, so it can be captured");
                }
                is_moving.set(true);
            }
            on:pointermove=move |event| {
                if is_moving.get_untracked() {
                    move_to(&event);
                }
            }
            on:lostpointercapture=move |_| is_moving.set(false)
            on:dblclick=move |_| set(0.56)
            on:keydown=move |event| {
                let share = settings.split.get_untracked();
                let share = match event.key().as_str() {
                    "ArrowLeft" => share - KEY_STEP,
                    "ArrowRight" => share + KEY_STEP,
                    "Home" => SPLIT_RANGE[0],
                    "End" => SPLIT_RANGE[1],
                    _ => return,
                };
                event.prevent_default();
                set(share);
            }
        ></div>
    }
}
