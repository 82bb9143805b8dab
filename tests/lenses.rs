//! Real profiles seen otherwise: turned around, by package, by file, without recursion, by label.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeMap;

use goscope::analyze::profile::calltree::CallTree;
use goscope::analyze::profile::entity::{Entities, EntityId, Granularity, Grouping};
use goscope::analyze::profile::flame::Children;
use goscope::analyze::profile::functions::Functions;
use goscope::analyze::profile::label_keys::label_keys;
use goscope::analyze::profile::lens::{Lens, Seen, through};
use goscope::analyze::profile::weights::Weights;
use goscope::decode::decode;
use goscope::model::document::Document;
use goscope::model::profile::Profile;
use goscope::model::symbol;

fn cpu() -> Profile {
    let bytes = include_bytes!("corpus/profiles/shop.go1.27.cpu.pb.gz");
    let Document::Profile(profile) = decode(&bytes[..]).unwrap().document else {
        panic!("no profile");
    };
    *profile
}

const GROUPING: Grouping = Grouping {
    granularity: Granularity::Functions,
    without_inlined: false,
    with_columns: false,
    with_unsymbolized_addresses: true,
    with_binaries: false,
};

/// Flat and cum by name.
fn sums(profile: &Profile, sample_type: usize) -> BTreeMap<String, [i64; 2]> {
    let entities = Entities::build(profile, GROUPING).unwrap();
    let tree = CallTree::build(profile, &entities).unwrap();
    let weights = Weights::sum(profile, &tree, sample_type).unwrap();
    let children = Children::of(&tree).unwrap();
    let functions = Functions::sum(&tree, &children, &weights, entities.len()).unwrap();
    let all = (0..entities.len()).map(EntityId::from);
    let named = all.map(|it| (entities.label(it).into_owned(), [functions.flat(it), functions.cum(it)]));
    named.filter(|(_, sums)| sums != &[0, 0]).collect()
}

fn seen_through(lens: fn(EntityId) -> Lens, name: &str) -> (BTreeMap<String, [i64; 2]>, BTreeMap<String, [i64; 2]>) {
    let profile = cpu();
    let entities = Entities::build(&profile, GROUPING).unwrap();
    let tree = CallTree::build(&profile, &entities).unwrap();
    let wanted = (0..entities.len())
        .map(EntityId::from)
        .find(|&it| entities.label(it) == name);
    let seen = Seen {
        profile: &profile,
        entities: &entities,
        tree: &tree,
        sample_type: 1,
        kept: None,
    };
    let other = through(lens(wanted.unwrap()), seen).unwrap();
    (sums(&profile, 1), sums(&other, 0))
}

#[test]
fn callers_and_callees_have_the_cum_of_the_function() {
    // It calls itself.
    let name = "example.com/web-shop/internal/route.visit";
    for lens in [Lens::Callers, Lens::Callees] {
        let (whole, part) = seen_through(lens, name);
        assert_eq!(part[name][1], whole[name][1]);
    }
    let (whole, callees) = seen_through(Lens::Callees, name);
    assert_eq!(callees[name], whole[name], "what it called stands below it");
    let (whole, callers) = seen_through(Lens::Callers, "runtime.mallocgc");
    let total: i64 = callers.values().map(|sums| sums[0]).sum();
    assert_eq!(total, whole["runtime.mallocgc"][1]);
}

#[test]
fn without_recursion_every_function_weighs_the_same() {
    let (whole, collapsed) = seen_through(|_| Lens::Collapsed, "main.request");
    assert_eq!(whole, collapsed);
}

#[test]
fn packages_and_files_count_samples_once() {
    let (whole, packages) = seen_through(|_| Lens::Packages, "main.request");
    let of_package: i64 = whole
        .iter()
        .filter(|(name, _)| symbol::package(name) == "runtime")
        .map(|(_, sums)| sums[0])
        .sum();
    assert_eq!(packages["runtime"][0], of_package);
    assert!(
        packages.contains_key("example.com/web-shop/internal/cart.v2"),
        "{packages:?}"
    );
    let (_, files) = seen_through(|_| Lens::Files, "main.request");
    // `go tool pprof -top -files`.
    let answer = include_str!("corpus/profiles/shop.go1.27.cpu/files.txt");
    let mut compared = 0;
    for line in answer.lines().filter(|line| line.contains("web-shop/")) {
        let words: Vec<_> = line.split_whitespace().collect();
        let millis = |text: &str| text.trim_end_matches("ms").parse::<i64>().unwrap() * 1_000_000;
        let name = words[5];
        assert_eq!(files[name], [millis(words[0]), millis(words[3])], "{name}");
        compared += 1;
    }
    assert!(compared > 3);
}

#[test]
fn every_sample_is_with_a_key_or_without() {
    let profile = cpu();
    let keys = label_keys(&profile, 1, |_| true);
    let total: i64 = profile.samples.values[1].iter().sum();
    assert!(!keys.is_empty());
    for key in &keys {
        let values = key.values.iter().map(|value| value.sum.weight).sum::<i64>();
        assert_eq!(values, key.total);
        assert_eq!(values + key.without.weight, total, "no sample has two values of a key");
    }
}
