//! Snapshots of a program that leaks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::fs::File;
use std::path::Path;

use goscope::analyze::profile::series::odd::odd;
use goscope::analyze::profile::series::suspects::suspects;
use goscope::analyze::profile::series::{Series, order};
use goscope::decode::decode;
use goscope::model::document::Document;
use goscope::model::profile::Profile;

fn open(path: &str) -> Profile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(path);
    match decode(File::open(path).unwrap()).unwrap().document {
        Document::Profile(profile) => *profile,
        Document::Goroutines(_) => panic!("a dump"),
    }
}

fn snapshots() -> Vec<Profile> {
    (1..=6).map(|n| open(&format!("series/drip.{n}.pb.gz"))).collect()
}

fn refs(profiles: &[Profile]) -> Vec<&Profile> {
    profiles.iter().collect()
}

#[test]
fn what_leaks_is_the_first_suspect_and_what_is_meant_to_be_there_is_none() {
    let snapshots = snapshots();
    let found = suspects(&refs(&snapshots)).unwrap();
    assert_eq!(found[0].name, "main.record");
    let stack: Vec<&str> = found[0].stack.iter().map(String::as_str).collect();
    assert_eq!(
        stack[..3],
        ["main.record", "main.(*server).login", "main.(*server).serve"]
    );
    assert!(found[0].space.never_fell() && found[0].objects.never_fell());
    for innocent in ["main.html", "main.buffer", "main.config"] {
        assert!(found.iter().all(|suspect| suspect.name != innocent), "{innocent}");
    }
    // Between two everything that grows does so steadily.
    assert_eq!(suspects(&refs(&snapshots[..2])).unwrap(), []);
}

#[test]
fn values_are_those_of_the_files_in_order_of_time() {
    let mut snapshots = snapshots();
    snapshots.rotate_left(2);
    let given = refs(&snapshots);
    assert_eq!(order(&given), [4, 5, 0, 1, 2, 3]);
    let ordered: Vec<&Profile> = order(&given).into_iter().map(|row| given[row]).collect();
    let series = Series::of(&ordered, b"inuse_space").unwrap();
    assert!(series.has_times && series.at[0] == 0.0 && series.at[5] > 0.9);
    let values = |name: &str, is_cum| series.values(series.named(name).unwrap(), is_cum);
    let record = values("main.record", false);
    assert!(record.windows(2).all(|pair| pair[0] < pair[1]), "{record:?}");
    assert!(values("main.(*server).login", true)[5] > record[5]);
    let whole = values("runtime.main", true);
    assert!(whole.iter().zip(&series.totals).all(|(part, whole)| part <= whole));
    // Let go of bit by bit.
    assert!(series.trend(&values("main.config", false)).steadiness < -0.5);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let mut snapshots = snapshots();
    let last = odd_of(&snapshots);
    assert_eq!(last, [] as [&str; 0]);
    snapshots.push(open("series/drip.other.pb.gz"));
    snapshots.push(open("profiles/leaky.go1.27.heap1.pb.gz"));
    snapshots.push(open("profiles/shop.go1.27.cpu.pb.gz"));
    snapshots.push(open("series/drip.1.pb.gz"));
    snapshots.push(open("series/drip.1.pb.gz"));
    snapshots[10].time_nanos = 0;
    snapshots[9].time_nanos = snapshots[8].time_nanos;
    let odd = odd_of(&snapshots);
    let of = |words: &str| {
        odd.iter()
            .find(|it| it.starts_with(words))
            .unwrap_or_else(|| panic!("{words}: {odd:?}"))
    };
    assert!(of("Of another binary").ends_with(": 7, 8."));
    assert!(of("With other sample types").ends_with(": 8."));
    assert!(of("Not sampled every 4kB").ends_with(": 6, 7, 8."), "{odd:?}");
    assert!(of("Without a time").ends_with(": 10."));
    assert!(of("Taken at the same time").ends_with(": 9."));
}

fn odd_of(snapshots: &[Profile]) -> Vec<String> {
    let names: Vec<String> = (0..snapshots.len()).map(|n| n.to_string()).collect();
    let named: Vec<(&str, &Profile)> = names.iter().map(String::as_str).zip(snapshots).collect();
    odd(&named)
}

#[test]
fn nothing_is_a_series_too() {
    assert_eq!(order(&[]), [] as [usize; 0]);
    assert_eq!(suspects(&[]).unwrap(), []);
    let series = Series::of(&[], b"cpu").unwrap();
    assert_eq!(series.functions().count(), 0);
    assert_eq!(odd(&[]), [] as [String; 0]);
}
