//! Graphs of profiles written as words.

use super::*;
use crate::analyze::profile::entity::Grouping;
use crate::analyze::profile::flame::Children;
use crate::analyze::profile::letters::profile;
use crate::analyze::profile::weights::Weights;
use crate::model::profile::{Label, Profile};

fn graph(profile: &Profile, options: &Options) -> Graph {
    let entities = Entities::build(profile, Grouping::default()).unwrap();
    let tree = CallTree::build_of_sample_type(profile, &entities, 0).unwrap();
    let weights = Weights::sum(profile, &tree, 0).unwrap();
    let children = Children::of(&tree).unwrap();
    let functions = Functions::sum(&tree, &children, &weights, entities.len()).unwrap();
    let stacks = Stacks {
        profile,
        entities: &entities,
        tree: &tree,
        children: &children,
        weights: &weights,
        events: None,
        kept: None,
        sample_type: 0,
    };
    build(&stacks, &functions, options).unwrap()
}

/// Everything, unless asked otherwise.
fn untrimmed() -> Options {
    Options {
        node_fraction: 0.0,
        edge_fraction: 0.0,
        ..Options::default()
    }
}

/// Nodes as `a:flat/cum`, edges as `ab=weight`, with `~` for residual ones.
fn written(graph: &Graph) -> String {
    let name = |node: GraphNodeId| &graph.nodes[node.row()].name;
    let nodes = graph
        .nodes
        .iter()
        .map(|node| format!("{}:{}/{}", node.name, node.flat, node.cum));
    let edges = graph.edges.iter().map(|edge| {
        let sign = if edge.is_residual { '~' } else { '=' };
        format!("{}{}{sign}{}", name(edge.from), name(edge.to), edge.weight)
    });
    nodes.chain(edges).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(samples: &[(&str, i64)], options: &Options, expected: &str) {
    assert_eq!(written(&graph(&profile(samples), options)), expected);
}

#[test]
fn flat_cum_and_edges() {
    check(
        &[("abc", 30), ("ab", 20), ("ad", 50)],
        &untrimmed(),
        // Scores: a 100 + 100, d 50 + 50, b 48 + 20, c 30 + 30.
        "a:0/100 d:50/50 b:20/50 c:30/30 ab=50 ad=50 bc=30",
    );
    check(&[("aab", 3), ("ba", 4)], &untrimmed(), "a:4/7 b:3/7 ba=4 ab=3");
    check(&[("", 5)], &untrimmed(), "");
}

#[test]
fn nodes_that_only_pass_samples_on_tell_less() {
    // b has one caller and one callee: its entropies are nothing.
    let samples = [("abc", 60), ("abd", 0), ("ae", 40)];
    check(
        &samples,
        &untrimmed(),
        "a:0/100 c:60/60 e:40/40 b:0/60 ab=60 bc=60 ae=40",
    );
}

#[test]
fn light_nodes_go_and_their_callees_hang_on_their_callers() {
    let samples = [("abc", 90), ("axc", 6), ("ay", 4)];
    let options = Options {
        node_fraction: 0.07,
        ..untrimmed()
    };
    // x is lighter than 7, and so is y; ac leads over x and can be done without, as abc is there.
    let trimmed = graph(&profile(&samples), &options);
    assert_eq!(written(&trimmed), "c:96/96 a:0/100 b:0/90 ab=90 bc=90");
    assert_eq!(
        trimmed.hidden,
        Hidden {
            light_nodes: 2,
            redundant_edges: 1,
            flat: 4,
            ..Hidden::default()
        }
    );
}

#[test]
fn light_edges_go() {
    let samples = [("ab", 90), ("ac", 9), ("bc", 1)];
    let options = Options {
        edge_fraction: 0.05,
        ..untrimmed()
    };
    let trimmed = graph(&profile(&samples), &options);
    assert_eq!(written(&trimmed), "a:0/99 b:90/91 c:10/10 ab=90 ac=9");
    assert_eq!(trimmed.hidden.light_edges, 1);
}

#[test]
fn the_most_telling_nodes_stay() {
    let samples = [("abc", 60), ("abd", 40)];
    let options = Options {
        node_count: 2,
        ..untrimmed()
    };
    let trimmed = graph(&profile(&samples), &options);
    assert_eq!(written(&trimmed), "c:60/60 a:0/100 ac~60");
    assert_eq!((trimmed.hidden.further_nodes, trimmed.hidden.flat), (2, 40));
}

#[test]
fn a_call_tree_tells_stacks_apart() {
    let options = Options {
        is_call_tree: true,
        ..untrimmed()
    };
    let samples = [("abc", 60), ("adc", 30), ("a", 10)];
    let tree = graph(&profile(&samples), &options);
    let frames: Vec<_> = tree.nodes.iter().map(|node| (&node.name[..], node.cum)).collect();
    assert_eq!(frames, [("a", 100), ("c", 60), ("c", 30), ("b", 60), ("d", 30)]);
    assert!(tree.nodes.iter().all(|node| node.frame.is_some()));
    let few = Options {
        node_count: 3,
        ..options
    };
    check(&samples, &few, "a:10/100 c:60/60 c:30/30 ac~60 ac~30");
}

#[test]
fn what_is_negative_is_left_out_if_asked() {
    let options = Options {
        drops_negative: true,
        ..untrimmed()
    };
    let samples = [("ab", 5), ("ac", -3), ("ad", 9)];
    check(&samples, &options, "a:0/11 d:9/9 b:5/5 ad=9 ab=5");
    check(&samples, &untrimmed(), "a:0/11 d:9/9 b:5/5 c:-3/-3 ad=9 ab=5 ac=-3");
}

/// Labels for a profile's samples: words `k=v` and numbers of bytes.
fn label(profile: &mut Profile, labels: &[(&[&str], &[i64])]) {
    for &(words, numbers) in labels {
        for word in words {
            let (key, text) = word.split_once('=').unwrap();
            let key = profile.strings.intern(key.as_bytes()).unwrap();
            let text = profile.strings.intern(text.as_bytes()).unwrap();
            let label = Label {
                key,
                text,
                is_text: true,
                ..Label::default()
            };
            profile.samples.labels.push(label).unwrap();
        }
        let key = profile.strings.intern(b"bytes").unwrap();
        for &number in numbers {
            let label = Label {
                key,
                number,
                ..Label::default()
            };
            profile.samples.labels.push(label).unwrap();
        }
        let end = profile.samples.labels.len() as u32;
        profile.samples.label_end.push(end).unwrap();
    }
}

/// The tags of a node: `words=weight[sizes]`, then sizes without words.
fn tags(graph: &Graph, name: &str) -> String {
    let sizes = |sizes: &[Size]| {
        let size = |size: &Size| {
            format!(
                "{}={}{}",
                size.text,
                size.weight,
                if size.is_partial { "?" } else { "" }
            )
        };
        sizes.iter().map(size).collect::<Vec<_>>().join(",")
    };
    let node = graph.nodes.iter().find(|node| node.name == name).unwrap();
    let words = node
        .tags
        .iter()
        .map(|tag| format!("{}={}[{}]", tag.lines.join("+"), tag.weight, sizes(&tag.sizes)));
    let mut all: Vec<String> = words.collect();
    all.push(sizes(&node.sizes));
    all.join(" ")
}

#[test]
fn samples_tag_the_nodes_they_go_through() {
    let mut profile = profile(&[("ab", 3), ("ab", 4), ("a", 5), ("ab", 6), ("ab", 0)]);
    let labels: [(&[&str], &[i64]); 5] = [
        (&["z=1", "k=2"], &[]),
        (&["k=2", "z=1"], &[1024]),
        (&["pprof::base=true"], &[16]),
        (&[], &[16, 2048]),
        (&["never=seen"], &[]),
    ];
    label(&mut profile, &labels);
    let graph = graph(&profile, &untrimmed());
    // a has callees, so that only what is its own is shown.
    assert_eq!(tags(&graph, "a"), "16B=5");
    assert_eq!(tags(&graph, "b"), "k:2+z:1=7[1kB=4] 16B=6,2kB=6");
}

#[test]
fn light_tags_go_and_tags_take_the_room_of_nodes() {
    let mut profile = profile(&[("ab", 100), ("ab", 1), ("ac", 50)]);
    label(&mut profile, &[(&["k=b"], &[]), (&["k=x"], &[]), (&["k=c"], &[])]);
    let options = Options {
        node_fraction: 0.05,
        node_count: 3,
        ..untrimmed()
    };
    let graph = graph(&profile, &options);
    // b with its heavy tag is two, and a is the third.
    assert_eq!(written(&graph), "b:101/101 a:0/151 ab=101");
    assert_eq!(tags(&graph, "b"), "k:b=100[] ");
}
