use super::*;
use crate::decode::decode;
use crate::decode::pprof::letters::Letters;
use crate::model::document::Document;

/// Reads a profile whose samples have these stacks, root first, and tells what is left of them.
fn pruned(drop: &str, keep: &str, stacks: &[&str]) -> (Vec<String>, Vec<Warning>) {
    let mut letters = Letters::new();
    for (row, stack) in stacks.iter().enumerate() {
        letters.sample(stack, row as i64);
    }
    letters.wire.drop_frames = letters.string(drop);
    letters.wire.keep_frames = letters.string(keep);
    let decoded = decode(&letters.bytes()[..]).unwrap();
    let Document::Profile(profile) = decoded.document else {
        panic!("no profile")
    };
    let shown = |stack: StackId| {
        let mut names: Vec<String> = Vec::new();
        for location in profile.stacks.leaf_first(stack) {
            for line in profile.locations.line_rows(location) {
                let function = profile.locations.lines.get(line).function;
                names.push(
                    profile
                        .strings
                        .text(profile.functions.name.get(function.row()))
                        .into_owned(),
                );
            }
        }
        names.reverse();
        names.join(" ")
    };
    (profile.samples.stack.iter().map(shown).collect(), decoded.warnings)
}

#[track_caller]
fn check(drop: &str, keep: &str, stack: &str, wanted: &str) {
    assert_eq!(pruned(drop, keep, &[stack]), (vec![wanted.to_owned()], Vec::new()));
}

#[test]
fn a_dropped_frame_takes_everything_below_it() {
    check("malloc", "", "main work malloc sys page", "main work");
    check("malloc|page", "", "main work sys page", "main work sys");
    check("", "", "main malloc", "main malloc");
    // The whole name has to match.
    check("mall", "", "main malloc", "main malloc");
}

#[test]
fn frames_before_the_first_kept_one_stay() {
    check("start|malloc", "", "start start main malloc sys", "start start main");
    check("start", "", "start start", "start start");
    check("start", "", "start main start leaf", "start main");
}

#[test]
fn keep_frames_win() {
    check(
        "runtime.*",
        "runtime.main",
        "runtime.main main runtime.mallocgc",
        "runtime.main main",
    );
    check(".*", ".*", "main work", "main work");
}

#[test]
fn inlined_lines_inside_a_dropped_one_go() {
    check("malloc", "", "main work>malloc>fast leaf", "main work");
    // The outermost line of all: the location goes.
    check("malloc", "", "main malloc>fast leaf", "main");
    // The outermost of several that match counts.
    check("malloc", "", "main work>malloc>other>malloc leaf", "main work");
    // Lines go in every stack, even where nothing is cut yet.
    check("malloc", "", "work>malloc main", "work main");
}

#[test]
fn samples_that_end_in_the_same_stack_share_it() {
    let (stacks, _) = pruned(
        "malloc",
        "",
        &["main work malloc a", "main work malloc b", "main work", "main other"],
    );
    assert_eq!(stacks, ["main work", "main work", "main work", "main other"]);
}

#[test]
fn names_are_simplified_first() {
    check("main\\.", "", "root main.(*T).M", "root");
}

#[test]
fn a_pattern_that_cannot_be_used_drops_nothing_and_says_so() {
    for (drop, keep, field) in [("mal(loc", "", "drop_frames"), ("malloc", "(?=x)", "keep_frames")] {
        let (stacks, warnings) = pruned(drop, keep, &["main malloc"]);
        assert_eq!(stacks, ["main malloc"]);
        let [warning] = &warnings[..] else {
            unreachable!("one warning: {warnings:?}")
        };
        assert!(
            warning.to_string().starts_with(&format!("invalid {field}: ")),
            "{warning}"
        );
        assert!(warning.to_string().contains(" · no frame was dropped · "), "{warning}");
    }
}

#[test]
fn a_pattern_that_would_take_long_does_not() {
    let name = "a".repeat(5_000) + "!";
    let stack = format!("main {name}");
    check("(a*)*(a*)*(a*)*b", "", &stack, &stack);
    let (_, warnings) = pruned("((a{100}){100}){100}", "", &["main"]);
    assert_eq!(warnings.len(), 1);
}
