//! How to get a profile: commands ready to copy.

use leptos::prelude::*;

use crate::ui::parts::copyable::Copyable;

/// A way to get a profile, and its commands.
type Way = (&'static str, &'static [&'static str]);

/// The ways, the most common first.
const WAYS: [Way; 3] = [
    (
        "From a test or benchmark",
        &["go test -bench . -cpuprofile cpu.pb.gz -memprofile heap.pb.gz"],
    ),
    (
        "From a server with net/http/pprof",
        &[
            "curl -o cpu.pb.gz 'http://localhost:6060/debug/pprof/profile?seconds=10'",
            "curl -o heap.pb.gz 'http://localhost:6060/debug/pprof/heap?gc=1'",
            "curl -o mutex.pb.gz 'http://localhost:6060/debug/pprof/mutex'",
        ],
    ),
    (
        "From a program",
        &["f, _ := os.Create(\"cpu.pb.gz\"); pprof.StartCPUProfile(f); defer pprof.StopCPUProfile()"],
    ),
];

/// The commands.
#[component]
pub fn HowTo() -> impl IntoView {
    view! {
        <section class="start-column how-to">
            <h2>"How to get a profile"</h2>
            {WAYS
                .map(|(title, commands)| {
                    view! {
                        <h3>{title}</h3>
                        {commands.iter().map(|text| view! { <Copyable text=text /> }).collect_view()}
                    }
                })
                .collect_view()}
        </section>
    }
}
