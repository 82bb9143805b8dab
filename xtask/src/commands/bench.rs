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
    if native || !browser {
        project::run(&mut bench("decode"))?;
        project::run(&mut bench("open"))?;
    }
    if browser || !native {
        tools::rust::ensure_wasm_target()?;
        let (chromium, chromedriver) = browsers::ensure_chromium()?;
        build::page()?;
        let mut command = bench("browser");
        command
            .env("GOSCOPE_DIST", project::dist())
            .env("GOSCOPE_CHROMIUM", chromium)
            .env("GOSCOPE_CHROMEDRIVER", chromedriver);
        if let Some(go) = go::find_or_fetch() {
            command.env("GOSCOPE_GO", go);
        }
        project::run(&mut command)?;
    }
    Ok(())
}

fn bench(name: &str) -> Command {
    let mut cargo = project::command("cargo");
    cargo.args(["bench", "--bench", name]);
    cargo
}
