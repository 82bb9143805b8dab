use super::*;
use crate::analyze::profile::entity::{Entities, Grouping};
use crate::analyze::profile::letters::profile;
use crate::analyze::profile::search::Pattern;
use crate::layout::hit::{Hit, frame_at, place_of};
use crate::layout::space::{PaneSpace, WeightSpan};

struct Owned {
    entities: Entities,
    tree: CallTree,
    weights: Weights,
    children: Children,
    labels: Names,
    root_names: NameVariants,
}

/// For each entity its names; all have the same hue.
#[derive(Debug)]
struct Names(Vec<NameVariants>);

impl Labels for Names {
    fn names(&self, entity: EntityId) -> Option<&NameVariants> {
        self.0.get(entity.row())
    }

    fn hue(&self, _entity: EntityId) -> u8 {
        3
    }
}

impl Owned {
    fn new(samples: &[(&str, i64)]) -> Self {
        let profile = profile(samples);
        let entities = Entities::build(&profile, Grouping::default()).unwrap();
        let tree = CallTree::build(&profile, &entities).unwrap();
        let weights = Weights::sum(&profile, &tree, 0).unwrap();
        let children = Children::of(&tree).unwrap();
        let names = (0..entities.len())
            .map(|row| NameVariants::new([&*format!("package.{}", entities.label(EntityId::from(row)))]))
            .collect();
        let root_names = NameVariants::new(["all samples", "all"]);
        Self {
            entities,
            tree,
            weights,
            children,
            labels: Names(names),
            root_names,
        }
    }

    fn scene(&mut self) -> FlameScene<'_> {
        FlameScene {
            tree: &self.tree,
            weights: &self.weights,
            children: &mut self.children,
            labels: &self.labels,
            root_names: &self.root_names,
            matches: None,
            selected: None,
            selected_node: None,
            lit: None,
            column_width: 7.0,
        }
    }
}

fn view(width: f64, total: f64) -> FlameView {
    FlameView {
        pane: PaneSpace {
            width,
            height: 200.0,
            ratio: 1.0,
        },
        span: WeightSpan { start: 0.0, end: total },
        scroll: 0.0,
        row_height: 20.0,
        is_root_below: false,
    }
}

/// Draws rows as text, a character a pixel: the letter of the function, `.` for the root, `~` for a run.
fn drawn(samples: &[(&str, i64)], view: &FlameView) -> Vec<String> {
    let mut owned = Owned::new(samples);
    let picture = picture(&mut owned.scene(), view);
    let mut rows: Vec<Vec<u8>> = Vec::new();
    for shape in &picture.boxes {
        let row = (shape.rect.y / view.row_height).round() as usize;
        if rows.len() <= row {
            rows.resize(row + 1, vec![b' '; view.pane.width as usize]);
        }
        let letter = match shape.role {
            Role::Root => b'.',
            Role::Run => b'~',
            _ => owned.entities.label(owned.tree.entity(shape.node)).as_bytes()[0],
        };
        rows[row][shape.rect.x.round() as usize..shape.rect.right().round() as usize].fill(letter);
    }
    rows.into_iter()
        .map(|row| String::from_utf8(row).unwrap().trim_end().to_owned())
        .collect()
}

#[test]
fn children_stand_below_their_caller_widest_first_own_value_at_the_right() {
    let samples = [("ab", 2), ("acd", 5), ("a", 3), ("e", 2)];
    assert_eq!(
        drawn(&samples, &view(12.0, 12.0)),
        [
            "............",
            "aaaaaaaaaaee",
            "ccccc~~".replace("~~", "bb").as_str(),
            "ddddd"
        ]
    );
}

#[test]
fn narrow_neighbours_share_a_run() {
    let samples = [("ab", 4), ("ac", 1), ("ad", 1), ("ae", 1)];
    assert_eq!(drawn(&samples, &view(7.0, 7.0)), [".......", "aaaaaaa", "bbbb~~~"]);
}

#[test]
fn a_zoomed_view_shows_the_callers_at_full_width() {
    let samples = [("ab", 2), ("acd", 5), ("a", 3)];
    let zoomed = FlameView {
        span: WeightSpan { start: 5.0, end: 7.0 },
        ..view(8.0, 10.0)
    };
    assert_eq!(drawn(&samples, &zoomed), ["........", "aaaaaaaa", "bbbbbbbb"]);
}

#[test]
fn scrolled_rows_leave_the_pane() {
    let samples = [("abcdefghijklmnop", 5)];
    let view = FlameView {
        scroll: 100.0,
        ..view(5.0, 5.0)
    };
    let mut owned = Owned::new(&samples);
    let picture = picture(&mut owned.scene(), &view);
    assert_eq!(picture.boxes.len(), 10);
    assert_eq!(picture.boxes[0].rect.y, 0.0);
}

#[test]
fn a_stack_of_any_depth_is_walked_without_recursion() {
    let deep: String = "ab".repeat(50_000);
    let mut owned = Owned::new(&[(&deep, 1)]);
    let view = FlameView {
        scroll: 20.0 * 99_999.0,
        ..view(50.0, 1.0)
    };
    let picture = picture(&mut owned.scene(), &view);
    assert_eq!(picture.boxes.len(), 2, "rows 99,999 and 100,000 are the last");
    let hit = frame_at(&owned.tree, &mut owned.children, &owned.weights, &view, 10.0, 30.0);
    assert!(matches!(hit, Some(Hit::Frame(_, 100_000, _))), "{hit:?}");
}

#[test]
fn the_number_of_boxes_is_bounded_by_pixels() {
    let names = "abcdefghijklmnopqrstuvwxyz";
    let stacks: Vec<String> = (0..5_000_usize)
        .map(|n| {
            (0..8)
                .map(|k| names.as_bytes()[(n / 7_usize.pow(k % 5) + n * k as usize) % 26] as char)
                .collect()
        })
        .collect();
    let samples: Vec<_> = stacks.iter().map(|stack| (stack.as_str(), 1)).collect();
    let mut owned = Owned::new(&samples);
    let picture = picture(&mut owned.scene(), &view(300.0, 5000.0));
    let per_row = (300.0 / MIN_BOX) as usize;
    assert!(picture.boxes.len() <= 9 * per_row, "{} boxes", picture.boxes.len());
    // Boxes of a row never overlap.
    let mut last = std::collections::BTreeMap::new();
    for shape in &picture.boxes {
        let right = last.entry(shape.rect.y as i64).or_insert(0.0);
        assert!(shape.rect.x >= *right - 1e-6, "{shape:?} begins before {right}");
        *right = shape.rect.right();
    }
}

#[test]
fn hitting_the_middle_of_a_box_finds_it() {
    let samples = [("ab", 20), ("acd", 50), ("a", 30), ("e", 20), ("ef", 1), ("eg", 1)];
    for is_root_below in [false, true] {
        let view = FlameView {
            is_root_below,
            ..view(120.0, 122.0)
        };
        let mut owned = Owned::new(&samples);
        let picture = picture(&mut owned.scene(), &view);
        for shape in picture.boxes {
            let (x, y) = (shape.rect.x + shape.rect.width / 2.0, shape.rect.y + 10.0);
            match frame_at(&owned.tree, &mut owned.children, &owned.weights, &view, x, y) {
                Some(Hit::Frame(node, row, span)) => {
                    assert_eq!(node, shape.node);
                    assert_eq!(
                        place_of(&owned.tree, &mut owned.children, &owned.weights, node),
                        (row, span)
                    );
                }
                Some(Hit::Run(caller)) => assert_eq!((shape.role, caller), (Role::Run, shape.node)),
                None => panic!("nothing at {x},{y}"),
            }
        }
    }
}

#[test]
fn a_search_dims_what_does_not_match_and_labels_fit() {
    let mut owned = Owned::new(&[("ab", 10), ("ac", 20)]);
    let matches = Matches::find(&owned.entities, &Pattern::new("b", false, true).unwrap());
    let (view, mut scene) = (view(300.0, 30.0), owned.scene());
    scene.matches = Some(&matches);
    scene.lit = Some(EntityId(2));
    let picture = picture(&mut scene, &view);
    let dimmed: Vec<_> = picture.boxes.iter().map(|shape| shape.is_dimmed).collect();
    assert_eq!(dimmed, [false, true, true, false]);
    let labels: Vec<_> = picture
        .labels
        .iter()
        .map(|label| &picture.text[label.text.clone()])
        .collect();
    assert_eq!(labels, ["all samples", "package.a", "package.c", "package.b"]);
    assert_eq!(picture.outlines.len(), 1);
}

#[test]
fn decreases_and_increases_have_roles_of_their_own() {
    let mut owned = Owned::new(&[("ab", 10), ("ac", -30)]);
    let picture = picture(&mut owned.scene(), &view(400.0, 40.0));
    let roles: Vec<_> = picture.boxes.iter().map(|shape| shape.role).collect();
    assert_eq!(roles, [Role::Root, Role::Less(2), Role::Less(4), Role::More(4)]);
}
