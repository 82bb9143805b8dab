//! `cargo xtask`: what cargo alone cannot say.
//!
//! Each command is one file of [`commands`], listed once in [`commands::TABLE`]; [`tools`] finds or installs
//! what they run. Start with [`commands::build`].

mod commands;
mod project;
mod tools;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match commands::run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
