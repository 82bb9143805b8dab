//! From the bytes of a file to columns: `cargo bench --bench decode -- [--samples N] [--runs N]`.

mod generator;
mod phases;
mod wanted;

use std::error::Error;
use std::fs;
use std::io::{self, Read as _};

use flate2::read::GzDecoder;
use goscope::decode;
use goscope::decode::error::DecodeError;
use goscope::model::column::OutOfMemory;
use goscope::model::document::Document;
use goscope::model::id::LocationId;
use goscope::model::prefix_tree::{Below, Path};
use goscope::model::profile::StacksBuilder;
use sha2::{Digest as _, Sha256};

use generator::Plan;
use phases::Phases;
use wanted::Wanted;

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = Wanted::from_args()?;
    let (file, facts) = Plan::of_samples(wanted.samples).file(&phases::folder())?;
    println!("{}\n{facts}", file.display());
    let packed = fs::read(file)?;
    let mut unpacked = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut unpacked)?;
    let stacks = Stacks::of(&packed)?;
    let mut phases = Phases::default();
    for _ in 0..wanted.runs {
        phases.time("hash, SHA-256", Some(facts.packed_bytes), || Sha256::digest(&packed));
        phases.time("gunzip", Some(facts.unpacked_bytes), || {
            io::copy(&mut GzDecoder::new(packed.as_slice()), &mut io::sink())
        })?;
        phases.time("decode, not packed", Some(facts.unpacked_bytes), || {
            decode::decode(unpacked.as_slice())
        })?;
        phases.time("stacks alone", None, || build_stacks(&stacks))?;
        phases.time("decode, gzip", Some(facts.unpacked_bytes), || {
            decode::decode(packed.as_slice())
        })?;
    }
    phases.print();
    println!("\npeak memory {}, the file itself included", phases::peak_memory());
    Ok(())
}

/// The stacks of all samples, one after the other, root first.
struct Stacks {
    keys: Vec<LocationId>,
    ends: Vec<usize>,
}

impl Stacks {
    fn of(packed: &[u8]) -> Result<Self, DecodeError> {
        let Document::Profile(profile) = decode::decode(packed)?.document else {
            return Err(DecodeError::Ended);
        };
        let (mut keys, mut ends) = (Vec::new(), Vec::new());
        for stack in profile.samples.stack.iter() {
            let start = keys.len();
            keys.extend(profile.stacks.leaf_first(stack));
            keys[start..].reverse();
            ends.push(keys.len());
        }
        Ok(Self { keys, ends })
    }
}

/// Builds the tree as a decoder does: the stacks of some samples at a time.
fn build_stacks(stacks: &Stacks) -> Result<usize, OutOfMemory> {
    let mut builder = StacksBuilder::new()?;
    let mut found = Vec::new();
    let mut start = 0;
    for ends in stacks.ends.chunks(64) {
        let below = Below::Node(builder.root());
        let path = |&end: &usize| Path {
            below,
            end: end - start,
        };
        let paths: Vec<_> = ends.iter().map(path).collect();
        let end = ends.last().copied().unwrap_or(start);
        builder.push_paths(&stacks.keys[start..end], &paths, &mut found)?;
        start = end;
    }
    Ok(builder.len())
}
