//! Writes the profile that the benches read: a large one, the same bytes every time.
//!
//! `cargo run --release --example generate -- --samples 1000000 --out FILE`

#[path = "../benches/generator/mod.rs"]
#[expect(
    dead_code,
    reason = "the benches keep their files, this program writes where it is told"
)]
mod generator;

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;

use generator::Plan;

fn main() -> Result<(), Box<dyn Error>> {
    let mut samples = 1_000_000;
    let mut out = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().ok_or_else(|| format!("missing value: {arg}"))?;
        match arg.as_str() {
            "--samples" => samples = value.parse()?,
            "--out" => out = Some(value),
            _ => return Err(format!("unknown argument: {arg}").into()),
        }
    }
    let out = out.ok_or("missing argument: --out FILE")?;
    let facts = generator::write(Plan::of_samples(samples), BufWriter::new(File::create(out)?))?;
    print!("{facts}");
    Ok(())
}
