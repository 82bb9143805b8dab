//! Any bytes, read in steps of any size: a document or an error, never a panic.
//!
//! `cargo +nightly fuzz run decode tests/corpus/profiles tests/corpus/legacy tests/corpus/malformed`
#![no_main]

use goscope::decode::{Decoder, Step};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The last byte says how large the steps are, so that the first are what a file has.
    let Some((&size, file)) = data.split_last() else {
        return;
    };
    let mut decoder = Decoder::new(file);
    while let Ok(Step::More) = decoder.step(u64::from(size) * 64) {
        let progress = decoder.progress();
        assert!(progress.read <= file.len() as u64);
    }
});
