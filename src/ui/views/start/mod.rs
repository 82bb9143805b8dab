//! The start screen: what this is, how to open a file, how to get one.
//!
//! Nothing in, gestures out. [`how_to`] has the commands, [`picture`] the drawing.

pub mod how_to;
pub mod picture;

use leptos::prelude::*;

use crate::browser::files;
use crate::browser::kept::KeptFile;
use crate::ui::commands::{Command, hint};
use crate::ui::parts::bytes;
use crate::ui::parts::when::When;
use crate::ui::perform::{Performer, Push};
use crate::ui::reactive::memo;
use crate::ui::state::documents::Documents;
use crate::ui::state::kept::Kept;
use crate::ui::state::page::Page;
use crate::ui::state::trail::Trail;
use crate::ui::views::settings::InstallButton;
use crate::ui::views::start::how_to::HowTo;
use crate::ui::views::start::picture::Picture;

/// What is shown while no file is.
#[component]
pub fn Start() -> impl IntoView {
    view! {
        <div class="start" id="start" tabindex="-1" data-panel="" data-testid="start">
            <div class="start-inner">
                <WantedFile />
                <DropZone />
                <RecentFiles />
                <div class="start-columns">
                    <HowTo />
                    <Reads />
                    <Privacy />
                </div>
            </div>
        </div>
    }
}

/// The file that a link is about, while it is not open.
#[component]
fn WantedFile() -> impl IntoView {
    let trail: Trail = expect_context();
    let words = move || {
        trail.wanted.with(|wanted| {
            wanted.as_ref().map(|link| {
                let name = if link.name.is_empty() { "a file" } else { &link.name };
                (name.to_owned(), link.file.clone())
            })
        })
    };
    view! {
        {move || words().map(|(name, digest)| view! {
            <section class="wanted" role="status" data-testid="wanted">
                <div>
                    <p class="wanted-lead">"This link shows a view of " <strong>{name}</strong> ". Open it here to see it; where it compares two files, both."</p>
                    <p class="wanted-digest">"A link carries no data: it knows the file by its SHA-256, " <code title=digest.clone()>{digest[..16].to_owned()}"…"</code></p>
                </div>
                <button type="button" class="button" data-testid="wanted-forget" on:click=move |_| trail.wanted.set(None)>
                    "Never mind"
                </button>
            </section>
        })}
    }
}

/// Files kept from before.
#[component]
fn RecentFiles() -> impl IntoView {
    let kept: Kept = expect_context();
    let documents: Documents = expect_context();
    let has_files = memo(move || kept.files.with(|files| !files.is_empty()));
    let open = move |sha256: String| {
        leptos::task::spawn_local(async move {
            if let Some(file) = kept.get(&sha256).await {
                documents.open(vec![file]);
            }
        });
    };
    view! {
        <When is=move || has_files.get()>
            <section class="recent" aria-label="Files opened before" data-testid="recent">
                <h2>"Opened before"</h2>
                <ul>
                    {move || {
                        let entry = move |file: KeptFile| {
                            let KeptFile { name, sha256, size, .. } = file;
                            view! {
                                <li>
                                    <button type="button" class="recent-file" on:click=move |_| open(sha256.clone())>
                                        <span class="kept-name">{name}</span>
                                        <span class="kept-size">{bytes::words(size)}</span>
                                    </button>
                                </li>
                            }
                            .into_any()
                        };
                        kept.files.get().into_iter().map(entry).collect_view()
                    }}
                </ul>
            </section>
        </When>
    }
}

/// Where to drop, and the other ways to open a file.
#[component]
fn DropZone() -> impl IntoView {
    let performer: Performer = expect_context();
    let page: Page = expect_context();
    let key = hint(Command::OpenFiles).unwrap_or_default();
    view! {
        <section class="drop-zone" class:is-dragging=page.is_dragging aria-label="Open a profile" data-testid="drop-zone">
            <div class="drop-zone-words">
                <h1>"Drop a Go profile"</h1>
                <p class="drop-zone-lead">
                    "Anywhere on this window. Read it as a flame graph and as the table of "
                    <code>"go tool pprof -top"</code>
                    ", in the browser, with nothing to install and nothing uploaded."
                </p>
                <div class="buttons">
                    <button
                        type="button"
                        class="button button-primary"
                        data-testid="choose"
                        title=format!("Choose files ({key})")
                        on:click=move |_| {
                            performer.perform(Command::OpenFiles, Push::default());
                        }
                    >
                        "Choose files"
                    </button>
                    <span class="drop-zone-or">"or paste with " <kbd>{paste_key()}</kbd></span>
                </div>
                <div class="buttons">
                    <span class="drop-zone-or">"Look at an example:"</span>
                    <Example name="cpu.pb.gz" words="CPU profile" />
                    <Example name="heap.pb.gz" words="heap profile" />
                </div>
            </div>
            <Picture />
        </section>
    }
}

fn paste_key() -> &'static str {
    if crate::browser::window::is_mac() {
        "⌘V"
    } else {
        "Ctrl+V"
    }
}

/// A button that opens a file of this site.
#[component]
fn Example(
    /// The file.
    name: &'static str,
    /// What it is.
    words: &'static str,
) -> impl IntoView {
    let documents: Documents = expect_context();
    let page: Page = expect_context();
    let is_fetching = RwSignal::new(false);
    let open = move |_| {
        is_fetching.set(true);
        leptos::task::spawn_local(async move {
            match files::fetch(&format!("./examples/{name}"), name).await {
                Ok(file) => documents.open(vec![file]),
                Err(reason) => page.say(format!("The example could not be had: {reason}.")),
            }
            // Opening it may have taken this button away.
            let _is_gone = is_fetching.try_set(false);
        });
    };
    view! {
        <button
            type="button"
            class="button"
            data-testid=format!("example-{}", name.split('.').next().unwrap_or(name))
            disabled=is_fetching
            on:click=open
        >
            {words}
        </button>
    }
}

/// What can be opened.
#[component]
fn Reads() -> impl IntoView {
    view! {
        <section class="start-column">
            <h2>"What it reads"</h2>
            <p>
                "Profiles in pprof's format, packed with gzip or not: CPU, heap, allocations, mutex, block, goroutine, and any other \
                that Go or another program wrote so."
            </p>
            <p>"Several at once: each file is a tab with a worker of its own. Its content tells what it is, whatever its name."</p>
        </section>
    }
}

/// That nothing leaves, and how to see it.
#[component]
fn Privacy() -> impl IntoView {
    view! {
        <section class="start-column">
            <h2>"Nothing leaves this computer"</h2>
            <p>"Files are read in this tab. The page's security policy lets it speak with no other host, its workers neither."</p>
            <p>
                "Check it: open the developer tools " <kbd>"F12"</kbd> ", go to Network, drop a file: no request appears. \
                Or take the network away: everything works on."
            </p>
            <InstallButton />
        </section>
    }
}
