//! How things look and which keys there are.

use leptos::prelude::*;

use crate::browser::boot;
use crate::browser::install;
use crate::browser::kept::KeptFile;
use crate::ui::parts::bytes;
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::kept::{Kept, Leave};
use crate::ui::state::page::{Page, Popup};
use crate::ui::state::settings::{Navigation, Settings, Theme};

/// The dialog of settings.
#[component]
pub fn SettingsDialog() -> impl IntoView {
    let settings: Settings = expect_context();
    view! {
        <Dialog popup=Popup::Settings title="Settings">
            <fieldset class="setting">
                <legend>"Theme"</legend>
                <div class="choices">
                    {Theme::ALL
                        .map(|theme| {
                            view! {
                                <label class="choice">
                                    <input
                                        type="radio"
                                        name="theme"
                                        value=theme.word()
                                        data-testid=format!("theme-{}", theme.word())
                                        prop:checked=move || settings.theme.get() == theme
                                        on:change=move |_| settings.theme.set(theme)
                                    />
                                    {theme.word()}
                                </label>
                            }
                        })
                        .collect_view()}
                </div>
            </fieldset>
            <fieldset class="setting">
                <legend>"Mouse and trackpad"</legend>
                {Navigation::ALL
                    .map(|navigation| {
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="navigation"
                                    value=navigation.word()
                                    data-testid=format!("navigation-{}", navigation.word())
                                    prop:checked=move || settings.navigation.get() == navigation
                                    on:change=move |_| settings.navigation.set(navigation)
                                />
                                {navigation.words()}
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            <fieldset class="setting">
                <legend>"Flame graph"</legend>
                <Switch is_on=settings.is_compact name="compact" words="Compact rows" />
                <Switch is_on=settings.is_root_below name="root-below" words="Root at the bottom" />
                <Switch is_on=settings.has_details name="details" words="Details of the selection" />
            </fieldset>
            <fieldset class="setting">
                <legend>"Keys"</legend>
                <Switch
                    is_on=settings.has_letter_keys
                    name="letter-keys"
                    words="Single letters and signs are commands"
                />
            </fieldset>
            <KeptFiles />
            <InstallButton />
            <p class="settings-build">{format!("Build {}", boot::build())}</p>
        </Dialog>
    }
}

/// Whether opened files are kept, and which are.
#[component]
fn KeptFiles() -> impl IntoView {
    let kept: Kept = expect_context();
    let size = move || kept.files.with(|files| files.iter().map(|file| file.size).sum::<f64>());
    let has_files = memo(move || kept.files.with(|files| !files.is_empty()));
    view! {
        <fieldset class="setting">
            <legend>"Files"</legend>
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="setting-keep-files"
                    prop:checked=move || kept.leave.get() == Leave::Given
                    on:change=move |event| kept.decide(event_target_checked(&event))
                />
                "Keep opened files in this browser, for a reload and for links"
            </label>
            <When is=move || has_files.get()>
                <ul class="kept-files">
                    {move || {
                        let entry = move |file: KeptFile| {
                            let KeptFile { name, sha256, size, .. } = file;
                            view! {
                                <li>
                                    <span class="kept-name">{name.clone()}</span>
                                    <span class="kept-size">{bytes::words(size)}</span>
                                    <button
                                        type="button"
                                        class="button-quiet"
                                        aria-label=format!("Forget {name}")
                                        title="Forget this file"
                                        on:click=move |_| kept.forget(Some(sha256.clone()))
                                    >
                                        <Icon sign=Sign::Close />
                                    </button>
                                </li>
                            }
                            .into_any()
                        };
                        kept.files.get().into_iter().map(entry).collect_view()
                    }}
                </ul>
                <button type="button" class="button" data-testid="forget-all" on:click=move |_| kept.forget(None)>
                    {move || format!("Forget all ({})", bytes::words(size()))}
                </button>
            </When>
        </fieldset>
    }
}

/// A switch of the settings.
#[component]
fn Switch(
    /// The setting.
    is_on: RwSignal<bool>,
    /// Its name, for tests.
    name: &'static str,
    /// What it means.
    words: &'static str,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                data-testid=format!("setting-{name}")
                prop:checked=is_on
                on:change=move |event| is_on.set(event_target_checked(&event))
            />
            {words}
        </label>
    }
}

/// A button to install the page, where the browser offers it.
#[component]
pub fn InstallButton() -> impl IntoView {
    let page: Page = expect_context();
    let install = move |_| {
        // An offer is good for one use.
        let Some(offer) = page.install_offer.try_update(Option::take).flatten() else {
            return;
        };
        leptos::task::spawn_local(async move {
            if let Err(words) = install::ask(&offer).await {
                page.say(format!("Not installed: {words}."));
            }
        });
    };
    view! {
        <When is=move || page.install_offer.with(Option::is_some)>
            <button type="button" class="button" data-testid="install" on:click=install>
                "Install goscope on this computer"
            </button>
        </When>
    }
}
