//! Commands for `go tool pprof` that give the numbers that are shown, quoted for a POSIX shell.
//!
//! pprof applies its filters in an order of its own, once each (`internal/driver/driver_focus.go`, Go 1.27): what cannot be
//! said so is told in a comment.

use std::io::{self, Write as _};

use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::refine::LabelFilter;
use crate::analyze::profile::search::exactly;
use crate::engine::Shown;
use crate::engine::names::named;
use crate::engine::profile::OpenProfile;
use crate::model::symbol::simplified;
use crate::protocol::comparing::Comparing;
use crate::protocol::filter::{Filter, FilterKind};
use crate::protocol::request::TopColumn;

/// A command for the table, one for the call graph and, where a function is selected, one for its callers and callees.
pub(super) fn commands(shown: &mut Shown, files: &[String], out: &mut Vec<u8>) -> io::Result<()> {
    let place = shown.place();
    let mut common = vec!["go tool pprof".to_owned(), "-symbolize=none".to_owned()];
    let mut flag = |name: &str, value: &str| common.push(quoted(&format!("-{name}={value}")));
    flag("sample_index", &place.sample_type);
    let entities = shown.profile.whole_entities();
    let said = place.filters.iter().map(|filter| written(&shown.profile, filter));
    let (flags, left_out) = filters(&said.collect::<Vec<_>>(), |function| name(entities, function));
    for (name, value) in &flags {
        flag(name, value);
    }
    let files: Vec<&String> = if place.how.has(Comparing::SWAPPED) {
        files.iter().rev().collect()
    } else {
        files.iter().collect()
    };
    if let Some(base) = files.get(1).filter(|_| shown.profile.compared.is_some()) {
        let name = if place.how.has(Comparing::OF_CHANGE) {
            "base"
        } else {
            "diff_base"
        };
        flag(name, base);
        if place.how.has(Comparing::NORMALIZED) {
            common.push("-normalize".to_owned());
        }
    }
    for what in &left_out {
        writeln!(out, "# pprof cannot say: {what}")?;
    }
    let file = quoted(files.first().map_or("FILE", |file| file));
    let mut command = |own: &[String]| {
        let words = [&common[..1], own, &common[1..]].concat();
        writeln!(out, "{} {file}", words.join(" "))
    };
    let mut top = vec![
        "-top".to_owned(),
        "-nodecount=0".to_owned(),
        "-nodefraction=0".to_owned(),
    ];
    if shown.table.column() == TopColumn::Cum {
        top.push("-cum".to_owned());
    }
    command(&top)?;
    let graph = place.graph;
    let mut svg = vec![
        "-svg".to_owned(),
        format!("-nodecount={}", graph.node_count),
        format!("-nodefraction={}", graph.node_fraction),
        format!("-edgefraction={}", graph.edge_fraction),
    ];
    svg.extend(graph.is_call_tree.then(|| "-call_tree".to_owned()));
    command(&svg)?;
    let selected = place.selected.as_ref();
    if let Some(name) = selected.and_then(|selected| name(entities, &selected.function)) {
        command(&[quoted(&format!("-peek={}", exactly(&name)))])?;
    }
    Ok(())
}

/// The name that the file has for a function of the page, which writes dots where the linker escapes them; none where
/// there is but an address.
fn name(entities: &Entities, function: &str) -> Option<String> {
    let name = entities.name(named(entities, function)?);
    (!name.is_empty()).then(|| String::from_utf8_lossy(name).into_owned())
}

/// A filter about one label as an expression, where it can be one.
fn written(profile: &OpenProfile, filter: &Filter) -> Filter {
    let is_label = filter.is_exact && filter.kind.is_of_labels();
    let text = |id| profile.profile.strings.text(id);
    let what = match profile.label_filter(filter) {
        // Commas part expressions, whatever they stand in.
        LabelFilter::Words { key, values } if is_label => {
            let words = values.iter().map(|&word| exactly(&text(word)).replace(',', r"\x2c"));
            format!("{}={}", text(key), words.collect::<Vec<_>>().join(","))
        }
        LabelFilter::Numbers { key, from, .. } if is_label => format!("{}={}", text(key), from.unwrap_or(0)),
        _ => return filter.clone(),
    };
    Filter {
        what,
        is_exact: false,
        ..filter.clone()
    }
}

/// The flags of filters, and in words those that cannot be said; `name` gives a function's in the file.
fn filters(filters: &[Filter], name: impl Fn(&str) -> Option<String>) -> (Vec<(&'static str, String)>, Vec<String>) {
    let (mut flags, mut left_out) = (Vec::<(&'static str, String)>::new(), Vec::new());
    let mut last = [0; 2];
    for filter in filters {
        let Filter { kind, what, is_exact } = filter;
        if *is_exact && kind.is_of_labels() {
            left_out.push(format!("{} samples without {what}", kind.word()));
            continue;
        }
        if kind.adds_frames() {
            // They come first. At the root the last is outermost, at the leaf innermost.
            match flags.iter_mut().find(|(name, _)| *name == kind.word()) {
                None => flags.push((kind.word(), what.clone())),
                Some((_, keys)) if *kind == FilterKind::TagRoot => *keys = format!("{what},{keys}"),
                Some((_, keys)) => *keys = format!("{keys},{what}"),
            }
            continue;
        }
        let expression = if *is_exact {
            // It cuts stacks off by names without what follows a parenthesis: those of methods are none there.
            let is_whole =
                |name: &String| *kind != FilterKind::PruneFrom || simplified(name.as_bytes()) == name.as_bytes();
            let Some(name) = name(what).filter(is_whole) else {
                left_out.push(format!("{} the function {what} alone", kind.word()));
                continue;
            };
            exactly(&name)
        } else {
            what.clone()
        };
        let at_once = &mut last[usize::from(kind.is_of_labels())];
        let known = flags.iter_mut().find(|(name, _)| *name == kind.word());
        if rank(*kind) < *at_once {
            left_out.push(format!("{} {what} after the filters before it", kind.word()));
            continue;
        }
        *at_once = rank(*kind);
        match known {
            None => flags.push((kind.word(), expression)),
            // Of these any match is enough, so that two are one.
            Some((_, before)) if matches!(kind, FilterKind::Ignore | FilterKind::Hide | FilterKind::TagHide) => {
                *before = format!("(?:{before})|(?:{expression})");
            }
            Some(_) => left_out.push(format!("another {} {what}", kind.word())),
        }
    }
    (flags, left_out)
}

/// When pprof applies a filter, among those of frames and among those of labels.
fn rank(kind: FilterKind) -> u8 {
    match kind {
        FilterKind::Focus
        | FilterKind::Ignore
        | FilterKind::TagFocus
        | FilterKind::TagIgnore
        | FilterKind::TagRoot
        | FilterKind::TagLeaf => 0,
        FilterKind::Hide | FilterKind::Show | FilterKind::TagShow | FilterKind::TagHide => 1,
        FilterKind::ShowFrom => 2,
        FilterKind::PruneFrom => 3,
    }
}

/// A word for a POSIX shell, in quotes where it needs them.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=./,:+@%".contains(letter);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(kind: FilterKind, what: &str, is_exact: bool) -> Filter {
        Filter {
            kind,
            what: what.to_owned(),
            is_exact,
        }
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(quoted("-focus=a.b"), "-focus=a.b");
        assert_eq!(quoted("-focus=^main\\.it's$"), r"'-focus=^main\.it'\''s$'");
    }

    #[test]
    fn filters_are_flags_as_far_as_pprof_has_them() {
        use FilterKind::{Focus, Hide, Ignore, PruneFrom, ShowFrom, TagFocus};
        let same = |name: &str| Some(name.to_owned());
        let (flags, left_out) = filters(
            &[
                filter(Focus, "json", false),
                filter(Ignore, "main.(*T).run", true),
                filter(Ignore, "gc", false),
                filter(TagFocus, "a=b", false),
                filter(Hide, "x", false),
            ],
            same,
        );
        let expected = [
            ("focus", "json"),
            ("ignore", r"(?:^main\.\(\*T\)\.run$)|(?:gc)"),
            ("tagfocus", "a=b"),
            ("hide", "x"),
        ];
        assert_eq!(flags, expected.map(|(name, what)| (name, what.to_owned())));
        assert_eq!(left_out, [""; 0]);
        let (flags, left_out) = filters(
            &[
                filter(ShowFrom, "a", false),
                filter(Focus, "b", false),
                filter(ShowFrom, "c", false),
            ],
            same,
        );
        assert_eq!(flags.len(), 1);
        assert_eq!(left_out, ["focus b after the filters before it", "another show_from c"]);
        let methods = [
            filter(PruneFrom, "main.(*T).run", true),
            filter(PruneFrom, "main.run", true),
        ];
        let (flags, left_out) = filters(&methods, same);
        assert_eq!(flags, [("prune_from", r"^main\.run$".to_owned())]);
        assert_eq!(left_out, ["prune_from the function main.(*T).run alone"]);
        let (flags, left_out) = filters(&[filter(Focus, "0x1020", true)], |_| None);
        assert_eq!((flags.len(), left_out.len()), (0, 1));
    }
}
