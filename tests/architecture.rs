//! What ARCHITECTURE.md and the style promise of the sources: who imports whom, how long files are, where colours stand.
//!
//! The import table is read from ARCHITECTURE.md itself, so that the page and the code cannot differ.

#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use goscope::layout::flame::Role;
use goscope::paint::theme::{Color, Theme};

/// The heading above the import table.
const HEADING: &str = "## Who may import whom";

/// Most lines of code in a file, without blank lines, comments and tests.
const MAX_LINES: usize = 400;

/// Each room and the rooms that it may import.
type Imports = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder with this ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    files(&root().join("src"), "rs")
}

/// The path as people write it: `src/model/id.rs`.
fn named(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// The room a source file stands in; none for the crate's own few files.
fn room(path: &Path) -> Option<String> {
    let inner = path.strip_prefix(root().join("src")).unwrap();
    let mut parts = inner.iter().map(|part| part.to_string_lossy().into_owned());
    let first = parts.next()?;
    parts.next()?;
    (first != "bin").then_some(first)
}

/// The table under [`HEADING`]: a room, a list of rooms in backquotes (or a dash), and a reason.
fn table(text: &str) -> Imports {
    let (_, below) = text
        .split_once(HEADING)
        .unwrap_or_else(|| panic!("ARCHITECTURE.md has no heading `{HEADING}`"));
    let rows = below
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let mut imports = Imports::new();
    for row in rows.skip(2) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [room, may_import, reason] = cells[..] else {
            panic!("not three cells: {row}");
        };
        assert!(!reason.is_empty(), "no reason: {row}");
        let names = |cell: &str| -> BTreeSet<String> {
            let names = cell.split(|letter: char| !letter.is_ascii_lowercase());
            names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        let room = names(room).into_iter().next().expect("a room");
        imports.insert(room, names(may_import));
    }
    assert!(!imports.is_empty(), "no table under `{HEADING}`");
    imports
}

fn architecture() -> Imports {
    table(&read(&root().join("ARCHITECTURE.md")))
}

/// The lines that are code, with their numbers; comments at a line's end are cut off.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    lines
        .map(|(index, line)| (index + 1, line.split(" //").next().unwrap_or(line).trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with("//"))
}

/// The text without its test module, which stands last.
fn without_tests(text: &str) -> &str {
    let start = text.find("\n#[cfg(test)]\nmod tests");
    &text[..start.unwrap_or(text.len())]
}

/// What is wrong with the imports of a file in `room`.
fn wrong_imports(imports: &Imports, room: &str, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (number, line) in code_lines(text) {
        if line.contains("crate::{") {
            wrong.push(format!("{number}: several rooms in a line: {line}"));
        }
        if line.starts_with("pub use crate::") {
            wrong.push(format!("{number}: what a room gives on is no longer seen: {line}"));
        }
        for rest in line.split("crate::").skip(1) {
            let name: String = rest
                .chars()
                .take_while(|it| it.is_ascii_lowercase() || *it == '_')
                .collect();
            let is_allowed = name == room || imports.get(room).is_some_and(|rooms| rooms.contains(&name));
            if imports.contains_key(&name) && !is_allowed {
                wrong.push(format!("{number}: {room} may not name {name}: {line}"));
            }
        }
    }
    wrong
}

#[test]
fn the_table_names_every_room_and_has_no_circle() {
    let imports = architecture();
    let rooms: BTreeSet<_> = sources().iter().filter_map(|path| room(path)).collect();
    let named: BTreeSet<_> = imports.keys().cloned().collect();
    assert_eq!(rooms, named, "rooms of src/, and of the table");
    // Take away rooms that name only rooms already taken away: in a circle some would stay.
    let mut left = imports;
    let mut taken = BTreeSet::new();
    while let Some(next) = left
        .iter()
        .find(|(_, may)| may.is_subset(&taken))
        .map(|it| it.0.clone())
    {
        left.remove(&next);
        taken.insert(next);
    }
    assert!(left.is_empty(), "a circle, or an unknown room, in {left:?}");
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let imports = architecture();
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(room) = room(&path) else { continue };
        for complaint in wrong_imports(&imports, &room, &read(&path)) {
            wrong.push(format!("{}:{complaint}", named(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn wrong_imports_are_seen() {
    let imports = table(&format!(
        "{HEADING}\n\n| room | may import | because |\n|---|---|---|\n| `model` | — | base |\n| `paint` | `model` | x |\n"
    ));
    let check = |text: &str| wrong_imports(&imports, "model", text).len();
    assert_eq!(check("use crate::model::id;\n// use crate::paint::x;\n"), 0);
    assert_eq!(check("use crate::paint::surface;"), 1);
    assert_eq!(check("let x = crate::paint::theme::y();"), 1);
    assert_eq!(check("use crate::{model, id};"), 1);
    assert_eq!(wrong_imports(&imports, "paint", "use crate::model::id;").len(), 0);
}

#[test]
fn files_are_short() {
    let mut long = Vec::new();
    for path in sources() {
        if path.ends_with("tests.rs") {
            continue;
        }
        let count = code_lines(without_tests(&read(&path))).count();
        if count > MAX_LINES {
            long.push(format!("{}: {count} lines", named(&path)));
        }
    }
    assert!(
        long.is_empty(),
        "more than {MAX_LINES} lines of code:\n{}",
        long.join("\n")
    );
}

#[test]
fn every_room_says_what_it_is_for() {
    for path in sources() {
        let text = read(&path);
        if path.ends_with("mod.rs") {
            assert!(text.starts_with("//! "), "{} does not begin with `//!`", named(&path));
        }
    }
}

/// The colours written out in a line: `#rrggbb`, `rgb(…)` and the like, `0xrr_gg_bb` of a [`Color`].
fn color_literals(line: &str) -> usize {
    let hex = line.split('#').skip(1).filter(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends = rest[digits..]
            .chars()
            .next()
            .is_none_or(|it| !it.is_ascii_alphanumeric() && it != '-' && it != '_');
        matches!(digits, 3 | 4 | 6 | 8) && ends
    });
    let functions = [
        "rgb(",
        "rgba(",
        "hsl(",
        "hsla(",
        "oklch(",
        "oklab(",
        "Color::hex(",
        "Color {",
    ];
    hex.count() + functions.iter().map(|name| line.matches(name).count()).sum::<usize>()
}

#[test]
fn colours_are_written_once() {
    let theme = root().join("src/paint/theme.rs");
    let tokens = root().join("style/tokens.css");
    let mut found = Vec::new();
    for path in sources().into_iter().chain(files(&root().join("style"), "css")) {
        if path == theme || path == tokens || path.ends_with("tests.rs") {
            continue;
        }
        let text = read(&path);
        for (number, line) in code_lines(without_tests(&text)) {
            // Taking a colour apart is not writing one, and a function that gives one is none.
            let is_other = ["let Color {", "use ", "fn "]
                .iter()
                .any(|start| line.starts_with(start));
            if color_literals(line) > 0 && !is_other {
                found.push(format!("{}:{number}: {line}", named(&path)));
            }
        }
    }
    assert!(
        found.is_empty(),
        "colours outside of theme.rs and tokens.css:\n{}",
        found.join("\n")
    );
}

#[test]
fn colour_literals_are_seen() {
    for line in [
        "color: #fff;",
        "background: #1A1D21 ;",
        "fill: rgb(1 2 3)",
        "Color::hex(0xff_ff_ff)",
    ] {
        assert_eq!(color_literals(line), 1, "{line}");
    }
    for line in [
        "#[derive(Debug)]",
        "href=\"#loading\"",
        "a#add-file {",
        "format!(\"#{red:02x}\")",
    ] {
        assert_eq!(color_literals(line), 0, "{line}");
    }
}

/// The light and the dark colour of a name in `style/tokens.css`: `--ground: light-dark(#ffffff, #16191d);`.
fn token(tokens: &str, name: &str) -> [Color; 2] {
    let line = tokens
        .lines()
        .find(|line| line.trim_start().starts_with(&format!("{name}:")))
        .unwrap_or_else(|| panic!("style/tokens.css has no {name}"));
    let colors: Vec<_> = line
        .split('#')
        .skip(1)
        .map(|rest| Color::hex(u32::from_str_radix(&rest[..6], 16).unwrap_or_else(|error| panic!("{line}: {error}"))))
        .collect();
    <[Color; 2]>::try_from(colors).unwrap_or_else(|_| panic!("not a light and a dark colour: {line}"))
}

#[test]
fn page_and_canvases_share_their_colours() {
    let tokens = read(&root().join("style/tokens.css"));
    let [light, dark] = [Theme::light(), Theme::dark()];
    let shared = [
        ("--ground", [light.ground, dark.ground]),
        ("--ink", [light.ink, dark.ink]),
        ("--accent", [light.selected, dark.selected]),
        ("--more", [&light, &dark].map(|theme| theme.role(Role::More(4)))),
        ("--less", [&light, &dark].map(|theme| theme.role(Role::Less(4)))),
        ("--same", [&light, &dark].map(|theme| theme.role(Role::More(0)))),
        ("--new", [light.new, dark.new]),
    ];
    for (name, painted) in shared {
        assert_eq!(token(&tokens, name), painted, "{name}");
    }
}
