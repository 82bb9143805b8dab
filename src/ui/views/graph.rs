//! The call graph: what it shows and hides, the picture, and the controls for both.

use leptos::html;
use leptos::prelude::*;

use crate::protocol::decimal::{decimal, fixed, short};
use crate::protocol::graph::{GraphCommand, GraphOptions, GraphView, MOST_NODES};
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::protocol::{Pane, Twin};
use crate::ui::commands::{Command, hint};
use crate::ui::parts::canvas_pane::CanvasPane;
use crate::ui::parts::edge_tooltip::EdgeTooltip;
use crate::ui::parts::list_button::ListButton;
use crate::ui::parts::tooltip::Tooltip;
use crate::ui::parts::treegrid::Treegrid;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// How many nodes can be asked for.
const NODE_COUNTS: [u32; 7] = [20, 40, 80, 160, 320, 640, MOST_NODES];

/// The fractions below which nodes, and edges, can be hidden, and as people read them.
const FRACTIONS: [(f64, &str); 7] = [
    (0.0, "nothing"),
    (0.0001, "0.01%"),
    (0.001, "0.1%"),
    (0.005, "0.5%"),
    (0.01, "1%"),
    (0.02, "2%"),
    (0.05, "5%"),
];

/// The call graph of one document.
#[component]
pub fn Graph(
    /// The file.
    document: Document,
) -> impl IntoView {
    let pane = NodeRef::<html::Div>::new();
    // The graph is made when its canvas is there: only once somebody wants to see it.
    let was_seen = Memo::new(move |before: Option<&bool>| {
        before.copied().unwrap_or(false) || document.screen.get() == Screen::Graph
    });
    let label = move || {
        let (summary, place) = document
            .graph
            .with(|graph| (graph.summary.clone(), graph.selected_place.clone()));
        let name = document.name();
        if place.is_empty() {
            format!("Call graph of {name}: {summary}. Arrows go from function to function, L shows the same as a list.")
        } else {
            format!("Call graph of {name}: {summary}. Selected: {place}.")
        }
    };
    let is_empty = move || document.opened.get().is_some_and(|opened| opened.is_empty);
    let is_ready = move || document.graph.with(|graph| graph.is_ready);
    let list = document.list(Twin::Graph);
    let is_list = memo(move || list.is_shown.get() && document.screen.get() == Screen::Graph);
    view! {
        <section class="graph" class:is-list=is_list aria-label="Call graph" data-panel="">
            <GraphBar document />
            <div node_ref=pane class="graph-picture">
                <When is=move || was_seen.get()>
                    <CanvasPane document pane=Pane::Graph label=Signal::derive(label) is_focusable=true />
                </When>
                <When is=move || !is_ready() && !is_empty()>
                    <p class="picture-note" role="status">"Laying out the call graph…"</p>
                </When>
                <When is=is_empty>
                    <p class="picture-note">"No samples, so nothing was called."</p>
                </When>
            </div>
            <When is=move || is_list.get()>
                <Treegrid document twin=Twin::Graph label="Functions, each above those it is called by and those it calls" />
            </When>
            <When is=move || document.screen.get() == Screen::Graph>
                <Tooltip document pane />
                <EdgeTooltip document pane />
            </When>
        </section>
    }
}

/// The row above the picture: what is shown of how much, and the controls.
#[component]
fn GraphBar(
    /// The file.
    document: Document,
) -> impl IntoView {
    let options = memo(move || document.graph.with(|graph| graph.options));
    let change = move |change: &dyn Fn(&mut GraphOptions)| {
        let mut options = options.get_untracked();
        change(&mut options);
        document.send(Request::GraphOptions(options));
    };
    let titled =
        |words: &str, command| hint(command).map_or_else(|| words.to_owned(), |key| format!("{words} ({key})"));
    let counts = NODE_COUNTS.map(|count| (count.to_string(), count.to_string()));
    let fractions = FRACTIONS.map(|(fraction, words)| (short(fraction), words.to_owned()));
    view! {
        <div class="flame-bar graph-bar">
            <span class="graph-summary" data-testid="graph-summary" role="status" title=move || document.graph.with(hidden)>
                {move || document.graph.with(|graph| graph.summary.clone())}
            </span>
            <Choice
                label="Nodes"
                name="graph-nodes"
                choices=counts.to_vec()
                value=Signal::derive(move || options.get().node_count.to_string())
                choose=move |text: String| change(&|options| options.node_count = text.parse().unwrap_or_default())
            />
            <Choice
                label="Hide nodes below"
                name="graph-node-fraction"
                choices=fractions.to_vec()
                value=Signal::derive(move || short(options.get().node_fraction))
                choose=move |text: String| change(&|options| options.node_fraction = decimal(&text).unwrap_or_default())
            />
            <Choice
                label="edges below"
                name="graph-edge-fraction"
                choices=fractions.to_vec()
                value=Signal::derive(move || short(options.get().edge_fraction))
                choose=move |text: String| change(&|options| options.edge_fraction = decimal(&text).unwrap_or_default())
            />
            <label class="choice" title="A node for every way that leads to a function, instead of one for the function">
                <input
                    type="checkbox"
                    data-testid="graph-call-tree"
                    prop:checked=move || options.get().is_call_tree
                    on:change=move |event| {
                        let is_on = event_target_checked(&event);
                        change(&|options| options.is_call_tree = is_on);
                    }
                />
                "Call tree"
            </label>
            <span class="graph-space"></span>
            <button
                type="button"
                class="button-quiet"
                data-testid="graph-fit"
                title=titled("Show everything", Command::ZoomReset)
                disabled=move || document.graph.with(|graph| graph.is_fit)
                on:click=move |_| document.send(Request::Graph(GraphCommand::Fit))
            >
                "Fit"
            </button>
            <button
                type="button"
                class="button-quiet"
                data-testid="graph-full-size"
                title="Full size"
                on:click=move |_| document.send(Request::Graph(GraphCommand::FullSize))
            >
                {move || fixed(document.graph.with(|graph| graph.zoom_percent), 0) + "%"}
            </button>
            <button
                type="button"
                class="button-quiet"
                data-testid="graph-legend"
                aria-pressed=move || document.graph.with(|graph| graph.has_legend).to_string()
                on:click=move |_| {
                    let is_shown = document.graph.with_untracked(|graph| graph.has_legend);
                    document.send(Request::Graph(GraphCommand::Legend(!is_shown)));
                }
            >
                "Legend"
            </button>
            <ListButton document twin=Twin::Graph />
        </div>
        <ul class="visually-hidden" aria-label="Legend of the call graph">
            {move || {
                document.graph.with(|graph| graph.legend.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view())
            }}
        </ul>
    }
}

/// What is hidden and why, in a sentence.
fn hidden(graph: &GraphView) -> String {
    let [light, further] = graph.hidden_nodes;
    let [light_edges, redundant_edges] = graph.hidden_edges;
    let mut parts = Vec::new();
    if light > 0 {
        parts.push(format!("{light} nodes below {}", graph.node_cutoff));
    }
    if further > 0 {
        parts.push(format!("{further} nodes beyond the count"));
    }
    if light_edges > 0 {
        parts.push(format!("{light_edges} edges below {}", graph.edge_cutoff));
    }
    if redundant_edges > 0 {
        parts.push(format!("{redundant_edges} edges that others say"));
    }
    if parts.is_empty() {
        "Nothing is hidden.".to_owned()
    } else {
        let list = parts.join(", ");
        format!(
            "Hidden: {list}. {} ({}) ends in no function shown.",
            graph.hidden_value, graph.hidden_percent
        )
    }
}

/// A choice of the bar.
#[component]
fn Choice(
    /// What is chosen.
    label: &'static str,
    /// Its name, for tests.
    name: &'static str,
    /// Values and their words.
    choices: Vec<(String, String)>,
    /// The value now.
    value: Signal<String>,
    /// Called with another.
    choose: impl Fn(String) + 'static,
) -> impl IntoView {
    let known: Vec<String> = choices.iter().map(|(choice, _)| choice.clone()).collect();
    let other = memo(move || Some(value.get()).filter(|value| !known.contains(value)));
    view! {
        <label class="graph-choice">
            <span>{label}</span>
            <select data-testid=name prop:value=value on:change=move |event| choose(event_target_value(&event))>
                {choices
                    .into_iter()
                    .map(|(choice, words)| {
                        let own = choice.clone();
                        view! { <option value=choice selected=move || value.get() == own>{words}</option> }
                    })
                    .collect_view()}
                // What a link asked for need not be among what is offered.
                {move || other.get().map(|value| view! { <option value=value.clone() selected>{value.clone()}</option> })}
            </select>
        </label>
    }
}
