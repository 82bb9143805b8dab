//! What it was measured on.

use std::process::Command;
use std::{env, fs, thread};

/// Processor, cores, system and browser, in a sentence.
pub(crate) fn describe() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let chromium = env::var_os("GOSCOPE_CHROMIUM").unwrap_or_else(|| "chromium".into());
    let browser = said(Command::new(chromium).arg("--version")).unwrap_or_else(|| "Chromium".to_owned());
    format!(
        "Measured on {} ({cores} cores), {}, {browser}, headless.",
        processor(),
        env::consts::OS
    )
}

fn processor() -> String {
    let linux = fs::read_to_string("/proc/cpuinfo").ok();
    let from_linux = linux.as_deref().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    });
    from_linux
        .or_else(|| said(Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"])))
        .unwrap_or_else(|| "an unknown processor".to_owned())
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}
