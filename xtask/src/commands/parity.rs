//! `cargo xtask parity`: what the page gives to copy, run by Go's pprof.

use super::Arguments;
use crate::project;
use crate::tools::go;
use anyhow::{Context as _, Result};

/// Runs the comparison over every profile of the fixtures.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    let (states, seed) = (args.value("--states")?, args.value("--seed")?);
    args.end()?;
    let go = go::find_or_fetch().context("there is nothing to compare with")?;
    let mut command = project::command("cargo");
    command
        .args(["test", "--test", "parity", "--", "--nocapture"])
        .env("GOSCOPE_GO", go);
    for (name, value) in [("GOSCOPE_PARITY_STATES", states), ("GOSCOPE_PARITY_SEED", seed)] {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    project::run(&mut command)
}
