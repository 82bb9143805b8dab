//! The frame of one open file: reading it, looking at it, or why neither is possible.

use std::time::Duration;

use leptos::prelude::*;

use crate::protocol::decimal::fixed;
use crate::protocol::screen::Screen;
use crate::ui::parts::compare_bar::CompareBar;
use crate::ui::parts::details::{Details, focus_view};
use crate::ui::parts::each::each;
use crate::ui::parts::filters::FilterRow;
use crate::ui::parts::splitter::{Side, Splitter};
use crate::ui::parts::table::TopTable;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::{Document, Phase};
use crate::ui::state::documents::Documents;
use crate::ui::state::settings::Settings;
use crate::ui::state::trail::Trail;
use crate::ui::views::account::AccountView;
use crate::ui::views::aside::AsideView;
use crate::ui::views::document_header::DocumentHeader;
use crate::ui::views::failure::FailureView;
use crate::ui::views::flame::Flame;
use crate::ui::views::goroutines::Goroutines;
use crate::ui::views::graph::Graph;
use crate::ui::views::loading::Loading;
use crate::ui::views::overview::Overview;
use crate::ui::views::peek::Peek;
use crate::ui::views::sheet::SheetView;
use crate::ui::views::timeline::Timeline;

/// Everything of one file. It stays in the page while other tabs are shown: a canvas can be handed
/// to a worker only once.
#[component]
pub fn DocumentView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let documents: Documents = expect_context();
    let state = memo(move || {
        document.phase.with(|phase| match phase {
            Phase::Waiting | Phase::Reading => "loading",
            Phase::Open => "open",
            Phase::Failed(_) => "failed",
        })
    });
    let failed = memo(move || state.get() == "failed");
    view! {
        <section
            class="document"
            aria-labelledby=document.id.element("tab")
            hidden=move || documents.current_id() != Some(document.id)
            data-testid="document"
            data-state=state
        >
            {move || {
                if failed.get() {
                    view! { <FailureView document /> }.into_any()
                } else {
                    // Where another worker takes over, it needs canvases of its own: new ones, not the same again.
                    let readers = move || vec![document.reader.get() as u32];
                    each(readers, move |_| view! { <Opened document /> }.into_any())
                }
            }}
        </section>
    }
}

/// The panes. They stand, under what tells of the reading, before there is anything to show: so the
/// worker has its canvas by the time the file is read.
#[component]
fn Opened(
    /// The file.
    document: Document,
) -> impl IntoView {
    let settings: Settings = expect_context();
    let is_open = memo(move || document.is_open());
    let screen = move || document.screen.get().word();
    view! {
        <PrintHead document />
        <Later><DocumentHeader document /></Later>
        {document.is_comparison().then(|| view! { <CompareBar document /> })}
        <FilterRow document />
        <Warnings document />
        <Stranger document />
        <div
            class="document-body"
            data-screen=screen
            data-details=move || settings.has_details.get().to_string()
            style=("--share", move || fixed(settings.split.get(), 4))
            style=("--details", move || fixed(settings.details_width.get(), 0) + "px")
        >
            <Later>
                <Flame document />
                <Splitter side=Side::Table />
            </Later>
            <Later><Graph document /></Later>
            <Later><TopTable document /></Later>
            <Later><Peek document /></Later>
            <When is=move || document.has_goroutines()>
                <Goroutines document />
            </When>
            <When is=move || matches!(document.screen.get(), Screen::Sheet(_))>
                <SheetView document />
            </When>
            <When is=move || matches!(document.screen.get(), Screen::Aside(_))>
                <AsideView document />
            </When>
            <When is=move || document.is_trace()>
                <Overview document />
            </When>
            <When is=move || document.has_timeline()>
                <Timeline document />
            </When>
            <When is=move || document.is_account()>
                <AccountView document />
            </When>
            <Later>
                <Splitter side=Side::Details />
                <Details document />
            </Later>
        </div>
        <When is=move || !is_open.get()>
            <Loading document />
        </When>
    }
}

/// What is mounted in a task of its own: all panes together would hold the page for longer than three frames.
#[component]
fn Later(
    /// What can wait.
    children: ChildrenFn,
) -> impl IntoView {
    let is_time = RwSignal::new(false);
    set_timeout(
        move || {
            // The file may have been closed already.
            let _is_there = is_time.try_set(true).is_none();
        },
        Duration::ZERO,
    );
    view! { <When is=move || is_time.get()>{children()}</When> }
}

/// That a link wanted another file than this one.
#[component]
fn Stranger(
    /// The file.
    document: Document,
) -> impl IntoView {
    let trail: Trail = expect_context();
    let wanted = move || {
        let is_it = trail.stranger.get() == Some(document.id);
        trail.wanted.get().filter(|_| is_it)
    };
    let own = move || {
        document
            .opened
            .get()
            .map(|opened| opened.sha256.clone())
            .unwrap_or_default()
    };
    let short = |digest: &str| digest.get(..16).unwrap_or(digest).to_owned();
    view! {
        {move || wanted().map(|link| view! {
            <div class="warnings" role="alert" data-testid="stranger">
                <p>
                    {format!(
                        "This is not the file that the link is about: it wants {} (SHA-256 {}…), and this one's is {}…. \
                        So this file is shown from its beginning.",
                        if link.name.is_empty() { "a file" } else { &link.name },
                        short(&link.file),
                        short(&own()),
                    )}
                </p>
                <button type="button" class="button-quiet" on:click=move |_| trail.wanted.set(None)>"Forget the link"</button>
            </div>
        })}
    }
}

/// What is on the paper, where a page is printed: the file, what is measured, how much of it.
#[component]
fn PrintHead(
    /// The file.
    document: Document,
) -> impl IntoView {
    let what = move || {
        let opened = document.opened.get()?;
        let words = document.view.with(|view| {
            let measured = opened.sample_types.get(view.sample_type as usize);
            let measured = measured.map_or("", |measured| measured.name.as_str());
            format!(
                "{}, {measured}: {} of {} ({})",
                opened.kind, view.in_view, view.total, view.percent
            )
        });
        let searched = document.search.wanted.with(|wanted| wanted.pattern.clone());
        Some(if searched.is_empty() {
            words
        } else {
            format!("{words}; searched for {searched}")
        })
    };
    view! {
        <div class="print-head" data-testid="print-head">
            <h1>{document.name()}</h1>
            <p>{what}</p>
        </div>
    }
}

/// What was odd about the file, above the picture.
#[component]
fn Warnings(
    /// The file.
    document: Document,
) -> impl IntoView {
    let is_hidden = RwSignal::new(false);
    let warnings = move || {
        document
            .opened
            .get()
            .map(|opened| opened.warnings.clone())
            .unwrap_or_default()
    };
    view! {
        <When is=move || !warnings().is_empty() && !is_hidden.get()>
            <div class="warnings" role="note" data-testid="warnings">
                <ul>{move || warnings().into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view()}</ul>
                <button type="button" class="button-quiet" on:click=move |event| {
                    is_hidden.set(true);
                    if event.detail() == 0 {
                        focus_view(document);
                    }
                }>"Hide"</button>
            </div>
        </When>
    }
}
