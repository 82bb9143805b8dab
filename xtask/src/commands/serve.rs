//! `cargo xtask serve`: the finished page on this computer.

use super::{Arguments, build};
use crate::project;
use anyhow::{Context as _, Result};
use xtask::static_server::StaticServer;

/// The port when none is asked for.
const PORT: u16 = 8080;

/// Builds the page and serves it until interrupted.
pub(crate) fn run(args: &mut Arguments) -> Result<()> {
    let port = match args.value("--port")? {
        Some(port) => port.parse().with_context(|| format!("invalid port: {port}"))?,
        None => PORT,
    };
    let prefix = args.value("--prefix")?.unwrap_or_default();
    args.end()?;
    build::page()?;
    let server = StaticServer::start(&project::dist(), &prefix, port)
        .with_context(|| format!("cannot listen at port {port} (choose another with --port)"))?;
    println!("\n  {}\n", server.url());
    server.wait();
    Ok(())
}
