use super::*;
use crate::analyze::profile::calltree::{CallTree, NodeId};
use crate::analyze::profile::entity::Grouping;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::functions::Functions;
use crate::analyze::profile::graph::{self, Stacks};
use crate::analyze::profile::labels::labels_of;
use crate::analyze::profile::letters::profile;
use crate::analyze::profile::options::Options;
use crate::analyze::profile::weights::Weights;
use crate::model::bits::Bits;
use crate::model::profile::Label;

/// Samples as words, root first, with their values.
fn left(profile: &Profile) -> Vec<(String, i64)> {
    let stack = |stack| {
        let leaf_first = profile.stacks.leaf_first(stack);
        let names = leaf_first.map(|location| {
            let lines = profile.locations.line_rows(location);
            let functions = lines.map(|row| profile.locations.lines.get(row).function);
            let names = functions.map(|function| profile.strings.text(profile.functions.name.get(function.row())));
            names.collect::<Vec<_>>().concat()
        });
        let mut names: Vec<String> = names.collect();
        names.reverse();
        names.concat()
    };
    let values = profile.samples.values[0].iter();
    profile.samples.stack.iter().map(stack).zip(values).collect()
}

fn regexp(text: &str) -> Pattern {
    Pattern::Regexp(text.to_owned())
}

#[track_caller]
fn check(samples: &[(&str, i64)], filters: &[Refinement], expected: &[(&str, i64)]) {
    let profile = profile(samples);
    let refined = refine(&profile, &Refinements(filters.to_vec()), 0, "minimum").unwrap();
    check_merged_alike(&profile, filters);
    let found = left(refined.profile.as_ref().unwrap_or(&profile));
    let found: Vec<_> = found.iter().map(|(stack, value)| (&stack[..], *value)).collect();
    assert_eq!(found, expected, "{filters:?}");
}

/// Merging what is left comes to the same as merging a profile of what is left.
fn check_merged_alike(profile: &Profile, filters: &[Refinement]) {
    let list = Refinements(filters.to_vec());
    let index = SampleIndex::of(profile).unwrap();
    let judged = judge(profile, &index, &list, 0).unwrap();
    let grouping = Grouping::default();
    let entities = Entities::build(profile, grouping).unwrap();
    let left = entities.build_again(profile, grouping, judged.lost_lines()).unwrap();
    let rest = judged.rest().unwrap();
    let kept = judged.kept().unwrap();
    let tree = CallTree::build_of_rest(profile, &left, rest).unwrap();
    let weights = Weights::sum_kept(profile, &tree, 0, &kept).unwrap();
    let refined = refine(profile, &list, 0, "minimum").unwrap().profile.unwrap();
    let again = entities.build_again(&refined, grouping, &Bits::new()).unwrap();
    let refined_tree = CallTree::build(&refined, &again).unwrap();
    let refined_weights = Weights::sum(&refined, &refined_tree, 0).unwrap();
    let sums = |tree: &CallTree, weights: &Weights| {
        let path = |node| tree.towards_root(node).map(|at| tree.entity(at)).collect::<Vec<_>>();
        let nodes = (0..tree.len()).map(NodeId::from);
        let mut sums: Vec<_> = nodes.map(|node| (path(node), weights.total(tree, node))).collect();
        sums.sort();
        sums
    };
    assert_eq!(
        sums(&tree, &weights),
        sums(&refined_tree, &refined_weights),
        "{filters:?}"
    );
}

const SAMPLES: [(&str, i64); 6] = [("abc", 1), ("abd", 2), ("aec", 4), ("f", 8), ("", 16), ("abcbc", 32)];

#[test]
fn samples_are_kept_by_their_frames() {
    check(
        &SAMPLES,
        &[Refinement::Focus(regexp("c"))],
        &[("abc", 1), ("aec", 4), ("abcbc", 32)],
    );
    // A stack without frames has no frame to be ignored for.
    check(
        &SAMPLES,
        &[Refinement::Ignore(regexp("^b$"))],
        &[("aec", 4), ("f", 8), ("", 16)],
    );
    let both = [Refinement::Focus(regexp("c|d")), Refinement::Ignore(regexp("e"))];
    check(&SAMPLES, &both, &[("abc", 1), ("abd", 2), ("abcbc", 32)]);
}

#[test]
fn frames_are_taken_out() {
    check(
        &SAMPLES,
        &[Refinement::Hide(regexp("[cf]"))],
        &[("ab", 1), ("abd", 2), ("ae", 4), ("", 16), ("abb", 32)],
    );
    check(
        &SAMPLES,
        &[Refinement::Show(regexp("[cd]"))],
        &[("c", 1), ("d", 2), ("c", 4), ("cc", 32)],
    );
    check(
        &SAMPLES,
        &[Refinement::ShowFrom(regexp("b"))],
        &[("bc", 1), ("bd", 2), ("bcbc", 32)],
    );
    check(
        &SAMPLES,
        &[Refinement::PruneFrom(regexp("b"))],
        &[("ab", 1), ("ab", 2), ("aec", 4), ("f", 8), ("", 16), ("abcb", 32)],
    );
}

#[test]
fn a_filter_sees_what_those_before_it_left() {
    let hide_b = || Refinement::Hide(regexp("b"));
    check(&SAMPLES, &[hide_b(), Refinement::Focus(regexp("b"))], &[]);
    check(
        &SAMPLES,
        &[Refinement::Focus(regexp("b")), hide_b()],
        &[("ac", 1), ("ad", 2), ("acc", 32)],
    );
    // What is cut off cannot be found.
    let prune = |text| Refinement::PruneFrom(regexp(text));
    check(&SAMPLES, &[prune("b"), Refinement::Focus(regexp("d"))], &[]);
    check(
        &SAMPLES,
        &[prune("b"), Refinement::Focus(regexp("c"))],
        &[("aec", 4), ("abcb", 32)],
    );
    check(
        &SAMPLES,
        &[prune("b"), prune("a")],
        &[("a", 1), ("a", 2), ("a", 4), ("f", 8), ("", 16), ("a", 32)],
    );
    check(
        &SAMPLES,
        &[prune("c"), prune("b"), Refinement::Focus(regexp("e"))],
        &[("aec", 4)],
    );
    let from = |text| Refinement::ShowFrom(regexp(text));
    check(&SAMPLES, &[from("c"), prune("b")], &[("c", 1), ("c", 4), ("cb", 32)]);
    check(
        &SAMPLES,
        &[from("b"), from("c"), Refinement::Ignore(regexp("a"))],
        &[("c", 1), ("cbc", 32)],
    );
    check(&SAMPLES, &[prune("b"), from("c")], &[("c", 4), ("cb", 32)]);
    check(&SAMPLES, &[from("c"), Refinement::Hide(regexp("c"))], &[("b", 32)]);
}

#[test]
fn ids_mean_what_was_clicked() {
    let profile = profile(&SAMPLES);
    let grouping = Grouping::default();
    let entities = Entities::build(&profile, grouping).unwrap();
    let of = |letter: u32| Pattern::of_entity(&profile, &entities, EntityId(letter));
    // The entities of single letters have the letters' order.
    assert_eq!(
        of(2),
        Pattern::Frames {
            functions: vec![FunctionId(2)],
            locations: vec![],
        }
    );
    check(&SAMPLES, &[Refinement::Focus(of(4))], &[("aec", 4)]);
    let elsewhere = Pattern::Frames {
        functions: vec![FunctionId(99_999)],
        locations: vec![LocationId(99_999)],
    };
    check(&SAMPLES, &[Refinement::Focus(elsewhere)], &[]);
}

/// Labels for samples in turn: words under `w`, numbers of bytes under `n`.
fn labelled(labels: &[(&str, i64)]) -> Profile {
    let samples: Vec<(&str, i64)> = (0..labels.len()).map(|row| ("ab", 1 << row)).collect();
    let mut profile = profile(&samples);
    let strings = &mut profile.strings;
    let [w, n, bytes] = ["w", "n", "bytes"].map(|text| strings.intern(text.as_bytes()).unwrap());
    for (word, number) in labels {
        let text = strings.intern(word.as_bytes()).unwrap();
        let label = |key| Label {
            key,
            ..Label::default()
        };
        let word = Label {
            is_text: true,
            text,
            ..label(w)
        };
        let number = Label {
            number: *number,
            unit: bytes,
            ..label(n)
        };
        let samples = &mut profile.samples;
        if text != StringId(0) {
            samples.labels.push(word).unwrap();
        }
        samples.labels.push(number).unwrap();
        samples.label_end.push(samples.labels.len() as u32).unwrap();
    }
    profile
}

#[track_caller]
fn check_labels(filter: LabelFilter, expected: i64) {
    let profile = labelled(&[("x", 1024), ("y", 2048), ("", 4096), ("x", 8192)]);
    let all = profile.samples.values[0].iter().sum::<i64>();
    for (refinement, expected) in [
        (Refinement::TagFocus(filter.clone()), expected),
        (Refinement::TagIgnore(filter), all - expected),
    ] {
        let refined = refine(&profile, &Refinements(vec![refinement.clone()]), 0, "minimum").unwrap();
        assert_eq!(refined.outcomes[0].kept, expected, "{refinement:?}");
        let values = refined.profile.unwrap().samples.values[0].iter().sum::<i64>();
        assert_eq!(values, expected, "{refinement:?}");
    }
}

#[test]
fn samples_are_kept_by_their_labels() {
    for (text, expected) in [
        ("x", 9),
        ("w=x", 9),
        ("w=x,y", 11),
        ("x,y", 0),
        ("w:x,x", 9),
        ("1kb", 1),
        ("2kb:", 14),
        (":2kb", 3),
        ("n=2kb:4kb", 6),
        ("w=2", 0),
        ("m=2kb", 0),
    ] {
        check_labels(LabelFilter::Expression(text.to_owned()), expected);
    }
    let profile = labelled(&[("x", 1), ("y", 1)]);
    let [w, n, x] = ["w", "n", "x"].map(|text| profile.strings.find(text.as_bytes()).unwrap());
    check_labels(
        LabelFilter::Words {
            key: w,
            values: vec![x],
        },
        9,
    );
    check_labels(LabelFilter::Without { key: w }, 4);
    check_labels(
        LabelFilter::Numbers {
            key: n,
            from: Some(2000),
            to: Some(5000),
        },
        6,
    );
}

#[test]
fn labels_are_taken_away() {
    let profile = labelled(&[("x", 1), ("y", 2)]);
    let keys = |refinements: Vec<Refinement>| {
        let refined = refine(&profile, &Refinements(refinements), 0, "minimum")
            .unwrap()
            .profile
            .unwrap();
        let labels = (0..refined.samples.len()).flat_map(|sample| refined.samples.labels(sample).collect::<Vec<_>>());
        labels
            .map(|label| refined.strings.text(label.key).into_owned())
            .collect::<String>()
    };
    assert_eq!(keys(vec![Refinement::TagShow("w".to_owned())]), "ww");
    assert_eq!(keys(vec![Refinement::TagHide("w".to_owned())]), "nn");
    let focus = || Refinement::TagFocus(LabelFilter::Expression("w=x".to_owned()));
    assert_eq!(keys(vec![Refinement::TagHide("w".to_owned()), focus()]), "");
    assert_eq!(keys(vec![focus(), Refinement::TagHide("w".to_owned())]), "n");
}

#[test]
fn labels_become_frames() {
    let profile = labelled(&[("x", 1024), ("", 2048)]);
    let refinements = Refinements(vec![
        Refinement::TagRoot(vec!["w".to_owned(), "n".to_owned()]),
        Refinement::TagLeaf(vec!["w".to_owned()]),
        Refinement::Focus(regexp("2kB")),
    ]);
    let refined = refine(&profile, &refinements, 0, "minimum").unwrap();
    assert_eq!(left(refined.profile.as_ref().unwrap()), [("2kBab".to_owned(), 2)]);
    assert_eq!(
        refined.outcomes.iter().map(|outcome| outcome.kept).collect::<Vec<_>>(),
        [3, 3, 2]
    );
    assert!(refined.outcomes.iter().all(|outcome| outcome.has_match));
}

#[test]
fn what_is_wrong_or_finds_nothing_is_told() {
    let profile = profile(&SAMPLES);
    let wrong = Refinements(vec![Refinement::Focus(regexp("a")), Refinement::Hide(regexp("a(b"))]);
    let error = refine(&profile, &wrong, 0, "minimum").unwrap_err();
    let RefineError::Expression { place, expression, .. } = &error else {
        unreachable!("{error}")
    };
    assert_eq!((*place, &expression[..]), (1, "a(b"));
    assert!(error.to_string().starts_with("invalid hide: a(b: "), "{error}");
    let index = SampleIndex::of(&profile).unwrap();
    let list = ["b", "z", "f", "e"].map(|text| Refinement::Focus(regexp(text)));
    let judged = judge(&profile, &index, &Refinements(list.to_vec()), 0).unwrap();
    let found = judged
        .outcomes()
        .iter()
        .map(|outcome| (outcome.has_match, outcome.kept));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [(true, 35), (false, 0), (false, 0), (false, 0)]
    );
}

#[test]
fn sums_over_the_tree_of_all_are_sums_of_what_is_left() {
    let profile = profile(&SAMPLES);
    let entities = Entities::build(&profile, Grouping::default()).unwrap();
    let tree = CallTree::build(&profile, &entities).unwrap();
    let list = Refinements(vec![Refinement::Focus(regexp("c")), Refinement::Ignore(regexp("e"))]);
    let index = SampleIndex::of(&profile).unwrap();
    let judged = judge(&profile, &index, &list, 0).unwrap();
    assert!(judged.keeps_stacks());
    let kept = judged.kept().unwrap();
    assert_eq!(kept.rows().collect::<Vec<_>>(), [0, 5]);
    let weights = Weights::sum_kept(&profile, &tree, 0, &kept).unwrap();
    assert_eq!(
        (weights.total(&tree, CallTree::ROOT), weights.profile_total()),
        (33, 63)
    );
    let refined = refine(&profile, &list, 0, "minimum").unwrap().profile.unwrap();
    let again = entities
        .build_again(&refined, Grouping::default(), &Bits::new())
        .unwrap();
    assert_eq!(again.len(), entities.len());
    let tree = CallTree::build(&refined, &again).unwrap();
    assert_eq!(
        Weights::sum(&refined, &tree, 0).unwrap().total(&tree, CallTree::ROOT),
        33
    );
}

#[test]
fn labels_and_tags_are_those_of_what_is_left() {
    let profile = labelled(&[("x", 1024), ("y", 2048)]);
    let entities = Entities::build(&profile, Grouping::default()).unwrap();
    let tree = CallTree::build(&profile, &entities).unwrap();
    let list = Refinements(vec![Refinement::TagFocus(LabelFilter::Expression("w=y".to_owned()))]);
    let index = SampleIndex::of(&profile).unwrap();
    let kept = judge(&profile, &index, &list, 0).unwrap().kept().unwrap();
    let labels = labels_of(&profile, &tree, 0, EntityId(0), Some(&kept));
    assert_eq!(
        labels.iter().map(|label| &label.value[..]).collect::<Vec<_>>(),
        ["2kB", "y"]
    );
    let weights = Weights::sum_kept(&profile, &tree, 0, &kept).unwrap();
    let children = Children::of(&tree).unwrap();
    let stacks = Stacks {
        profile: &profile,
        entities: &entities,
        tree: &tree,
        children: &children,
        weights: &weights,
        events: None,
        kept: Some(&kept),
        sample_type: 0,
    };
    let functions = Functions::sum(&tree, &children, &weights, entities.len()).unwrap();
    let graph = graph::build(&stacks, &functions, &Options::default()).unwrap();
    let tags = graph.nodes.iter().flat_map(|node| &node.tags);
    assert!(tags.clone().count() > 0 && tags.clone().all(|tag| tag.lines == ["w:y"]));
}

#[test]
fn lists_survive_being_written_down() {
    let list = Refinements(vec![
        Refinement::Focus(Pattern::Frames {
            functions: vec![FunctionId(7)],
            locations: vec![],
        }),
        Refinement::TagFocus(LabelFilter::Without { key: StringId(3) }),
        Refinement::TagRoot(vec!["endpoint".to_owned()]),
    ]);
    let bytes = postcard::to_allocvec(&list).unwrap();
    assert_eq!(postcard::from_bytes::<Refinements>(&bytes), Ok(list));
}
