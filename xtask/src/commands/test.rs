//! `cargo xtask test`: everything a change must pass, step by step, the quick ones first.

use super::{Arguments, build};
use crate::tools::browsers::{self, Browsers};
use crate::{project, tools};
use anyhow::{Context as _, Result, bail};
use std::process::Command;
use std::time::Instant;

/// One step.
struct Step {
    /// Its name, for `--only`.
    name: &'static str,
    /// What it shows, in a few words.
    about: &'static str,
    /// Whether it runs in browsers.
    browsers: bool,
    /// Does it.
    run: fn(Option<&Browsers>) -> Result<()>,
}

/// Every step, in order.
const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the format",
        browsers: false,
        run: |_| fmt(),
    },
    Step {
        name: "clippy",
        about: "lints, native",
        browsers: false,
        run: |_| clippy(),
    },
    Step {
        name: "clippy-wasm",
        about: "lints, for the browser",
        browsers: false,
        run: |_| clippy_wasm(),
    },
    Step {
        name: "native",
        about: "tests without a browser",
        browsers: false,
        run: |_| native(),
    },
    Step {
        name: "doc",
        about: "the documentation",
        browsers: false,
        run: |_| doc(),
    },
    Step {
        name: "wasm",
        about: "tests inside a browser",
        browsers: true,
        run: |browsers| wasm(need(browsers)?),
    },
    Step {
        name: "build",
        about: "the release page and its weight",
        browsers: false,
        run: |_| build::page(),
    },
    Step {
        name: "e2e",
        about: "the built page from end to end",
        browsers: true,
        run: |browsers| e2e(need(browsers)?),
    },
];

/// Runs every step, or the one that `--only` names; stops at the first that fails.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    let (list, only) = (args.flag("--list"), args.value("--only")?);
    args.end()?;
    if list {
        for step in STEPS {
            println!("{:<12} {}", step.name, step.about);
        }
        return Ok(());
    }
    let steps: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.as_deref().is_none_or(|only| only == step.name))
        .collect();
    if steps.is_empty() {
        bail!("unknown step: {} (see --list)", only.unwrap_or_default());
    }
    tools::rust::ensure_wasm_target()?;
    let browsers = if steps.iter().any(|step| step.browsers) {
        Some(browsers::ensure()?)
    } else {
        None
    };

    let begun = Instant::now();
    for step in &steps {
        eprintln!("\n== {}: {}", step.name, step.about);
        let begun = Instant::now();
        (step.run)(browsers.as_ref())
            .with_context(|| format!("step {} failed (again with `cargo xtask test --only {0}`)", step.name))?;
        eprintln!("== {}: passed in {:.1} s", step.name, begun.elapsed().as_secs_f64());
    }
    eprintln!("\nall passed in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// The runner finds the browsers before the first step that needs them.
fn need(browsers: Option<&Browsers>) -> Result<&Browsers> {
    browsers.context("the browsers were not looked for")
}

fn cargo(args: &[&str]) -> Command {
    let mut cargo = project::command("cargo");
    cargo.args(args);
    cargo
}

fn fmt() -> Result<()> {
    project::run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    project::run(&mut cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    // `--all-targets` leaves out what `cargo test` does not run by itself.
    if has_test("e2e") {
        project::run(&mut cargo(&["clippy", "--test", "e2e", "--", "-D", "warnings"]))?;
    }
    Ok(())
}

fn clippy_wasm() -> Result<()> {
    let mut clippy = cargo(&["clippy", "--target", tools::rust::TARGET, "--lib", "--bins"]);
    if has_test("browser") {
        clippy.args(["--test", "browser"]);
    }
    project::run(clippy.args(["--", "-D", "warnings"]))?;
    // As the page has it: without page and texts.
    let worker = ["--bin", "worker", "--no-default-features", "--", "-D", "warnings"];
    project::run(cargo(&["clippy", "--target", tools::rust::TARGET]).args(worker))
}

fn native() -> Result<()> {
    project::run(&mut cargo(&["test", "--workspace"]))
}

fn doc() -> Result<()> {
    project::run(cargo(&["doc", "--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"))?;
    // The rooms that only a browser has.
    let args = ["doc", "--no-deps", "--lib", "--target", tools::rust::TARGET];
    project::run(cargo(&args).env("RUSTDOCFLAGS", "-D warnings"))
}

fn wasm(browsers: &Browsers) -> Result<()> {
    if !has_test("browser") {
        eprintln!("  no tests/browser.rs");
        return Ok(());
    }
    let runner = tools::cargo::wasm_bindgen_test_runner()?;
    project::run(
        cargo(&["test", "--target", tools::rust::TARGET, "--test", "browser"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("CHROMEDRIVER", &browsers.chromedriver),
    )
}

fn e2e(browsers: &Browsers) -> Result<()> {
    if !has_test("e2e") {
        eprintln!("  no end-to-end tests");
        return Ok(());
    }
    let dist = project::dist();
    if !dist.join("index.html").is_file() {
        bail!("there is no page in {}: the step build makes it", dist.display());
    }
    project::run(
        cargo(&["test", "--test", "e2e"])
            .env("GOSCOPE_DIST", &dist)
            .env("GOSCOPE_AXE", tools::node::ensure_axe()?)
            .env("GOSCOPE_CHROMIUM", &browsers.chromium)
            .env("GOSCOPE_CHROMEDRIVER", &browsers.chromedriver)
            .env("GOSCOPE_FIREFOX", &browsers.firefox)
            .env("GOSCOPE_GECKODRIVER", &browsers.geckodriver),
    )
}

/// Whether `tests/` has this test, as a file or as a folder.
fn has_test(name: &str) -> bool {
    let tests = project::root().join("tests");
    tests.join(format!("{name}.rs")).is_file() || tests.join(name).join("main.rs").is_file()
}
