//! The lines of the selected function: what each weighs, and its text where that was given.

use crate::analyze::profile::entity::EntityId;
use crate::analyze::profile::listing::{FileLines, LineCost, listing};
use crate::analyze::profile::refine::{RefineError, refine};
use crate::engine::profile::OpenProfile;
use crate::engine::sheet::sources::{Source, Sources, wanted};
use crate::engine::sheet::{Lines, plain, weight};
use crate::model::column::OutOfMemory;
use crate::model::id::FunctionId;
use crate::model::profile::Profile;
use crate::model::symbol;
use crate::protocol::sheet::{Act, LineKind, SheetLine, SheetPage, SheetValue, Wanted};

/// How many lines after the last one with a value are looked through for the function's end.
const MOST_AFTER: i64 = 60;
/// How many lines are shown around, where a function's bounds are not known.
const AROUND: i64 = 5;
/// Calls that were inlined into one line, at most so many of them.
const MOST_INLINED: usize = 24;

/// The lines of a function, ready to show.
pub(super) struct SourceLines {
    entity: Option<EntityId>,
    head: SheetPage,
    lines: Vec<SourceLine>,
}

/// A line before its numbers are written out.
struct SourceLine {
    costs: Option<[i64; 2]>,
    number: i64,
    kind: LineKind,
    text: String,
    note: String,
    level: u32,
    click: Option<Act>,
}

impl SourceLines {
    /// The lines of an entity, which has these sums.
    pub(super) fn of(
        profile: &OpenProfile,
        sums: Option<(EntityId, [i64; 2])>,
        sources: &Sources,
    ) -> Result<Self, OutOfMemory> {
        let Some((entity, [flat, cum])) = sums else {
            return Ok(Self {
                entity: None,
                head: SheetPage {
                    title: "No function is selected".to_owned(),
                    notes: vec![
                        "Select one in the flame graph, the call graph or the table: here stand its lines with their values."
                            .to_owned(),
                    ],
                    ..SheetPage::default()
                },
                lines: Vec::new(),
            });
        };
        let name = profile.names.full(entity).to_owned();
        let files = files(profile, entity)?;
        let mut made = Self {
            entity: Some(entity),
            head: SheetPage {
                title: format!(
                    "{name}: flat {}, cum {}",
                    with_share(profile, flat),
                    with_share(profile, cum)
                ),
                columns: ["flat", "cum", "line"].map(str::to_owned).into(),
                ..SheetPage::default()
            },
            lines: Vec::new(),
        };
        for file in &files {
            made.add_file(profile, entity, file, sources);
        }
        if files.is_empty() {
            let unknown =
                "The profile does not tell lines of this function: it has no symbols, or filters left nothing of it.";
            made.head.notes.push(unknown.to_owned());
        } else if !made.head.wanted.is_empty() {
            made.head.notes.push(
                "Lines with values stand alone until there is source text: give the folder of the module, of $GOROOT, or of the \
                 module cache. Only the files of the function shown are read, and nothing is uploaded."
                    .to_owned(),
            );
        }
        Ok(made)
    }

    fn add_file(&mut self, profile: &OpenProfile, entity: EntityId, file: &FileLines, sources: &Sources) {
        let path = profile.profile.strings.text(file.file).into_owned();
        let (Some(first), Some(last)) = (file.lines.first(), file.lines.last()) else {
            return;
        };
        let name = String::from_utf8_lossy(profile.names.entities().name(entity));
        let given = sources.get(&path);
        let misfit = given.and_then(|source| source.misfit(&name, last.line));
        let source = given.filter(|_| misfit.is_none());
        let note = match (given, misfit) {
            (Some(source), Some(why)) => format!("{} does not fit: {why}", source.found_as),
            (Some(source), None) => format!("text: {}", source.found_as),
            (None, _) => "no text".to_owned(),
        };
        if source.is_none() {
            self.head.wanted.push(if path.is_empty() {
                Wanted::default()
            } else {
                wanted(&path)
            });
        }
        let sum = |pick: fn(&LineCost) -> i64| file.lines.iter().fold(0_i64, |sum, line| sum.wrapping_add(pick(line)));
        self.lines.push(SourceLine {
            costs: Some([sum(|line| line.flat), 0]),
            number: 0,
            kind: LineKind::Heading,
            text: if path.is_empty() {
                "(unknown file)".to_owned()
            } else {
                path
            },
            note,
            level: 0,
            click: None,
        });
        let Some(source) = source else {
            for line in &file.lines {
                self.add_line(profile, line.line, Some(line), String::new());
            }
            return;
        };
        let (from, to) = bounds(source, file.start_line, first.line, last.line);
        let mut costs = file.lines.iter().peekable();
        for number in from.min(first.line)..=to {
            let cost = costs.next_if(|cost| cost.line == number);
            self.add_line(profile, number, cost, source.line(number).replace('\t', "    "));
        }
    }

    fn add_line(&mut self, profile: &OpenProfile, number: i64, cost: Option<&LineCost>, text: String) {
        self.lines.push(SourceLine {
            costs: cost.map(|cost| [cost.flat, cost.cum]),
            number,
            kind: LineKind::Code,
            text,
            note: String::new(),
            level: 0,
            click: None,
        });
        let inlined = cost.map_or(&[][..], |cost| &cost.inlined);
        let functions = &profile.profile.functions;
        let strings = &profile.profile.strings;
        for call in inlined.iter().take(MOST_INLINED) {
            let row = call.function.row();
            let name = strings.text(functions.name.get(row));
            let file = strings.text(functions.filename.get(row));
            let file = file.rsplit('/').next().unwrap_or_default();
            self.lines.push(SourceLine {
                costs: Some([call.flat, call.cum]),
                number: 0,
                kind: LineKind::Plain,
                text: symbol::readable(&name).into_owned(),
                note: format!("inlined, {file}:{}", call.line),
                level: call.depth + 1,
                click: profile
                    .names
                    .called(name.as_bytes())
                    .map(|entity| Act::Select(entity.0)),
            });
        }
        if let Some(more) = inlined.len().checked_sub(MOST_INLINED).filter(|&more| more > 0) {
            self.lines.push(SourceLine {
                costs: None,
                number: 0,
                kind: LineKind::Plain,
                text: String::new(),
                note: format!("and {more} more inlined calls"),
                level: 1,
                click: None,
            });
        }
    }
}

impl Lines for SourceLines {
    fn head(&self, _profile: &OpenProfile) -> SheetPage {
        self.head.clone()
    }

    fn count(&self) -> usize {
        self.lines.len()
    }

    fn line(&self, profile: &OpenProfile, row: usize) -> SheetLine {
        let line = &self.lines[row];
        let cost = |at: usize| match line.costs {
            Some(costs) if costs[at] != 0 => weight(profile, costs[at]),
            _ => SheetValue::default(),
        };
        let number = if line.number > 0 {
            line.number.to_string()
        } else {
            String::new()
        };
        SheetLine {
            kind: line.kind,
            values: vec![cost(0), cost(1), plain(number)],
            text: line.text.clone(),
            note: line.note.clone(),
            level: line.level,
            click: line.click.clone(),
            acts: Vec::new(),
        }
    }

    fn is_of(&self, selected: Option<EntityId>) -> bool {
        self.entity == selected
    }
}

fn with_share(profile: &OpenProfile, value: i64) -> String {
    format!("{} ({})", profile.label(value), profile.share(value))
}

/// The lines of the functions that an entity stands for, as filters left their samples.
fn files(profile: &OpenProfile, entity: EntityId) -> Result<Vec<FileLines>, OutOfMemory> {
    let name = profile.names.entities().name(entity);
    if name.is_empty() {
        return Ok(Vec::new());
    }
    let list = |of: &Profile, kept| {
        let is_function = |function: FunctionId| of.strings.bytes(of.functions.name.get(function.row())) == name;
        listing(of, profile.sample_type, is_function, kept)
    };
    if !profile.refining.takes_frames() {
        return list(&profile.profile, profile.refining.kept());
    }
    match refine(
        &profile.profile,
        profile.refining.list(),
        profile.sample_type,
        "minimum",
    ) {
        Ok(refined) => list(refined.profile.as_ref().unwrap_or(&profile.profile), None),
        Err(error) => match error {
            RefineError::OutOfMemory(error) => Err(error),
            // They were read when the filters were applied.
            RefineError::Expression { .. } => Ok(Vec::new()),
        },
    }
}

/// The lines of a text that a function stands in: from its beginning to where a line closes it.
fn bounds(source: &Source, start_line: i64, first: i64, last: i64) -> (i64, i64) {
    let from = if start_line > 0 && start_line <= first {
        start_line
    } else {
        let mut above = (1..=first).rev();
        let begins = above.find(|&number| source.line(number).starts_with("func "));
        begins.unwrap_or(first - AROUND)
    };
    let mut below = last..=(last + MOST_AFTER).min(source.len());
    let ends = below.find(|&number| source.line(number).starts_with('}'));
    (from.max(1), ends.unwrap_or(last + AROUND).min(source.len()))
}
