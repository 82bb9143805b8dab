//! The command line of the benches that measure profiles.

/// The arguments of a bench: how many samples, and how often.
pub(crate) struct Wanted {
    /// Samples of the profile.
    pub(crate) samples: u32,
    /// Runs of everything.
    pub(crate) runs: u32,
}

impl Wanted {
    /// Reads `--samples N` and `--runs N`; cargo adds a `--bench` of its own.
    pub(crate) fn from_args() -> Result<Self, Box<dyn std::error::Error>> {
        let mut wanted = Self {
            samples: 1_000_000,
            runs: 3,
        };
        let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
        while let Some(arg) = args.next() {
            let value = args.next().ok_or_else(|| format!("missing value: {arg}"))?;
            match arg.as_str() {
                "--samples" => wanted.samples = value.parse()?,
                "--runs" => wanted.runs = value.parse()?,
                _ => return Err(format!("unknown argument: {arg}").into()),
            }
        }
        Ok(wanted)
    }
}
