//! The root: the page's contexts, what listens to the whole window, and the frame around all screens.

use leptos::prelude::*;

use crate::browser::boot;
use crate::browser::window;
use crate::ui::keys;
use crate::ui::parts::drop_outline::DropOutline;
use crate::ui::parts::each::each_document;
use crate::ui::parts::menu::SelectionMenu;
use crate::ui::parts::palette::PaletteDialog;
use crate::ui::parts::status_line::StatusLine;
use crate::ui::parts::tabs::TabBar;
use crate::ui::parts::when::When;
use crate::ui::perform::Performer;
use crate::ui::reactive::effect;
use crate::ui::state::document::Phase;
use crate::ui::state::documents::Documents;
use crate::ui::state::kept::Kept;
use crate::ui::state::page::Page;
use crate::ui::state::settings::Settings;
use crate::ui::state::trail::Trail;
use crate::ui::views::about::About;
use crate::ui::views::choices::Choices;
use crate::ui::views::document::DocumentView;
use crate::ui::views::help::Help;
use crate::ui::views::settings::SettingsDialog;
use crate::ui::views::start::Start;
use crate::ui::views::unsupported::Unsupported;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let settings = Settings::new();
    let page = Page::new();
    let documents = Documents::new(settings);
    let kept = Kept::new(page);
    let performer = Performer {
        documents,
        page,
        settings,
    };
    provide_context(settings);
    provide_context(page);
    provide_context(documents);
    provide_context(performer);
    provide_context(kept);

    if !window::can_worker_paint() {
        return view! { <Unsupported /> }.into_any();
    }
    keys::follow(performer);
    boot::take_launches(move |launch| {
        documents.open(launch.files);
        if !launch.errors.is_empty() {
            page.say(launch.errors.join(" "));
        }
    });
    documents.prepare();
    provide_context(Trail::follow(documents, page, kept));
    effect(move || {
        for document in documents.all() {
            // An archive is no document: its files are.
            if document.is_archive() {
                let files = document.unpacked.get_untracked();
                let words = document.phase.with_untracked(|phase| match phase {
                    Phase::Failed(failure) => failure.advice.clone(),
                    Phase::Waiting | Phase::Reading | Phase::Open => String::new(),
                });
                documents.close(document.id);
                if files.len() == 1 {
                    documents.open(files);
                } else {
                    page.offer(files, words);
                }
                continue;
            }
            let words = document.said.get();
            if !words.is_empty() {
                page.say(words);
                document.said.set(String::new());
                // A profile may have been made of it.
                let made = document
                    .unpacked
                    .try_update_untracked(std::mem::take)
                    .unwrap_or_default();
                if !made.is_empty() {
                    documents.open(made);
                }
            }
        }
    });
    effect(move || {
        let name = documents
            .current()
            .map(|document| format!("{} · goscope", document.name()));
        window::document().set_title(name.as_deref().unwrap_or("goscope"));
    });
    view! {
        <div class="app">
            <TabBar />
            <main class="screens" data-testid="app">
                <When is=move || documents.current_id().is_none()>
                    <Start />
                </When>
                {each_document(documents, |document| view! { <DocumentView document /> }.into_any())}
            </main>
            <StatusLine />
            <DropOutline />
            <Help />
            <SettingsDialog />
            <About />
            <Choices />
            <PaletteDialog />
            <SelectionMenu />
        </div>
    }
    .into_any()
}
