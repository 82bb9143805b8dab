//! From the bytes of a file to the first picture and what comes after it, phase by phase and then
//! through the engine, as a worker does: `cargo bench --bench open -- [--samples N] [--runs N]`.

mod generator;
mod phases;
mod wanted;

use std::error::Error;
use std::fs::{self, File};

use goscope::analyze::profile::calltree::CallTree;
use goscope::analyze::profile::entity::{Entities, Granularity, Grouping};
use goscope::analyze::profile::flame::Children;
use goscope::analyze::profile::functions::Functions;
use goscope::analyze::profile::graph::neighbours::neighbours;
use goscope::analyze::profile::graph::{self, Node, Stacks};
use goscope::analyze::profile::options::Options;
use goscope::analyze::profile::weights::Weights;
use goscope::decode;
use goscope::engine::Engine;
use goscope::model::document::Document;
use goscope::paint::surface::Recorder;
use goscope::protocol::Pane;
use goscope::protocol::reply::{Opened, Reply};
use goscope::protocol::request::{Appearance, OpenFile, PaneSize, PointerEvent, Request, SearchFor};

use generator::{Facts, Plan};
use phases::Phases;
use wanted::Wanted;

/// What the engine is given to do at a time, in bytes: about what a worker finds fitting.
const BUDGET: u64 = 1 << 20;
const PANE: PaneSize = PaneSize {
    width: 1920.0,
    height: 1080.0,
    ratio: 1.0,
};

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = Wanted::from_args()?;
    let (file, facts) = Plan::of_samples(wanted.samples).file(&phases::folder())?;
    println!("{}\n{facts}", file.display());
    let mut rooms = Phases::default();
    let mut engine = Phases::default();
    for _ in 0..wanted.runs {
        time_engine(&mut engine, &file, &facts)?;
    }
    let peak = phases::peak_memory();
    for _ in 0..wanted.runs {
        time_rooms(&mut rooms, &fs::read(&file)?)?;
    }
    println!("room by room");
    rooms.print();
    println!("\nthrough the engine");
    engine.print();
    println!(
        "\npeak memory {peak}, {:.0} MB unpacked",
        facts.unpacked_bytes as f64 / 1e6
    );
    Ok(())
}

fn time_rooms(phases: &mut Phases, packed: &[u8]) -> Result<(), Box<dyn Error>> {
    let decoded = phases.time("decode", None, || decode::decode(packed))?;
    let Document::Profile(profile) = decoded.document else {
        return Err("not a profile".into());
    };
    let grouping = Grouping {
        granularity: Granularity::Functions,
        with_unsymbolized_addresses: true,
        ..Grouping::default()
    };
    let entities = phases.time("entities", None, || Entities::build(&profile, grouping))?;
    let tree = phases.time("call tree", None, || CallTree::build(&profile, &entities))?;
    let weights = phases.time("weights", None, || Weights::sum(&profile, &tree, 1))?;
    let children = phases.time("children", None, || Children::of(&tree))?;
    let functions = phases.time("table of functions", None, || {
        Functions::sum(&tree, &children, &weights, entities.len())
    })?;
    let stacks = Stacks {
        profile: &profile,
        entities: &entities,
        tree: &tree,
        children: &children,
        weights: &weights,
        events: None,
        kept: None,
        sample_type: 1,
    };
    let options = Options {
        node_count: 80,
        ..Options::default()
    };
    let of_functions = phases.time("call graph of 80 nodes", None, || {
        graph::build(&stacks, &functions, &options)
    })?;
    let options = Options {
        is_call_tree: true,
        ..options
    };
    phases.time("call tree of 80 nodes", None, || {
        graph::build(&stacks, &functions, &options)
    })?;
    // The function with the most frames among those of the graph.
    let frames = |node: &&Node| functions.nodes(node.entity);
    let busiest = of_functions.nodes.iter().max_by_key(frames);
    let busiest = busiest.ok_or("the graph is empty")?.entity;
    phases.time("callers and callees of one", None, || neighbours(&stacks, busiest))?;
    Ok(())
}

fn time_engine(phases: &mut Phases, file: &std::path::Path, facts: &Facts) -> Result<(), Box<dyn Error>> {
    let mut engine = Engine::new();
    let mut surface = Recorder::default();
    engine.handle(Request::Appearance(Appearance {
        is_motion_reduced: true,
        ..Appearance::default()
    }));
    engine.handle(Request::Mount(Pane::Flame, PANE));
    let input = Box::new(File::open(file)?);
    let open = OpenFile {
        name: "bench.pb.gz".to_owned(),
        size: facts.packed_bytes as f64,
    };
    let opened = phases.time("open", Some(facts.unpacked_bytes), || {
        engine.open(open, input);
        while engine.work(BUDGET) {}
        opened(&mut engine)
    });
    check(&opened.ok_or("the profile was not opened")?, facts)?;
    phases.time("first picture", None, || engine.paint(Pane::Flame, 0.0, &mut surface));
    engine.handle(Request::Rows(1, 0, 100));
    phases.time("table: sums, order, rows", None, || while engine.work(BUDGET) {});
    engine.handle(Request::Pointer(Pane::Flame, PointerEvent::Zoom(700.0, 500.0, 3.0)));
    phases.time("picture after a zoom", None, || {
        engine.paint(Pane::Flame, 1e3, &mut surface)
    });
    let search = SearchFor {
        pattern: "encode".to_owned(),
        ..SearchFor::default()
    };
    phases.time("search", None, || {
        engine.handle(Request::Search(2, search));
        engine.paint(Pane::Flame, 2e3, &mut surface)
    });
    phases.time("another sample type", None, || {
        engine.handle(Request::ShowSampleType(0));
        engine.paint(Pane::Flame, 3e3, &mut surface)
    });
    Ok(())
}

fn opened(engine: &mut Engine) -> Option<Opened> {
    engine.take_replies().into_iter().find_map(|outgoing| {
        if let Reply::Opened(opened) = outgoing.reply {
            Some(*opened)
        } else {
            None
        }
    })
}

/// Holds what the engine says of the file against what the generator counted.
fn check(opened: &Opened, facts: &Facts) -> Result<(), String> {
    let wanted = [
        ("Samples", facts.samples),
        ("Stacks", facts.distinct_stacks),
        ("Functions", facts.functions),
        ("Frames in the picture", facts.call_nodes),
    ];
    for (name, count) in wanted {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let said = opened.facts.iter().find(|(fact, _)| fact == name);
        if said.is_none_or(|(_, text)| digits(text) != count.to_string()) {
            return Err(format!(
                "{name}: the generator counted {count}, the engine says {said:?}"
            ));
        }
    }
    Ok(())
}
