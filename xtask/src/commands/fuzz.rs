//! `cargo xtask fuzz`: any bytes for every decoder, led by which code they reach.
//!
//! The fuzzer is libFuzzer. What it must be told of the program, the pinned compiler's own passes tell it: no other
//! toolchain is needed, but a compiler for C++, in which libFuzzer is written.

use super::Arguments;
use crate::project;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::PathBuf;

/// Counts what is executed and tells what is compared; checks arithmetic, as debug builds do.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Ccodegen-units=1 --cfg fuzzing";

/// Seconds for each target.
const SECONDS: &str = "600";

/// No input takes longer, in seconds, or more memory, in MB.
const LIMITS: [&str; 2] = ["-timeout=20", "-rss_limit_mb=2048"];

/// Builds the fuzzer and runs it for each target, or for the one that `--target` names; stops at the first finding.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    let (target, seconds) = (args.value("--target")?, args.value("--seconds")?);
    let input = args.value("--input")?;
    args.end()?;
    let fuzzer = build()?;
    let names = project::output(project::command(&fuzzer).env("GOSCOPE_FUZZ", "list"));
    let names = names.context("the fuzzer does not say what it has")?;
    let names: Vec<&str> = names
        .lines()
        .filter(|&name| target.as_deref().is_none_or(|target| target == name))
        .collect();
    if names.is_empty() {
        bail!("unknown target: {}", target.unwrap_or_default());
    }
    let folder = project::root().join("fuzz");
    for name in names {
        let mut command = project::command(&fuzzer);
        command.env("GOSCOPE_FUZZ", name).args(LIMITS);
        if let Some(input) = &input {
            project::run(command.arg(input))?;
            continue;
        }
        let (corpus, artifacts) = (folder.join("corpus").join(name), folder.join("artifacts").join(name));
        for folder in [&corpus, &artifacts] {
            fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        let seconds = format!("-max_total_time={}", seconds.as_deref().unwrap_or(SECONDS));
        let artifacts = format!("-artifact_prefix={}/", artifacts.display());
        command
            .env("GOSCOPE_SEEDS", &corpus)
            .args([&seconds, &artifacts, "-print_final_stats=1"])
            .arg(&corpus);
        eprintln!("\n== {name}");
        project::run(&mut command).with_context(|| {
            format!(
                "a finding in {name}: `cargo xtask fuzz --target {name} --input FILE` reads the file named above again"
            )
        })?;
    }
    Ok(())
}

fn build() -> Result<PathBuf> {
    let host = project::output(project::command("rustc").args(["--print", "host-tuple"]));
    let host = host.context("rustc does not say what it compiles for")?;
    let host = host.trim();
    let folder = project::root().join("target").join("fuzz");
    let manifest = project::root().join("fuzz").join("Cargo.toml");
    let mut cargo = project::command("cargo");
    // Named, the target keeps the flags from what is compiled for the build itself.
    cargo
        .args(["build", "--release", "--target", host, "--manifest-path"])
        .arg(manifest)
        .env("CARGO_TARGET_DIR", &folder)
        .env("RUSTFLAGS", FLAGS);
    project::run(&mut cargo)?;
    Ok(folder.join(host).join("release").join("any"))
}
