//! Commands → what they do.

mod again;
mod elsewhere;
pub mod export;
pub mod pictures;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlInputElement};

use crate::browser::clipboard;
use crate::browser::files;
use crate::browser::history;
use crate::browser::window;
use crate::protocol::link::LinkText;
use crate::protocol::reply::FrameFacts;
use crate::protocol::request::{FlameCommand, Request, Step};
use crate::protocol::rows::TopRow;
use crate::protocol::screen::Screen;
use crate::protocol::timeline::TimelineCommand;
use crate::ui::commands::{Command, NO_TIME_ORDER};
use crate::ui::panels;
use crate::ui::parts::details::focus_view;
use crate::ui::perform::pictures::{in_graph, in_timeline, move_in_list, move_row, toggle_list, walk};
use crate::ui::state::document::{Document, Phase, twin_of};
use crate::ui::state::documents::Documents;
use crate::ui::state::page::{Menu, Page, Popup};
use crate::ui::state::settings::Settings;
use crate::ui::state::trail::link_to;

/// How far one step moves the view, as a share of it.
const PAN_STEP: f64 = 0.1;

/// How hard a key is pushed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Push {
    /// Shift is held.
    pub is_fast: bool,
    /// How often the key has repeated.
    pub repeats: u32,
}

impl Push {
    /// A step that grows while the key is held, up to four times, and with Shift four times.
    fn step(self) -> f64 {
        let held = (1.0 + f64::from(self.repeats) * 0.15).min(4.0);
        PAN_STEP * if self.is_fast { 4.0 } else { held }
    }
}

/// Does what commands say. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Performer {
    /// The open files.
    pub documents: Documents,
    /// The page.
    pub page: Page,
    /// The settings.
    pub settings: Settings,
}

impl Performer {
    /// Does it; `false` when there was nothing to do, so that the key is the browser's.
    pub fn perform(self, command: Command, push: Push) -> bool {
        match command {
            Command::OpenFiles => {
                files::choose(move |files| self.documents.open(files));
                true
            }
            Command::Help => {
                self.page.toggle(Popup::Help);
                true
            }
            Command::StepBack => self.step_back(),
            Command::Palette => {
                self.page.toggle(Popup::Palette);
                true
            }
            Command::Settings => {
                self.page.toggle(Popup::Settings);
                true
            }
            Command::Undo => history::back(),
            Command::Redo => {
                history::forward();
                true
            }
            Command::NextTheme => {
                self.settings.next_theme();
                true
            }
            Command::ToggleCompact => {
                self.settings.is_compact.update(|is_compact| *is_compact = !*is_compact);
                true
            }
            Command::PreviousFile | Command::NextFile | Command::CloseFile => self.perform_on_tab(command),
            // What lies over the page keeps the keyboard.
            Command::NextPanel | Command::PreviousPanel => {
                let is_covered =
                    self.page.popup.get_untracked().is_some() || self.page.menu.with_untracked(Option::is_some);
                is_covered || panels::go(command == Command::PreviousPanel)
            }
            Command::ToggleDetails => {
                self.settings.has_details.update(|shown| *shown = !*shown);
                true
            }
            command => {
                let open = self.documents.current_untracked().filter(|document| {
                    // What lies over the page has the keys.
                    document.phase.with_untracked(|phase| *phase == Phase::Open)
                        && self.page.popup.get_untracked().is_none()
                });
                open.is_some_and(|document| self.perform_in(document, command, push))
            }
        }
    }

    fn perform_on_tab(self, command: Command) -> bool {
        let Some(id) = self.documents.current_untracked().map(|document| document.id) else {
            return false;
        };
        match command {
            Command::CloseFile => self.documents.close(id),
            command => self.documents.show_neighbour(id, command == Command::PreviousFile),
        }
        true
    }

    /// Whether a list is shown where the picture would be.
    pub fn is_list_shown(self) -> bool {
        let document = self.documents.current_untracked();
        document.is_some_and(|document| untrack(move || document.is_list()))
    }

    /// Shows a screen that not every kind of file has, or says so.
    fn show_if_there(self, document: Document, screen: Screen, otherwise: &str) {
        if document.has_screen_untracked(screen) {
            document.screen.set(screen);
        } else {
            self.page.say(otherwise);
        }
    }

    fn perform_in(self, document: Document, command: Command, push: Push) -> bool {
        let flame = |command| {
            document.flame(command);
            true
        };
        let zoom = if push.is_fast { 2.0 } else { 1.3 };
        let step = push.step();
        if document.screen.get_untracked() == Screen::Graph
            && let Some(command) = in_graph(document, command, zoom, step)
        {
            document.send(Request::Graph(command));
            return true;
        }
        if document.screen.get_untracked() == Screen::Timeline
            && let Some(command) = in_timeline(document, command, zoom, step)
        {
            document.send(Request::Timeline(command));
            return true;
        }
        if let Some((screen, otherwise)) = screen_of(command) {
            self.show_if_there(document, screen, otherwise);
            return true;
        }
        match command {
            Command::Filter(kind) => {
                if !document.filters.add_of_selection(document, kind) {
                    self.page.say("No function is selected to filter by.");
                }
            }
            Command::AddFilter => document.filters.show_form(document, true),
            Command::ClearFilters => document.filters.change(document, Vec::clear),
            Command::Compare => self.page.toggle(Popup::Compare),
            Command::TakeAway => self.page.toggle(Popup::TakeAway),
            Command::CompareAs(switch) if document.is_comparison() => document.compare(switch),
            Command::CompareAs(_) => self.page.say("This is one file: B compares it with another."),
            Command::Search => return focus_search(document),
            Command::NextMatch | Command::PreviousMatch => {
                if !document.search.is_active_untracked() {
                    return false;
                }
                document.next_match(command == Command::PreviousMatch);
            }
            Command::TimeOrder => self.page.say(NO_TIME_ORDER),
            Command::ReadAgain | Command::CompareEarlier => self.go_again(document, command == Command::CompareEarlier),
            Command::OpenSeries => {
                if !self.documents.open_series() {
                    self.page.say("A series takes three open files at the least.");
                }
            }
            Command::About => self.page.toggle(Popup::About),
            Command::Menu => return self.open_menu(document),
            Command::CopyName => return self.copy_of_selection(document, "name", |facts| facts.name.clone()),
            Command::CopyStack => return self.copy_of_selection(document, "stack", |facts| facts.stack.clone()),
            Command::CopyRegexp => return self.copy_of_selection(document, "expression", |facts| facts.regexp.clone()),
            Command::CopyLink => return self.copy_link(document),
            Command::ToggleList => toggle_list(document),
            Command::InList(step) => match twin_of(document.screen.get_untracked()) {
                Some(twin) => move_in_list(document, twin, step),
                None => return false,
            },
            Command::ZoomIn => return flame(FlameCommand::ZoomBy(zoom)),
            Command::ZoomOut => return flame(FlameCommand::ZoomBy(1.0 / zoom)),
            Command::ZoomReset => return flame(FlameCommand::Reset),
            Command::ZoomToSelection => return flame(FlameCommand::ZoomToSelection),
            Command::ZoomBack => return flame(FlameCommand::Back),
            Command::PanLeft => return flame(FlameCommand::PanBy(-step, 0.0)),
            Command::PanRight => return flame(FlameCommand::PanBy(step, 0.0)),
            Command::Up => return walk(document, self.step_above(), (0.0, -step)),
            Command::Down => return walk(document, self.step_below(), (0.0, step)),
            Command::Left => return walk(document, Step::Heavier, (-step, 0.0)),
            Command::Right => return walk(document, Step::Lighter, (step, 0.0)),
            Command::RowUp => move_row(document, -1),
            Command::RowDown => move_row(document, 1),
            Command::PageUp => move_row(document, -i64::from(document.table.page.get_value())),
            Command::PageDown => move_row(document, i64::from(document.table.page.get_value())),
            Command::FirstRow => move_row(document, i64::MIN / 2),
            Command::LastRow => move_row(document, i64::MAX / 2),
            Command::CopyRow => return self.copy_row(document),
            Command::Sort(column) => document.table.order_by(document, column),
            // What was done before, and what a timeline has, where there is none.
            _ => return false,
        }
        true
    }

    /// Opens the menu for the selection, where the keyboard's focus is.
    fn open_menu(self, document: Document) -> bool {
        let at = window::focused().map_or([0.0; 2], |element| {
            let rect = element.get_bounding_client_rect();
            [rect.left() + rect.width() / 2.0, rect.top() + rect.height() / 3.0]
        });
        self.page.menu.set(Some(Menu { document, at }));
        true
    }

    fn copy_of_selection(self, document: Document, what: &str, text: impl Fn(&FrameFacts) -> String) -> bool {
        let text = document.selected.with_untracked(|facts| facts.as_deref().map(text));
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            self.page.say(format!("Nothing is selected that has a {what}."));
            return true;
        };
        self.copy(text, format!("Copied the {what}."));
        true
    }

    fn copy_link(self, document: Document) -> bool {
        let Some(link) = untrack(|| link_to(document)) else {
            return false;
        };
        let LinkText { text, left_out } = link.text();
        let said = match left_out {
            None => "Copied a link to this view. Who opens it needs the same file.".to_owned(),
            Some(what) => format!("Copied a link without {what}, which would make it too long."),
        };
        self.copy(history::address(&text), said);
        true
    }

    /// Closes what lies over the page or the form of a filter, else ends the search, else deselects, else zooms one step out.
    fn step_back(self) -> bool {
        if self.page.menu.with_untracked(Option::is_some) {
            self.page.menu.set(None);
            return true;
        }
        if self.page.popup.get_untracked().is_some() {
            self.page.popup.set(None);
            return true;
        }
        let Some(document) = self.documents.current_untracked() else {
            return false;
        };
        let has_timeline = document.screen.get_untracked() == Screen::Timeline;
        if document.filters.is_adding.get_untracked() {
            document.filters.show_form(document, false);
            focus_view(document);
        } else if document.search.is_active_untracked() {
            document.search.change(document, |wanted| wanted.pattern.clear());
        } else if let Some(field) = window::focused().filter(|it| it.has_attribute("data-search-field")) {
            // An empty field is left: the keys are the picture's again.
            let left = field.blur();
            debug_assert!(left.is_ok(), "blur never throws");
        } else if has_timeline {
            let is_marked = document
                .trace
                .timeline
                .with_untracked(|timeline| timeline.told.is_some());
            let command = if is_marked {
                TimelineCommand::Deselect
            } else {
                TimelineCommand::Back
            };
            document.send(Request::Timeline(command));
        } else if document.selected.with_untracked(Option::is_some) {
            document.flame(FlameCommand::Deselect);
        } else if document.view.with_untracked(|view| view.is_zoomed) {
            document.flame(FlameCommand::Back);
        } else {
            return false;
        }
        true
    }

    fn step_above(self) -> Step {
        if self.settings.is_root_below.get_untracked() {
            Step::Callee
        } else {
            Step::Caller
        }
    }

    fn step_below(self) -> Step {
        if self.settings.is_root_below.get_untracked() {
            Step::Caller
        } else {
            Step::Callee
        }
    }

    /// Copies the selected row, unless text is selected: then the browser copies that.
    fn copy_row(self, document: Document) -> bool {
        let selection = window::window().get_selection().ok().flatten();
        if selection.is_some_and(|selection| !selection.is_collapsed()) {
            return false;
        }
        let row = document.view.with_untracked(|view| view.selected_row);
        let rows = document.table.window.get_untracked();
        let Some(row) = row.and_then(|row| rows.get(row).cloned()) else {
            return false;
        };
        self.copy(row_text(&row), "Copied the row with exact values.".to_owned());
        true
    }

    /// Copies `text` and says so.
    pub fn copy(self, text: String, said: String) {
        leptos::task::spawn_local(async move {
            match clipboard::copy(&text).await {
                Ok(()) => self.page.say(said),
                Err(words) => self.page.say(format!("Not copied: {words}.")),
            }
        });
    }
}

/// The screen that a command shows, and what to say where the file has none such.
fn screen_of(command: Command) -> Option<(Screen, &'static str)> {
    Some(match command {
        Command::ShowFlame => (Screen::Flame, ""),
        Command::ShowGraph => (Screen::Graph, ""),
        Command::ShowTop => (Screen::Top, ""),
        Command::ShowPeek => (Screen::Peek, ""),
        Command::ShowGoroutines => (Screen::Goroutines, "Only dumps of goroutines have that view."),
        Command::ShowOverview => (Screen::Overview, "Only execution traces have that view."),
        Command::ShowTimeline => (Screen::Timeline, "Only execution traces have that view."),
        Command::ShowAside(aside) => (Screen::Aside(aside), ""),
        Command::ShowSheet(sheet) => (Screen::Sheet(sheet), ""),
        Command::ShowFindings => (Screen::Findings, "Only single profiles have that view."),
        Command::ShowSeries => (
            Screen::Series,
            "Only a series has that view: drop three snapshots or more.",
        ),
        _ => return None,
    })
}

/// A row as text: exact values and the whole name, apart by tabs.
fn row_text(row: &TopRow) -> String {
    let TopRow {
        flat_exact,
        flat_percent,
        sum_percent,
        cum_exact,
        cum_percent,
        path,
        name,
        file,
        ..
    } = row;
    format!("{flat_exact}\t{flat_percent}\t{sum_percent}\t{cum_exact}\t{cum_percent}\t{path}{name}\t{file}")
}

/// Goes to the search field; `false` when it is there already, so that the browser's own search can open.
fn focus_search(document: Document) -> bool {
    let id = document.id.element("search");
    let field: Option<HtmlInputElement> = window::document()
        .get_element_by_id(&id)
        .and_then(|element| element.dyn_into().ok());
    let Some(field) = field else {
        return false;
    };
    let is_there = window::focused().is_some_and(|focused| &focused == AsRef::<HtmlElement>::as_ref(&field));
    if is_there {
        return false;
    }
    let focused = field.focus();
    debug_assert!(focused.is_ok(), "focus never throws");
    field.select();
    true
}
