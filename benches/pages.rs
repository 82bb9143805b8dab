//! How long every page about a trace takes to be told, of the whole and of a part of it, asked first and asked again:
//! `cargo bench --bench pages -- [TRACE...]`; where none is named, of the trace of a busy server that `cargo bench --bench trace` reads too.

#[expect(dead_code, reason = "older traces are not measured here")]
mod recorded;

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use goscope::engine::Engine;
use goscope::protocol::account::{AccountQuestion, TracePage, TraceScope};
use goscope::protocol::reply::Reply;
use goscope::protocol::request::{OpenFile, Request};
use goscope::protocol::trace::TraceQuestion;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    for path in recorded::named_or_recorded(&folder)? {
        let mut engine = Engine::new();
        let input = File::open(&path)?;
        let file = OpenFile {
            name: path.display().to_string(),
            size: input.metadata()?.len() as f64,
        };
        engine.open(file, Box::new(input));
        let opened = settle(&mut engine);
        println!("{}: open in {opened:.1?}", path.display());
        print(&mut engine, "overview", || Request::Trace(TraceQuestion::Overview));
        print(&mut engine, "findings", || {
            Request::Account(AccountQuestion::Findings(Vec::new()))
        });
        for page in TracePage::ALL {
            print(&mut engine, page.word(), || {
                let scope = TraceScope {
                    page,
                    ..TraceScope::default()
                };
                Request::Account(AccountQuestion::Trace(scope))
            });
        }
    }
    Ok(())
}

fn print(engine: &mut Engine, name: &str, request: impl Fn() -> Request) {
    let times = [(); 2].map(|()| {
        let began = Instant::now();
        engine.handle(request());
        settle(engine);
        began.elapsed()
    });
    println!("{name:>18} {:>10.1?}, again {:>10.1?}", times[0], times[1]);
}

/// Works until nothing is left to do; how long that took.
fn settle(engine: &mut Engine) -> Duration {
    let began = Instant::now();
    while engine.work(1 << 20) {}
    // A trace that cannot be opened has no pages.
    for outgoing in engine.take_replies() {
        if let Reply::Failed(failure) = outgoing.reply {
            println!("{}", failure.what);
        }
    }
    began.elapsed()
}
