use super::*;

/// A tree of numbers: below `n` stand `10 n + 1` up to `10 n + width`, as deep as `depth`; row 0 is none of them.
struct Numbers {
    width: u32,
    depth: u32,
    below: Vec<u32>,
}

fn level(item: u32) -> u32 {
    if item == 0 { 0 } else { item.ilog10() + 1 }
}

impl Branches for Numbers {
    fn below(&mut self, item: Option<u32>) -> &[u32] {
        let item = item.unwrap_or(0);
        let width = if level(item) < self.depth { self.width } else { 0 };
        self.below = (1..=width).map(|at| item * 10 + at).collect();
        &self.below
    }

    fn above(&self, item: u32) -> Option<u32> {
        Some(item / 10).filter(|&above| above > 0)
    }

    fn row(&mut self, item: u32) -> TreeRow {
        TreeRow {
            name: item.to_string(),
            ..TreeRow::default()
        }
    }
}

fn numbers() -> Numbers {
    Numbers {
        width: 3,
        depth: 4,
        below: Vec::new(),
    }
}

fn list(numbers: &mut Numbers) -> Treegrid {
    let mut list = Treegrid::default();
    list.watch(0..100);
    list.refill(numbers).unwrap();
    list
}

/// The rows as a person reads them: `+` is folded, `-` unfolded, and how deep.
fn read(list: &mut Treegrid, numbers: &mut Numbers) -> String {
    list.reword();
    let news = list.take_news(numbers).unwrap();
    let rows = news.rows.iter().map(|row| {
        let sign = match row.fold {
            Fold::Leaf => "",
            Fold::Closed => "+",
            Fold::Open => "-",
        };
        assert_eq!((row.level, row.siblings), (level(row.item), 3));
        assert_eq!(row.position, row.item % 10);
        format!("{sign}{}", row.name)
    });
    rows.collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_unfold_and_fold_in_place() {
    let mut tree = numbers();
    let mut list = list(&mut tree);
    assert_eq!(read(&mut list, &mut tree), "+1 +2 +3");
    assert!(list.unfold(2, &mut tree).unwrap());
    assert!(list.unfold(23, &mut tree).unwrap());
    assert_eq!(read(&mut list, &mut tree), "+1 -2 +21 +22 -23 +231 +232 +233 +3");
    assert!(!list.unfold(23, &mut tree).unwrap());
    assert!(!list.unfold(999, &mut tree).unwrap());
    assert!(list.fold(2));
    assert!(!list.fold(2));
    // What was open below is folded when it comes again.
    assert!(list.unfold(2, &mut tree).unwrap());
    assert_eq!(read(&mut list, &mut tree), "+1 -2 +21 +22 +23 +3");
}

#[test]
fn what_is_selected_has_the_way_to_it_unfolded() {
    let mut tree = numbers();
    let mut list = list(&mut tree);
    list.select(Some(2312), &mut tree).unwrap();
    let whole = "+1 -2 +21 +22 -23 -231 2311 2312 2313 +232 +233 +3";
    assert_eq!(read(&mut list, &mut tree), whole);
    assert_eq!(list.selected(), Some((2312, None)));
    // From a part of the way that is unfolded already, and where all of it is.
    assert!(list.fold(23));
    list.select(Some(2313), &mut tree).unwrap();
    assert_eq!(read(&mut list, &mut tree), whole);
    list.select(Some(231), &mut tree).unwrap();
    assert_eq!(read(&mut list, &mut tree), whole);
    assert_eq!(list.selected(), Some((231, Some(2311))));
    // What the picture does not show cannot be led to; the way there is unfolded as far as it goes.
    list.select(Some(349), &mut tree).unwrap();
    assert_eq!(list.selected(), None);
    list.select(Some(9), &mut tree).unwrap();
    assert_eq!(list.selected(), None);
    list.select(None, &mut tree).unwrap();
    assert_eq!(list.take_news(&mut tree).unwrap().selected_row, None);
}

#[test]
fn siblings_unfold_at_once() {
    let mut tree = numbers();
    let mut list = list(&mut tree);
    list.select(Some(22), &mut tree).unwrap();
    list.unfold_siblings(22, &mut tree).unwrap();
    assert_eq!(
        read(&mut list, &mut tree),
        "+1 -2 -21 +211 +212 +213 -22 +221 +222 +223 -23 +231 +232 +233 +3"
    );
    list.unfold_siblings(3, &mut tree).unwrap();
    assert_eq!(
        read(&mut list, &mut tree),
        "-1 +11 +12 +13 -2 -21 +211 +212 +213 -22 +221 +222 +223 -23 +231 +232 +233 -3 +31 +32 +33"
    );
    list.select(Some(1111), &mut tree).unwrap();
    let before = read(&mut list, &mut tree);
    list.unfold_siblings(1111, &mut tree).unwrap();
    assert_eq!(read(&mut list, &mut tree), before, "leaves have nothing to unfold");
}

#[test]
fn new_weights_keep_what_was_unfolded() {
    let mut tree = numbers();
    let mut list = list(&mut tree);
    list.select(Some(2312), &mut tree).unwrap();
    tree.depth = 3;
    list.refill(&mut tree).unwrap();
    assert_eq!(read(&mut list, &mut tree), "+1 -2 +21 +22 -23 231 232 233 +3");
    assert_eq!(list.selected(), None);
    tree.depth = 0;
    list.refill(&mut tree).unwrap();
    assert!(list.is_empty());
}

#[test]
fn steps_stay_in_the_list() {
    let mut tree = numbers();
    let mut list = list(&mut tree);
    assert_eq!(list.at_distance(1), Some(1), "from nothing to the first");
    assert_eq!(list.at_distance(i64::MAX), Some(3));
    list.select(Some(2), &mut tree).unwrap();
    assert_eq!((list.at_distance(1), list.at_distance(-1)), (Some(3), Some(1)));
    assert_eq!(
        (list.at_distance(i64::MIN), list.at_distance(i64::MAX)),
        (Some(1), Some(3))
    );
    assert_eq!(Treegrid::default().at_distance(1), None);
}

#[test]
fn only_what_is_looked_at_is_told_and_once() {
    let mut tree = numbers();
    let mut list = list(&mut tree);
    list.select(Some(2312), &mut tree).unwrap();
    list.watch(4..6);
    let news = list.take_news(&mut tree).unwrap();
    let items: Vec<_> = news.rows.iter().map(|row| row.item).collect();
    assert_eq!((news.from, items), (4, vec![23, 231]));
    assert_eq!((news.row_count, news.selected_row), (12, Some(7)));
    assert!(list.take_news(&mut tree).is_none());
    list.watch(50..60);
    let news = list.take_news(&mut tree).unwrap();
    assert_eq!((news.from, news.rows.len()), (12, 0));
    list.watch(0..0);
    assert!(!list.is_watched() && list.take_news(&mut tree).is_none());
    list.watch(0..u32::MAX);
    assert_eq!(list.watched, 0..MAX_ROWS);
}

/// A chain of a million: one below the other.
struct Chain([u32; 1]);

impl Branches for Chain {
    fn below(&mut self, item: Option<u32>) -> &[u32] {
        self.0 = [item.unwrap_or(0) + 1];
        if self.0[0] > 1_000_000 { &[] } else { &self.0 }
    }

    fn above(&self, item: u32) -> Option<u32> {
        Some(item - 1).filter(|&above| above > 0)
    }

    fn row(&mut self, _item: u32) -> TreeRow {
        TreeRow::default()
    }
}

#[test]
fn a_way_of_a_million_rows_is_one_pass() {
    let mut chain = Chain([0]);
    let mut list = Treegrid::default();
    list.watch(999_998..1_000_010);
    list.refill(&mut chain).unwrap();
    list.select(Some(1_000_000), &mut chain).unwrap();
    let news = list.take_news(&mut chain).unwrap();
    assert_eq!((news.row_count, news.selected_row), (1_000_000, Some(999_999)));
    assert_eq!(news.rows[1].level, 1_000_000);
    assert!(list.fold(1));
    assert_eq!(list.rows.len(), 1);
}
