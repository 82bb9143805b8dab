//! What can be done, once: keys, hints on buttons and the help dialog are made from [`COMMANDS`].
//!
//! Letters that steer (`W A S D`) go by their place on the keyboard, the others by what is printed on
//! the key. Nothing here takes a key from the browser: no Ctrl with W, T, N, L, R, P, digits, plus or minus.

use crate::protocol::aside::Aside;
use crate::protocol::comparing::Comparing;
use crate::protocol::filter::FilterKind;
use crate::protocol::request::TopColumn;
use crate::protocol::sheet::Sheet;
use crate::protocol::timeline::TimelineStep;

/// Something that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Choose files to open.
    OpenFiles,
    /// Show or hide keys and gestures.
    Help,
    /// One step back: close what lies over the page, end the search, deselect, zoom out.
    StepBack,
    /// Show the flame graph.
    ShowFlame,
    /// Show the call graph.
    ShowGraph,
    /// Show the table.
    ShowTop,
    /// Show callers and callees of the selected function.
    ShowPeek,
    /// Show the goroutines of a dump.
    ShowGoroutines,
    /// Show a trace at a glance.
    ShowOverview,
    /// Show a view that is lines.
    ShowSheet(Sheet),
    /// Say that there is no order by time, to those who look for it.
    TimeOrder,
    /// Show the profile otherwise.
    ShowAside(Aside),
    /// Show the timeline of a trace.
    ShowTimeline,
    /// Show what deserves a look in a profile.
    ShowFindings,
    /// Show functions by snapshots.
    ShowSeries,
    /// Open all open files as a series.
    OpenSeries,
    /// Read the file again.
    ReadAgain,
    /// Compare the file as it is on disk with how it was opened.
    CompareEarlier,
    /// Find a command, a file or a function by typing.
    Palette,
    /// What can be done with the selection, as a menu.
    Menu,
    /// The settings.
    Settings,
    /// What is known about the file.
    About,
    /// The view before this one.
    Undo,
    /// The view that was left by [`Command::Undo`].
    Redo,
    /// The file whose tab is before this one's.
    PreviousFile,
    /// The file whose tab is after this one's.
    NextFile,
    /// Close the file.
    CloseFile,
    /// Light, dark, or as the system has it, in turn.
    NextTheme,
    /// Rows closer together, or not.
    ToggleCompact,
    /// Copy the selected function's name.
    CopyName,
    /// Copy the selected frame's stack, a line for each frame.
    CopyStack,
    /// Copy a regular expression of pprof for the selected function.
    CopyRegexp,
    /// Copy a link to this view.
    CopyLink,
    /// Show or hide the strip with the selected frame's values.
    ToggleDetails,
    /// Compare the file with another one.
    Compare,
    /// Save or copy what is shown, for other programs.
    TakeAway,
    /// Turn a switch of a comparison over.
    CompareAs(Comparing),
    /// Filter by the selected function.
    Filter(FilterKind),
    /// Write a filter.
    AddFilter,
    /// Take all filters away.
    ClearFilters,
    /// Go to the search field.
    Search,
    /// Select the next match.
    NextMatch,
    /// Select the match before.
    PreviousMatch,
    /// Show less, larger.
    ZoomIn,
    /// Show more, smaller.
    ZoomOut,
    /// Show everything.
    ZoomReset,
    /// Zoom to the selected frame.
    ZoomToSelection,
    /// The zoom before this one.
    ZoomBack,
    /// Move the view left.
    PanLeft,
    /// Move the view right.
    PanRight,
    /// To the neighbour above, or move the view.
    Up,
    /// To the neighbour below, or move the view.
    Down,
    /// To the neighbour at the left, or move the view.
    Left,
    /// To the neighbour at the right, or move the view.
    Right,
    /// Move the selection of a timeline.
    Follow(TimelineStep),
    /// Make the time of the selected slice the selected range.
    MarkSelection,
    /// Fold everything of a timeline.
    FoldAll,
    /// Unfold everything of a timeline.
    UnfoldAll,
    /// Select the row above.
    RowUp,
    /// Select the row below.
    RowDown,
    /// Select the row a page above.
    PageUp,
    /// Select the row a page below.
    PageDown,
    /// Select the first row.
    FirstRow,
    /// Select the last row.
    LastRow,
    /// Copy the selected row with exact values.
    CopyRow,
    /// Show the picture as a list, or the list as a picture.
    ToggleList,
    /// Move in the list of a picture, fold and unfold.
    InList(ListStep),
    /// Give the keyboard to the next part of the page.
    NextPanel,
    /// Give the keyboard to the part of the page before.
    PreviousPanel,
    /// Order the table by a column.
    Sort(TopColumn),
}

/// A step in the list of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStep {
    /// Select the row above.
    Above,
    /// Select the row below.
    Below,
    /// Select the row a page above.
    PageAbove,
    /// Select the row a page below.
    PageBelow,
    /// Select the first row.
    First,
    /// Select the last row.
    Last,
    /// Unfold, or go to the first row below in the tree.
    In,
    /// Fold, or go to the row above in the tree.
    Out,
    /// Unfold the row and its siblings.
    Siblings,
}

/// Where a key means the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everywhere, in text fields too.
    Everywhere,
    /// Wherever no text is typed.
    Page,
    /// In the search field.
    SearchField,
    /// In the table.
    Table,
    /// In the list of a picture.
    List,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A place on the keyboard, as `KeyboardEvent.code` names it, and the letter there on most keyboards.
    At(&'static str, &'static str),
    /// What the key says, as `KeyboardEvent.key` names it.
    Says(&'static str),
}

/// What is held with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing that matters; Shift only where the key needs it (`?`).
    Nothing,
    /// Shift.
    Shift,
    /// Shift or nothing: with it, more of the same.
    MaybeShift,
    /// Ctrl, on a Mac Cmd.
    Ctrl,
    /// Ctrl, on a Mac Cmd, and Shift.
    CtrlShift,
}

/// A line of the table: what can be done, where, and how.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it does.
    pub command: Command,
    /// The same in words.
    pub words: &'static str,
    /// Where the keys mean it.
    pub place: Place,
    /// The keys, the one that hints show first; what has none is in the palette and in menus.
    pub keys: &'static [(Held, Key)],
}

const fn entry(command: Command, words: &'static str, place: Place, keys: &'static [(Held, Key)]) -> Entry {
    Entry {
        command,
        words,
        place,
        keys,
    }
}

use Command as C;
use FilterKind as F;
use Held::{Ctrl, CtrlShift, MaybeShift, Nothing, Shift};
use Key::{At, Says};
use ListStep as L;
use Place::{Everywhere, List, Page, SearchField, Table};

/// Everything that can be done, in the order in which help tells it.
#[rustfmt::skip] // A table: one line each.
pub const COMMANDS: &[Entry] = &[
    entry(C::OpenFiles, "Open files", Everywhere, &[(Ctrl, Says("o"))]),
    entry(C::StepBack, "One step back: close, end search, deselect, zoom out", Everywhere, &[(Nothing, Says("Escape"))]),
    entry(C::Palette, "Find a command, a file or a function", Everywhere, &[(Ctrl, Says("k")), (CtrlShift, Says("p")), (Nothing, Says("F1"))]),
    entry(C::NextPanel, "To the next part of the page", Everywhere, &[(Nothing, Says("F6"))]),
    entry(C::PreviousPanel, "To the part of the page before", Everywhere, &[(Shift, Says("F6"))]),
    entry(C::Help, "Keys and gestures", Page, &[(Nothing, Says("?"))]),
    entry(C::ShowFlame, "Flame graph", Page, &[(Nothing, Says("1"))]),
    entry(C::ShowGraph, "Call graph", Page, &[(Nothing, Says("2"))]),
    entry(C::ShowTop, "Top table", Page, &[(Nothing, Says("3"))]),
    entry(C::ShowPeek, "Callers and callees of the selected function", Page, &[(Nothing, Says("4")), (Nothing, Says("e"))]),
    entry(C::ShowGoroutines, "Goroutines of a dump", Page, &[(Nothing, Says("5"))]),
    entry(C::ShowOverview, "A trace at a glance", Page, &[(Nothing, Says("6"))]),
    entry(C::ShowAside(Aside::Sandwich), "Sandwich: callers and callees as flame graphs", Page, &[(Nothing, Says("u"))]),
    entry(C::ShowAside(Aside::Packages), "Packages: treemap and flame graph", Page, &[(Nothing, Says("p"))]),
    entry(C::ShowAside(Aside::Files), "Source files: treemap and flame graph", Page, &[]),
    entry(C::ShowAside(Aside::Collapsed), "Collapse recursion: flame graph without it", Page, &[(Nothing, Says("k"))]),
    entry(C::ShowSheet(Sheet::Source), "Source lines of the selected function", Page, &[(Nothing, Says("o"))]),
    entry(C::ShowSheet(Sheet::Labels), "Labels: what they weigh, to filter and group by", Page, &[(Nothing, Says("t"))]),
    entry(C::ShowSheet(Sheet::Traces), "Traces: every sample with its stack", Page, &[]),
    entry(C::ShowSheet(Sheet::Comments), "Comments of the file", Page, &[]),
    entry(C::TimeOrder, "Order by time: why a profile has none", Page, &[]),
    entry(C::ShowTimeline, "The timeline of a trace", Page, &[(Nothing, Says("7"))]),
    entry(C::ShowFindings, "Findings: what deserves a look in a profile", Page, &[(Nothing, Says("9"))]),
    entry(C::ShowSeries, "Functions by snapshots of a series", Page, &[(Nothing, Says("8"))]),
    entry(C::OpenSeries, "All open files as a series of snapshots", Page, &[]),
    entry(C::Undo, "The view before", Page, &[(Ctrl, Says("z"))]),
    entry(C::Redo, "The view after", Page, &[(CtrlShift, Says("z")), (Ctrl, Says("y"))]),
    entry(C::PreviousFile, "The file before", Page, &[(Nothing, Says("{"))]),
    entry(C::NextFile, "The file after", Page, &[(Nothing, Says("}"))]),
    entry(C::Menu, "What can be done with the selection", Page, &[(Nothing, Says("ContextMenu")), (Shift, Says("F10"))]),
    entry(C::CopyName, "Copy the selected function's name", Page, &[(Nothing, Says("c"))]),
    entry(C::CopyStack, "Copy the selected frame's stack", Page, &[]),
    entry(C::CopyRegexp, "Copy the function as a regular expression for go tool pprof", Page, &[]),
    entry(C::CopyLink, "Copy a link to this view", Page, &[]),
    entry(C::CloseFile, "Close the file", Page, &[]),
    entry(C::About, "About this file", Page, &[]),
    entry(C::Settings, "Settings", Page, &[]),
    entry(C::NextTheme, "Another theme: system, light, dark", Page, &[]),
    entry(C::ToggleCompact, "Compact rows, or roomy ones", Page, &[]),
    entry(C::ToggleList, "As a list instead of a picture, and back", Page, &[(Nothing, Says("l"))]),
    entry(C::ToggleDetails, "Show or hide the details of the selection", Page, &[(Nothing, Says("q"))]),

    entry(C::Filter(F::Focus), "Focus: only samples through the selected function", Page, &[(Shift, Says("F"))]),
    entry(C::Filter(F::Ignore), "Ignore samples through the selected function", Page, &[(Shift, Says("I"))]),
    entry(C::Filter(F::Hide), "Hide the selected function, keep what it called", Page, &[(Shift, Says("H"))]),
    entry(C::Filter(F::ShowFrom), "Show from the selected function on", Page, &[(Shift, Says("G"))]),
    entry(C::Filter(F::PruneFrom), "Prune what the selected function called", Page, &[(Shift, Says("P"))]),
    entry(C::AddFilter, "Filter by an expression: frames or labels", Page, &[]),
    entry(C::ClearFilters, "Take all filters away", Page, &[]),

    entry(C::Compare, "Compare with another file", Page, &[(Nothing, Says("b"))]),
    entry(C::ReadAgain, "Read the file again, as it is on disk now", Page, &[(Nothing, Says("j"))]),
    entry(C::CompareEarlier, "Compare the file as it is on disk now with how it was opened", Page, &[(Shift, Says("J"))]),
    entry(C::TakeAway, "Take away: files and commands of what is shown", Page, &[(Ctrl, Says("s"))]),
    entry(C::CompareAs(Comparing::SWAPPED), "Swap the sides of a comparison", Page, &[(Nothing, Says("x"))]),
    entry(C::CompareAs(Comparing::NEW_WIDTHS), "Comparison: as wide as the change, or as the new file", Page, &[(Nothing, Says("v"))]),
    entry(C::CompareAs(Comparing::NORMALIZED), "Comparison: scale the new file to the base's total (-normalize)", Page, &[]),
    entry(C::CompareAs(Comparing::OF_CHANGE), "Comparison: shares of the change (-base), or of the base (-diff_base)", Page, &[]),

    entry(C::Search, "Search functions", Page, &[(Nothing, Says("/"))]),
    entry(C::Search, "Search functions (again: the browser's own search)", Everywhere, &[(Ctrl, Says("f"))]),
    entry(C::NextMatch, "Next match", SearchField, &[(Nothing, Says("Enter"))]),
    entry(C::PreviousMatch, "Match before", SearchField, &[(Shift, Says("Enter"))]),
    entry(C::NextMatch, "Next match", Everywhere, &[(Nothing, Says("F3"))]),
    entry(C::PreviousMatch, "Match before", Everywhere, &[(Shift, Says("F3"))]),
    entry(C::NextMatch, "Next match", Page, &[(Nothing, Says("n"))]),
    entry(C::PreviousMatch, "Match before", Page, &[(Shift, Says("N"))]),

    entry(C::ZoomIn, "Zoom in at the pointer (Shift: faster)", Page, &[(MaybeShift, At("KeyW", "W")), (MaybeShift, Says("+")), (Nothing, Says("="))]),
    entry(C::ZoomOut, "Zoom out (Shift: faster)", Page, &[(MaybeShift, At("KeyS", "S")), (Nothing, Says("-"))]),
    entry(C::PanLeft, "Move left (Shift: faster)", Page, &[(MaybeShift, At("KeyA", "A"))]),
    entry(C::PanRight, "Move right (Shift: faster)", Page, &[(MaybeShift, At("KeyD", "D"))]),
    entry(C::ZoomReset, "Show everything", Page, &[(Nothing, Says("0"))]),
    entry(C::ZoomToSelection, "Zoom to the selected frame", Page, &[(Nothing, Says("f")), (Nothing, Says("Enter"))]),
    entry(C::ZoomBack, "Back to the zoom before", Page, &[(Nothing, Says("Backspace"))]),
    entry(C::Up, "With a selection: the neighbour above; else move", Page, &[(Nothing, Says("ArrowUp"))]),
    entry(C::Down, "The neighbour below", Page, &[(Nothing, Says("ArrowDown"))]),
    entry(C::Left, "The neighbour at the left", Page, &[(Nothing, Says("ArrowLeft"))]),
    entry(C::Right, "The neighbour at the right", Page, &[(Nothing, Says("ArrowRight"))]),

    entry(C::Follow(TimelineStep::Previous), "Timeline: the slice before in its lane", Page, &[(Nothing, Says(","))]),
    entry(C::Follow(TimelineStep::Next), "Timeline: the slice after in its lane", Page, &[(Nothing, Says("."))]),
    entry(C::Follow(TimelineStep::Waker), "Timeline: to who made it runnable", Page, &[(Nothing, Says("["))]),
    entry(C::Follow(TimelineStep::Woken), "Timeline: to whom it made runnable first", Page, &[(Nothing, Says("]"))]),
    entry(C::MarkSelection, "Timeline: add up the time of the selected slice; again: keep it as a mark", Page, &[(Nothing, Says("m")), (Nothing, Says("r"))]),
    entry(C::FoldAll, "Timeline: fold everything", Page, &[]),
    entry(C::UnfoldAll, "Timeline: unfold everything", Page, &[]),

    entry(C::RowUp, "Row above", Table, &[(Nothing, Says("ArrowUp"))]),
    entry(C::RowDown, "Row below", Table, &[(Nothing, Says("ArrowDown"))]),
    entry(C::PageUp, "Page above", Table, &[(Nothing, Says("PageUp"))]),
    entry(C::PageDown, "Page below", Table, &[(Nothing, Says("PageDown"))]),
    entry(C::FirstRow, "First row", Table, &[(Nothing, Says("Home"))]),
    entry(C::LastRow, "Last row", Table, &[(Nothing, Says("End"))]),
    entry(C::CopyRow, "Copy the selected row with exact values", Table, &[(Ctrl, Says("c"))]),

    entry(C::InList(L::Above), "Row above", List, &[(Nothing, Says("ArrowUp"))]),
    entry(C::InList(L::Below), "Row below", List, &[(Nothing, Says("ArrowDown"))]),
    entry(C::InList(L::In), "Unfold; if unfolded, to the first callee", List, &[(Nothing, Says("ArrowRight"))]),
    entry(C::InList(L::Out), "Fold; if folded, to the caller", List, &[(Nothing, Says("ArrowLeft"))]),
    entry(C::InList(L::Siblings), "Unfold the row and its siblings", List, &[(Nothing, Says("*"))]),
    entry(C::InList(L::PageAbove), "Page above", List, &[(Nothing, Says("PageUp"))]),
    entry(C::InList(L::PageBelow), "Page below", List, &[(Nothing, Says("PageDown"))]),
    entry(C::InList(L::First), "First row", List, &[(Nothing, Says("Home"))]),
    entry(C::InList(L::Last), "Last row", List, &[(Nothing, Says("End"))]),
];

/// Why nothing can be ordered by time.
pub const NO_TIME_ORDER: &str =
    "The widest first: a profile counts samples and does not tell when they were taken. An execution trace does.";

/// What the mouse, the trackpad and fingers do on the flame graph, for help.
pub const GESTURES: &[(&str, &str)] = &[
    ("Point", "Values of the frame; all frames of its function light up"),
    ("Hold Shift", "Keep the values still, to select and copy their text"),
    ("Click, tap", "Select the frame"),
    (
        "Double click, double tap",
        "Zoom to the frame; on the root: show everything",
    ),
    ("Wheel", "Scroll, where there are more rows than fit"),
    ("Ctrl or Cmd and wheel, pinch", "Zoom at the pointer"),
    ("Shift and wheel, sideways wheel", "Move sideways"),
    ("Drag", "Move"),
    ("Drag on the overview", "Choose what is shown"),
    (
        "Drag on a timeline's lanes or ruler",
        "Add up that time; with Shift: move, with Ctrl or Cmd: zoom to it",
    ),
    ("Double click on a number of the table", "Copy its exact value"),
];

/// The words for a command: those of its first line.
pub fn words(command: Command) -> &'static str {
    let entry = COMMANDS.iter().find(|entry| entry.command == command);
    entry.map_or("", |entry| entry.words)
}

/// What is pressed for a command, as people write it: `Ctrl+F`.
pub fn hint(command: Command) -> Option<String> {
    let entry = COMMANDS.iter().find(|entry| entry.command == command)?;
    entry.keys.first().map(|key| spelled(*key, false))
}

/// A key as people write it, with the Mac's sign for Cmd where `is_mac`.
pub fn spelled((held, key): (Held, Key), is_mac: bool) -> String {
    let name = match key {
        At(_, letter) => letter.to_owned(),
        Says("ArrowUp") => "↑".to_owned(),
        Says("ArrowDown") => "↓".to_owned(),
        Says("ArrowLeft") => "←".to_owned(),
        Says("ArrowRight") => "→".to_owned(),
        Says("Escape") => "Esc".to_owned(),
        Says(name) if name.chars().count() == 1 => name.to_ascii_uppercase(),
        Says(name) => name.to_owned(),
    };
    match held {
        Nothing | MaybeShift => name,
        Shift => format!("Shift+{name}"),
        Ctrl if is_mac => format!("⌘{name}"),
        Ctrl => format!("Ctrl+{name}"),
        CtrlShift if is_mac => format!("⇧⌘{name}"),
        CtrlShift => format!("Ctrl+Shift+{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let mut seen = Vec::new();
        for entry in COMMANDS {
            for key in entry.keys {
                assert!(
                    !seen.contains(&(entry.place, *key)),
                    "{key:?} twice in {:?}",
                    entry.place
                );
                seen.push((entry.place, *key));
            }
        }
    }

    #[test]
    fn no_key_of_the_browser_is_taken() {
        for entry in COMMANDS {
            for (held, key) in entry.keys {
                let taken = ["w", "t", "n", "l", "r", "p", "+", "-", "0", "1", "3"];
                assert!(*held != Ctrl || taken.iter().all(|it| *key != Says(it)), "{key:?}");
            }
        }
    }

    #[test]
    fn keys_are_spelled_as_people_write_them() {
        assert_eq!(spelled((Ctrl, Says("f")), false), "Ctrl+F");
        assert_eq!(spelled((Ctrl, Says("f")), true), "⌘F");
        assert_eq!(spelled((Shift, Says("Enter")), false), "Shift+Enter");
        assert_eq!(spelled((MaybeShift, At("KeyW", "W")), false), "W");
    }
}
