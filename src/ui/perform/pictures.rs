//! What commands do in pictures, in their lists and in the table.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::graph::{GraphCommand, GraphStep};
use crate::protocol::request::{FlameCommand, PointerEvent, Request, Step, TwinCommand};
use crate::protocol::screen::Screen;
use crate::protocol::timeline::{TimelineCommand, TimelineStep};
use crate::protocol::{Pane, Twin};
use crate::ui::commands::{Command, ListStep};
use crate::ui::state::document::{Document, twin_of};
use crate::ui::state::twin::part;

/// What a command means for the call graph, where it means something of its own there.
pub(super) fn in_graph(document: Document, command: Command, zoom: f64, step: f64) -> Option<GraphCommand> {
    let is_selected = document.selected.with_untracked(Option::is_some);
    let walk = |to: GraphStep, (right, down): (f64, f64)| {
        if is_selected {
            GraphCommand::Walk(to)
        } else {
            GraphCommand::PanBy(right, down)
        }
    };
    Some(match command {
        Command::ZoomIn => GraphCommand::ZoomBy(zoom),
        Command::ZoomOut => GraphCommand::ZoomBy(1.0 / zoom),
        Command::ZoomReset => GraphCommand::Fit,
        Command::ZoomToSelection => GraphCommand::ZoomToSelection,
        Command::ZoomBack => GraphCommand::Back,
        Command::PanLeft => GraphCommand::PanBy(-step, 0.0),
        Command::PanRight => GraphCommand::PanBy(step, 0.0),
        Command::Up => walk(GraphStep::Caller, (0.0, -step)),
        Command::Down => walk(GraphStep::Callee, (0.0, step)),
        Command::Left => walk(GraphStep::Left, (-step, 0.0)),
        Command::Right => walk(GraphStep::Right, (step, 0.0)),
        _ => return None,
    })
}

/// What a command means for the timeline, where it means something of its own there.
pub(super) fn in_timeline(document: Document, command: Command, zoom: f64, step: f64) -> Option<TimelineCommand> {
    let is_selected = document
        .trace
        .timeline
        .with_untracked(|timeline| timeline.told.is_some());
    let walk = |to: TimelineStep, (right, down): (f64, f64)| {
        if is_selected {
            TimelineCommand::Walk(to)
        } else {
            TimelineCommand::PanBy(right, down)
        }
    };
    Some(match command {
        Command::ZoomIn => TimelineCommand::ZoomBy(zoom),
        Command::ZoomOut => TimelineCommand::ZoomBy(1.0 / zoom),
        Command::ZoomReset => TimelineCommand::Reset,
        Command::ZoomToSelection => TimelineCommand::ZoomToSelection,
        Command::ZoomBack => TimelineCommand::Back,
        Command::PanLeft => TimelineCommand::PanBy(-step, 0.0),
        Command::PanRight => TimelineCommand::PanBy(step, 0.0),
        Command::Up => walk(TimelineStep::Above, (0.0, -step)),
        Command::Down => walk(TimelineStep::Below, (0.0, step)),
        Command::Left => walk(TimelineStep::Previous, (-step, 0.0)),
        Command::Right => walk(TimelineStep::Next, (step, 0.0)),
        Command::Follow(step) => TimelineCommand::Walk(step),
        Command::MarkSelection => TimelineCommand::MarkSelection,
        Command::FoldAll => TimelineCommand::FoldAll(true),
        Command::UnfoldAll => TimelineCommand::FoldAll(false),
        _ => return None,
    })
}

/// Moves the selection, or the view where nothing is selected.
pub(super) fn walk(document: Document, step: Step, (right, down): (f64, f64)) -> bool {
    let command = if document.selected.with_untracked(Option::is_some) {
        FlameCommand::Walk(step)
    } else {
        FlameCommand::PanBy(right, down)
    };
    document.flame(command);
    true
}

/// Selects the row this far below the selected one, or the first.
pub(super) fn move_row(document: Document, by: i64) {
    let (selected, count) = document.view.with_untracked(|view| (view.selected_row, view.row_count));
    let Some(last) = count.checked_sub(1) else {
        return;
    };
    let row = match selected {
        Some(row) => i64::from(row).saturating_add(by).clamp(0, i64::from(last)),
        None if by > i64::from(u32::MAX) => i64::from(last),
        None => 0,
    };
    document.table.select(document, row as u32);
}

/// Shows the list instead of the picture, or the picture again, and gives it the keyboard.
///
/// Where there is no picture that is a list too, of the flame graph.
pub(super) fn toggle_list(document: Document) {
    let twin = twin_of(document.screen.get_untracked()).unwrap_or_else(|| {
        document.screen.set(Screen::Flame);
        Twin::Flame
    });
    let is_list = !document.list(twin).is_shown.get_untracked();
    show_list(document, twin, is_list);
    let id = document.id.element(match (is_list, twin) {
        (true, _) => part(twin),
        (false, Twin::Flame) => "picture",
        (false, Twin::Graph) => "graph",
        (false, Twin::Lanes) => "timeline",
    });
    // It is made, or has its size, by the next turn.
    set_timeout(move || window::focus(&id), Duration::ZERO);
}

/// Shows the list instead of the picture, or the picture.
pub fn show_list(document: Document, twin: Twin, is_list: bool) {
    // What the pointer was over goes from under it.
    let pane = match twin {
        Twin::Flame => Pane::Flame,
        Twin::Graph => Pane::Graph,
        Twin::Lanes => Pane::Timeline,
    };
    document.send(Request::Pointer(pane, PointerEvent::Leave));
    document.list(twin).is_shown.set(is_list);
}

pub(super) fn move_in_list(document: Document, twin: Twin, step: ListStep) {
    let list = document.list(twin);
    let page = || i32::try_from(list.page.get_value()).unwrap_or(i32::MAX);
    let command = match step {
        ListStep::Above => TwinCommand::Move(-1),
        ListStep::Below => TwinCommand::Move(1),
        ListStep::PageAbove => TwinCommand::Move(-page()),
        ListStep::PageBelow => TwinCommand::Move(page()),
        ListStep::First => TwinCommand::Move(i32::MIN),
        ListStep::Last => TwinCommand::Move(i32::MAX),
        ListStep::In => TwinCommand::Right,
        ListStep::Out => TwinCommand::Left,
        ListStep::Siblings => TwinCommand::UnfoldSiblings,
    };
    list.ask(document, command);
}
