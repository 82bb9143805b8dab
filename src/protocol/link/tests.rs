//! Links as they are written and read.

use super::*;
use crate::protocol::comparing::Comparing;
use crate::protocol::filter::{Filter, FilterKind};

fn link() -> Link {
    Link {
        file: "ab".repeat(32),
        base: "cd".repeat(32),
        name: "cpu profile.pb.gz".to_owned(),
        screen: Screen::Graph,
        is_list: true,
        find: SearchFor {
            pattern: "json|a&b=c#%".to_owned(),
            is_regex: true,
            is_case_sensitive: false,
        },
        order: (TopColumn::Name, true),
        place: Place {
            how: Comparing::from_words("swap.normalize"),
            filters: vec![
                Filter {
                    kind: FilterKind::Hide,
                    what: "main.(*T).run[...]".into(),
                    is_function: true,
                },
                Filter {
                    kind: FilterKind::TagFocus,
                    what: "size=1kb:".into(),
                    is_function: false,
                },
                Filter {
                    kind: FilterKind::Focus,
                    what: "a+b&c".into(),
                    is_function: false,
                },
            ],
            sample_type: "cpu".to_owned(),
            selected: Some(SelectedPlace {
                function: "encoding/json.(*decodeState).value".to_owned(),
                frame: Some(12),
            }),
            steps: vec![3, 77],
            zoomed: "main.main".to_owned(),
            span: Some([0.25, 0.333_333_333]),
            scroll: 2.5,
            graph: GraphOptions {
                node_count: 160,
                node_fraction: 0.0001,
                is_call_tree: true,
                ..GraphOptions::default()
            },
            graph_view: Some([0.5, -0.125, 3.75]),
            timeline: "5~900~40~r.10.20".to_owned(),
        },
    }
}

#[test]
fn what_is_written_is_read() {
    let text = link().text();
    assert_eq!(text.left_out, None);
    assert_eq!(Link::parse(&text.text), Ok(Some((link(), Vec::new()))));
}

#[test]
fn what_is_as_at_first_is_left_out() {
    let link = Link {
        file: "0f".repeat(32),
        name: "heap.pb.gz".to_owned(),
        ..Link::default()
    };
    let text = format!("v=1&file={}&name=heap.pb.gz", link.file);
    assert_eq!(link.text().text, text);
    assert_eq!(Link::parse(&text), Ok(Some((link, Vec::new()))));
}

#[test]
fn other_texts_are_no_links() {
    assert_eq!(Link::parse(""), Ok(None));
    assert_eq!(Link::parse("section-2"), Ok(None));
    assert_eq!(Link::parse("v=9&file=x"), Err(LinkError::Version("9".to_owned())));
    assert_eq!(Link::parse("v=1&file=xyz"), Err(LinkError::File("xyz".to_owned())));
}

#[test]
fn a_damaged_field_is_told_and_the_rest_used() {
    let text = format!(
        "v=1&file={}&zoom=1.x&view=top&span=0.5~0.1&new=1&graph=80~2~0&graph-at=1~2~0",
        "0F".repeat(32)
    );
    let (read, problems) = Link::parse(&text).unwrap().unwrap();
    assert_eq!(read.screen, Screen::Top);
    assert_eq!(read.file, "0f".repeat(32));
    let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        [
            "invalid zoom in the link: \"1.x\"",
            "invalid span in the link: \"0.5~0.1\"",
            "invalid graph in the link: \"80~2~0\"",
            "invalid graph-at in the link: \"1~2~0\""
        ]
    );
}

#[test]
fn what_is_too_long_loses_the_search_first() {
    let mut long = link();
    long.find.pattern = "x".repeat(3000);
    let text = long.text();
    assert_eq!(text.left_out, Some("the search"));
    let (read, _) = Link::parse(&text.text).unwrap().unwrap();
    assert_eq!(read.place, link().place);

    long.place.zoomed = "y".repeat(3000);
    let text = long.text();
    assert_eq!(text.left_out, Some("search, selection and zoom"));
    assert!(text.text.len() <= MOST_CHARACTERS);

    long.name = "z".repeat(3000);
    assert_eq!(long.text().left_out, Some("everything but the file"));
    assert!(long.text().text.len() <= MOST_CHARACTERS);
}
