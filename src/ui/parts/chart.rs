//! Curves over one axis.

use leptos::prelude::*;

use crate::protocol::account::Chart;

/// A picture with what it shows above it.
pub fn chart(chart: &Chart) -> impl IntoView + use<> {
    let lines = chart.lines.iter().map(|line| view! { <path d=line.clone()></path> });
    view! {
        <figure class="chart" data-testid="chart">
            <figcaption>
                {chart.words.clone()}
                <span>{chart.axes.clone()}</span>
            </figcaption>
            <svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label=chart.words.clone()>
                {lines.collect_view()}
            </svg>
            <p>{chart.marks.iter().map(|mark| view! { <span>{mark.clone()}</span> }).collect_view()}</p>
        </figure>
    }
}
