//! `cargo xtask bench`: how fast everything is, in this computer's figures.

use super::{Arguments, build};
use crate::tools::{browsers, go};
use crate::{project, tools};
use anyhow::Result;
use std::process::Command;

/// Measures the program natively, then the page that it builds in Chromium.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    let (native, browser) = (args.flag("--native"), args.flag("--browser"));
    args.end()?;
    let gos = [
        ("GOSCOPE_GO", go::find_or_fetch()),
        ("GOSCOPE_GO_OLD", go::find_or_fetch_old()),
    ];
    let gos: Vec<_> = gos.into_iter().filter_map(|(name, go)| Some((name, go?))).collect();
    if native || !browser {
        for name in ["decode", "open", "goroutines", "refine", "layout"] {
            project::run(&mut bench(name))?;
        }
        if !gos.is_empty() {
            for name in ["trace", "timeline", "pages"] {
                project::run(bench(name).envs(gos.iter().cloned()))?;
            }
        }
    }
    if browser || !native {
        tools::rust::ensure_wasm_target()?;
        let (chromium, chromedriver) = browsers::ensure_chromium()?;
        build::page()?;
        let mut command = bench("browser");
        command
            .env("GOSCOPE_DIST", project::dist())
            .env("GOSCOPE_CHROMIUM", chromium)
            .env("GOSCOPE_CHROMEDRIVER", chromedriver)
            .envs(gos);
        project::run(&mut command)?;
    }
    Ok(())
}

fn bench(name: &str) -> Command {
    let mut cargo = project::command("cargo");
    cargo.args(["bench", "--bench", name]);
    cargo
}
