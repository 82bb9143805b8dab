//! Laying out call graphs of three sizes: `cargo bench --bench layout -- [--runs N]`.

mod graphs;

use std::error::Error;
use std::time::Instant;

use goscope::layout::graph::lay_out;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let runs = match arguments.iter().position(|argument| argument == "--runs") {
        Some(at) => arguments.get(at + 1).ok_or("missing value: --runs")?.parse()?,
        None => 11,
    };
    for (nodes, edges) in graphs::SIZES {
        let graph = graphs::calls(nodes, edges);
        let mut millis: Vec<f64> = (0..runs)
            .map(|_| {
                let began = Instant::now();
                std::hint::black_box(lay_out(&graph));
                began.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        millis.sort_by(f64::total_cmp);
        let size = lay_out(&graph).size;
        println!(
            "{nodes} nodes, {edges} edges: median {:.1} ms, best {:.1} ms, {:.0} × {:.0} pixels",
            millis[millis.len() / 2],
            millis[0],
            size.width,
            size.height
        );
    }
    Ok(())
}
