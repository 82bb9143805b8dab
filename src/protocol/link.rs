//! A view as the part of an address after `#`, and back.
//!
//! Pairs as a form sends them: `v=1&file=SHA256&name=cpu.pb.gz&view=top&type=cpu&find=json`. What is as it
//! is when a file is opened is left out. A field this build does not know is passed over, so that a
//! newer build's link opens what an older one understands; another `v` is refused. Filters are fields by their
//! names in pprof, in the order in which they are applied.

use std::fmt;

use crate::protocol::comparing::Comparing;
use crate::protocol::decimal::{decimal, short};
use crate::protocol::filter::{Filter, FilterKind};
use crate::protocol::graph::GraphOptions;
use crate::protocol::place::{Place, SelectedPlace};
use crate::protocol::request::{SearchFor, TopColumn};
use crate::protocol::screen::Screen;

/// The format this build writes.
const VERSION: &str = "1";

/// What stands behind a filter's name where it is about just one function.
const FUNCTION: &str = ".function";
/// The same where it is about just one label.
const LABEL: &str = ".label";

/// Characters of a link that every place where people put links takes whole.
pub const MOST_CHARACTERS: usize = 2000;

/// A view of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub file: String,
    /// The same of the file it is compared with, of a series of all others with dots between them; else empty.
    pub base: String,
    /// The name it had, to ask for it by.
    pub name: String,
    /// What is shown of it.
    pub screen: Screen,
    /// Whether the picture is shown as a list.
    pub is_list: bool,
    /// What is looked for.
    pub find: SearchFor,
    /// The column the table is ordered by, and whether upwards.
    pub order: (TopColumn, bool),
    /// Where the pictures are.
    pub place: Place,
}

/// Why a text is no link, or what of it could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Written by another format's build: the version.
    Version(String),
    /// There is no SHA-256 of a file: what stands there.
    File(String),
    /// A field says nothing that it can mean: its name and its text.
    Field(&'static str, String),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(f, "unknown link version: {version:?}"),
            Self::File(file) => write!(f, "invalid file in the link: {file:?}"),
            Self::Field(name, text) => write!(f, "invalid {name} in the link: {text:?}"),
        }
    }
}

impl std::error::Error for LinkError {}

/// A link's text, and what had to be left out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkText {
    /// What stands after `#`.
    pub text: String,
    /// What made it too long, in words.
    pub left_out: Option<&'static str>,
}

impl Link {
    /// The text of the link, at most [`MOST_CHARACTERS`] long: what would make it longer is left out, the
    /// search first, then the selection and the zoom's steps.
    pub fn text(&self) -> LinkText {
        let whole = self.written();
        if whole.len() <= MOST_CHARACTERS {
            return LinkText {
                text: whole,
                left_out: None,
            };
        }
        let mut less = self.clone();
        less.find = SearchFor::default();
        let mut left_out = "the search";
        if less.written().len() > MOST_CHARACTERS {
            less.place = Place {
                sample_type: less.place.sample_type,
                how: less.place.how,
                filters: less.place.filters,
                scroll: less.place.scroll,
                graph: less.place.graph,
                ..Place::default()
            };
            left_out = "search, selection and zoom";
        }
        if less.written().len() > MOST_CHARACTERS {
            less.name.clear();
            less.place.sample_type.clear();
            less.place.filters.clear();
            left_out = "everything but the file";
        }
        LinkText {
            text: less.written(),
            left_out: Some(left_out),
        }
    }

    fn written(&self) -> String {
        let Self {
            file,
            base,
            name,
            screen,
            is_list,
            find,
            order,
            place,
        } = self;
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let mut put = |name: &str, text: &str| {
            if !text.is_empty() {
                pairs.append_pair(name, text);
            }
        };
        put("v", VERSION);
        put("file", file);
        put("base", base);
        put("name", name);
        if *screen != Screen::default() {
            put("view", screen.word());
        }
        if *is_list {
            put("as", "list");
        }
        put("type", &place.sample_type);
        put("compare", &place.how.words());
        for filter in &place.filters {
            let mark = match (filter.is_exact, filter.kind.is_of_labels()) {
                (false, _) => "",
                (true, false) => FUNCTION,
                (true, true) => LABEL,
            };
            put(&format!("{}{mark}", filter.kind.word()), &filter.what);
        }
        if !find.pattern.is_empty() {
            put("find", &find.pattern);
            put("find-as", find_as(find));
        }
        if *order != (TopColumn::Flat, false) {
            put("order", &order_text(*order));
        }
        if let Some(selected) = &place.selected {
            put("sel", &selected.function);
            put(
                "frame",
                &selected.frame.map(|frame| frame.to_string()).unwrap_or_default(),
            );
        }
        if !place.steps.is_empty() {
            let steps: Vec<_> = place.steps.iter().map(u32::to_string).collect();
            put("zoom", &steps.join("."));
            put("zoom-name", &place.zoomed);
        }
        if let Some([start, end]) = place.span {
            put("span", &format!("{}~{}", short(start), short(end)));
        }
        if place.scroll != 0.0 {
            put("scroll", &short(place.scroll));
        }
        if place.graph != GraphOptions::default() {
            put("graph", &graph_text(&place.graph));
        }
        if let Some([x, y, scale]) = place.graph_view {
            put("graph-at", &format!("{}~{}~{}", short(x), short(y), short(scale)));
        }
        put("time", &place.timeline);
        pairs.finish()
    }

    /// Reads a link; `Ok(None)` where there is none. What could not be used of it comes beside it.
    pub fn parse(text: &str) -> Result<Option<(Self, Vec<LinkError>)>, LinkError> {
        let mut link = Self::default();
        let mut version = None;
        let mut problems = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            match &*name {
                "v" => version = Some(value.into_owned()),
                "file" => link.file = value.into_owned(),
                "base" => link.base = value.into_owned(),
                "name" => link.name = value.into_owned(),
                _ => problems.extend(link.read(&name, &value)),
            }
        }
        match version {
            None => return Ok(None),
            Some(version) if version != VERSION => return Err(LinkError::Version(version)),
            Some(_) => {}
        }
        for (files, may_be_missing) in [(&mut link.file, false), (&mut link.base, true)] {
            let is_digest = |file: &str| file.len() == 64 && file.bytes().all(|digit| digit.is_ascii_hexdigit());
            let is_several = may_be_missing && files.split('.').all(is_digest);
            if !(is_digest(files) || is_several || may_be_missing && files.is_empty()) {
                return Err(LinkError::File(std::mem::take(files)));
            }
            files.make_ascii_lowercase();
        }
        Ok(Some((link, problems)))
    }

    fn read(&mut self, name: &str, value: &str) -> Option<LinkError> {
        let place = &mut self.place;
        let field = match name {
            "view" => {
                let screen = Screen::ALL.into_iter().find(|screen| screen.word() == value);
                screen.map(|screen| self.screen = screen).ok_or("view")
            }
            "as" => {
                self.is_list = value == "list";
                Ok(())
            }
            "type" => {
                value.clone_into(&mut place.sample_type);
                Ok(())
            }
            "compare" => {
                place.how = Comparing::from_words(value);
                Ok(())
            }
            "find" => {
                value.clone_into(&mut self.find.pattern);
                Ok(())
            }
            "find-as" => {
                self.find.is_regex = value.contains('r');
                self.find.is_case_sensitive = value.contains('c');
                Ok(())
            }
            "order" => order_from_text(value).map(|order| self.order = order).ok_or("order"),
            "sel" => {
                value.clone_into(&mut place.selected.get_or_insert_default().function);
                Ok(())
            }
            "frame" => {
                let frame = value.parse().ok();
                let set = |frame| place.selected.get_or_insert_default().frame = Some(frame);
                frame.map(set).ok_or("frame")
            }
            "zoom" => {
                let steps: Result<Vec<u32>, _> = value.split('.').map(str::parse).collect();
                steps.map(|steps| place.steps = steps).map_err(|_no_numbers| "zoom")
            }
            "zoom-name" => {
                value.clone_into(&mut place.zoomed);
                Ok(())
            }
            "span" => span_from_text(value).map(|span| place.span = Some(span)).ok_or("span"),
            "scroll" => {
                let rows = decimal(value);
                let rows = rows.filter(|rows| rows.is_finite() && *rows >= 0.0);
                rows.map(|rows| place.scroll = rows).ok_or("scroll")
            }
            "time" => {
                value.clone_into(&mut place.timeline);
                Ok(())
            }
            "graph" => graph_from_text(value)
                .map(|options| place.graph = options)
                .ok_or("graph"),
            "graph-at" => graph_view_from_text(value)
                .map(|view| place.graph_view = Some(view))
                .ok_or("graph-at"),
            name => {
                let (word, is_exact) = match name.strip_suffix(FUNCTION).or_else(|| name.strip_suffix(LABEL)) {
                    Some(word) => (word, true),
                    None => (name, false),
                };
                // What is no filter either is from another build.
                place.filters.extend(FilterKind::from_word(word).map(|kind| Filter {
                    kind,
                    what: value.to_owned(),
                    is_exact,
                }));
                Ok(())
            }
        };
        field.err().map(|name| LinkError::Field(name, value.to_owned()))
    }
}

fn find_as(find: &SearchFor) -> &'static str {
    match (find.is_regex, find.is_case_sensitive) {
        (false, false) => "",
        (true, false) => "r",
        (false, true) => "c",
        (true, true) => "rc",
    }
}

fn order_text((column, is_ascending): (TopColumn, bool)) -> String {
    let word = match column {
        TopColumn::Flat => "flat",
        TopColumn::Cum => "cum",
        TopColumn::Name => "name",
        TopColumn::File => "file",
        TopColumn::FlatGrowth => "flat-growth",
        TopColumn::CumGrowth => "cum-growth",
    };
    format!("{word}.{}", if is_ascending { "up" } else { "down" })
}

fn order_from_text(text: &str) -> Option<(TopColumn, bool)> {
    let (word, way) = text.split_once('.')?;
    let column = match word {
        "flat" => TopColumn::Flat,
        "cum" => TopColumn::Cum,
        "name" => TopColumn::Name,
        "file" => TopColumn::File,
        "flat-growth" => TopColumn::FlatGrowth,
        "cum-growth" => TopColumn::CumGrowth,
        _ => return None,
    };
    match way {
        "up" => Some((column, true)),
        "down" => Some((column, false)),
        _ => None,
    }
}

fn span_from_text(text: &str) -> Option<[f64; 2]> {
    let (start, end) = text.split_once('~')?;
    let (start, end) = (decimal(start)?, decimal(end)?);
    (0.0 <= start && start < end && end <= 1.0).then_some([start, end])
}

/// Nodes, node fraction and edge fraction, and `tree` for a call tree.
fn graph_text(options: &GraphOptions) -> String {
    let GraphOptions {
        node_count,
        node_fraction,
        edge_fraction,
        is_call_tree,
    } = options;
    let tree = if *is_call_tree { "~tree" } else { "" };
    format!("{node_count}~{}~{}{tree}", short(*node_fraction), short(*edge_fraction))
}

fn graph_from_text(text: &str) -> Option<GraphOptions> {
    let mut parts = text.split('~');
    let node_count = parts.next()?.parse().ok()?;
    let mut fraction = || -> Option<f64> {
        let fraction = decimal(parts.next()?)?;
        (0.0..=1.0).contains(&fraction).then_some(fraction)
    };
    let (node_fraction, edge_fraction) = (fraction()?, fraction()?);
    let is_call_tree = match parts.next() {
        None => false,
        Some("tree") => true,
        Some(_) => return None,
    };
    Some(GraphOptions {
        node_count,
        node_fraction,
        edge_fraction,
        is_call_tree,
    })
}

fn graph_view_from_text(text: &str) -> Option<[f64; 3]> {
    let mut parts = text.split('~').map(decimal);
    let view = [parts.next()??, parts.next()??, parts.next()??];
    let is_view = view.iter().all(|part| part.is_finite()) && view[2] > 0.0;
    (is_view && parts.next().is_none()).then_some(view)
}

impl SelectedPlace {
    /// A function as a whole.
    pub fn function(name: &str) -> Self {
        Self {
            function: name.to_owned(),
            frame: None,
        }
    }
}

#[cfg(test)]
mod tests;
