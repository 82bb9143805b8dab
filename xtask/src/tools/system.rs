//! Packages of the operating system: installed through apt where we are root, else named.

use super::on_path;
use crate::project;
use anyhow::{Result, bail};

/// Whether packages can be installed: apt is here and we are root.
pub(crate) fn can_install() -> bool {
    on_path("apt-get").is_some() && project::output(project::command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

/// Installs packages, or fails with their names.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !can_install() {
        bail!("please install: {names} (the names are Debian's)");
    }
    eprintln!("apt installs {names}");
    project::run(project::command("apt-get").args(["update", "-qq"]))?;
    let mut apt = project::command("apt-get");
    apt.args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages);
    project::run(apt.env("DEBIAN_FRONTEND", "noninteractive"))
}
