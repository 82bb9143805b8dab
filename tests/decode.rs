//! The decoder over the corpus: what Go wrote is read, what is damaged is refused in words.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use goscope::decode::error::DecodeError;
use goscope::decode::{Decoded, Decoder, Step, decode};
use goscope::model::document::Document;
use goscope::model::id::StackId;

fn corpus(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder)
}

/// The files of a folder that end like this, by name.
fn files(folder: &Path, ending: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads with steps of a few bytes.
fn in_small_steps(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let mut decoder = Decoder::new(bytes);
    loop {
        if let Step::Done(decoded) = decoder.step(97)? {
            return Ok(decoded);
        }
    }
}

#[test]
fn profiles_are_read_whole_and_in_small_steps() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/examples");
    let mut read = files(&corpus("profiles"), ".pb.gz").unwrap();
    read.extend(files(&examples, ".pb.gz").unwrap());
    assert!(read.len() > 40, "{} profiles", read.len());
    for path in read {
        let bytes = fs::read(&path).unwrap();
        let whole = decode(&bytes[..]).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(whole.warnings, [], "{}", path.display());
        let cut = in_small_steps(&bytes).unwrap();
        assert!(
            format!("{whole:?}") == format!("{cut:?}"),
            "{} differs in small steps",
            path.display()
        );
        holds(&whole, &path);
    }
}

/// What must hold of every profile that was read.
fn holds(decoded: &Decoded, path: &Path) {
    let Document::Profile(profile) = &decoded.document else {
        panic!("no profile")
    };
    let (stacks, locations) = (&profile.stacks, &profile.locations);
    for row in 1..stacks.len() {
        assert!(stacks.parent(StackId::from(row)).row() < row, "{}", path.display());
        assert!(
            (stacks.keys().get(row) as usize) < locations.len(),
            "{}",
            path.display()
        );
    }
    for stack in profile.samples.stack.iter() {
        assert!(stack.row() < stacks.len(), "{}", path.display());
    }
    assert_eq!(profile.samples.values.len(), profile.sample_types.len());
    for column in &profile.samples.values {
        assert_eq!(column.len(), profile.samples.len());
    }
    for line in locations.lines.iter() {
        assert!(line.function.row() < profile.functions.len(), "{}", path.display());
    }
}

#[test]
fn damaged_files_are_refused_in_words_and_the_others_read() {
    let folder = corpus("malformed");
    let table = fs::read_to_string(folder.join("EXPECT.tsv")).unwrap();
    let mut judged = 0;
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, _pprof, expected, word, ..] = columns[..] else {
            panic!("a line of EXPECT.tsv has too few columns: {line}")
        };
        let bytes = fs::read(folder.join(file)).unwrap();
        match (decode(&bytes[..]), expected) {
            (Ok(_), "accept") => {}
            (Err(error), "refuse") => {
                let text = error.to_string();
                assert!(text.contains(word), "{file}: {word:?} is not in: {text}");
                assert!(text.contains(" · ") && !text.contains('\n'), "{file}: {text}");
            }
            (Ok(_), _) => panic!("{file} was read"),
            (Err(error), _) => panic!("{file} was refused: {error}"),
        }
        judged += 1;
    }
    let there = files(&folder, "").unwrap().len();
    assert_eq!(judged + 2, there, "every file but EXPECT.tsv and README.md has a line");
}

#[test]
fn every_profile_cut_at_every_percent_is_refused() {
    let mut profiles = files(&corpus("profiles"), ".pb.gz").unwrap();
    profiles.extend(files(&corpus("legacy"), ".pb.gz").unwrap());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(path) = profiles.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let bytes = fs::read(path).unwrap();
                    for percent in 0..100 {
                        let error = decode(&bytes[..bytes.len() * percent / 100]).unwrap_err();
                        assert!(error.offset().is_some(), "{} at {percent} %: {error}", path.display());
                    }
                }
            });
        }
    });
}

#[test]
fn every_cut_of_a_profile_is_refused() {
    let folder = corpus("profiles");
    let bytes = fs::read(folder.join("made.basic.pb.gz")).unwrap();
    for len in 0..bytes.len() {
        let error = decode(&bytes[..len]).unwrap_err();
        assert!(error.offset().is_some(), "{len}: {error}");
    }
}
