//! A series as an account: suspects of leaks, functions by snapshots, and how snapshots are taken.

use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::kind::Kind;
use crate::analyze::profile::series::suspects::{
    FEWEST_RISES, LEAST_PERCENT, LEAST_STEADINESS, MOST_SUSPECTS, Suspect, suspects,
};
use crate::analyze::profile::series::trend::Trend;
use crate::analyze::profile::series::{FunctionRow, Series};
use crate::engine::compare::Compared;
use crate::engine::names::named;
use crate::engine::profile::OpenProfile;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;
use crate::model::{symbol, unit};
use crate::protocol::account::{Account, AccountQuestion, AccountRow, Item, Lead, Offer, Section, SeriesOrder, Switch};

/// Functions told of.
const MOST_ROWS: usize = 200;
/// Snapshots that have a column of their own; of more only the first and the last.
const MOST_COLUMNS: usize = 12;

/// What is summed up once, and anew for another sample type.
#[derive(Default)]
pub(in crate::engine) struct KnownSeries {
    series: Option<(usize, Series)>,
    suspects: Option<Vec<Suspect>>,
    /// Whether it is told with what functions called, and in what order.
    pub(super) asked: (bool, SeriesOrder),
}

/// What stands in a link for values with what functions called.
const CUM: &str = "cum-";

/// How a series is asked for by a link's words; as at first by what are none.
pub(super) fn asked(words: &str) -> (bool, SeriesOrder) {
    let (is_cum, word) = match words.strip_prefix(CUM) {
        Some(word) => (true, word),
        None => (false, words),
    };
    let order = SeriesOrder::ALL.into_iter().find(|order| order.word() == word);
    order.map_or_else(Default::default, |order| (is_cum, order))
}

/// What rows are written with.
struct Writer<'a> {
    series: &'a Series,
    open: &'a OpenProfile,
    /// What slopes are by: a word, and how many seconds that are.
    by: (&'static str, f64),
}

impl KnownSeries {
    /// How it is ordered, in a link's words; none as at first.
    pub(in crate::engine) fn words(&self) -> String {
        match self.asked {
            asked if asked == <(bool, SeriesOrder)>::default() => String::new(),
            (true, order) => format!("{CUM}{}", order.word()),
            (false, order) => order.word().to_owned(),
        }
    }

    /// Whether it was told.
    pub(super) fn is_told(&self) -> bool {
        self.series.is_some()
    }

    /// The account of an open series; of what is none, an empty one.
    pub(super) fn account(&mut self, open: &OpenProfile) -> Result<Account, OutOfMemory> {
        let (is_cum, order) = self.asked;
        let Some(compared) = &open.compared else {
            return Ok(Account::default());
        };
        let snapshots = compared.in_order();
        let profiles: Vec<&Profile> = snapshots.iter().map(|(_, profile)| *profile).collect();
        let suspects = match self.suspects.take() {
            Some(suspects) => suspects,
            // It was compared when it was opened, so all that can be missing is memory; then the table says so.
            None => suspects(&profiles).unwrap_or_default(),
        };
        let (sample_type, series) = match self.series.take() {
            Some(known) if known.0 == open.sample_type => known,
            _ => {
                let kind = open.profile.sample_types.get(open.sample_type);
                let name = kind.map_or(&b""[..], |kind| open.profile.strings.bytes(kind.kind));
                (open.sample_type, Series::of(&profiles, name)?)
            }
        };
        let writer = Writer {
            series: &series,
            open,
            by: by(&series),
        };
        let table = writer.table(compared, is_cum, order);
        let sections = vec![
            suspected(open, &suspects),
            Section {
                heading: format!("Functions in {} snapshots", profiles.len()),
                ..table
            },
            procedure(),
        ];
        self.series = Some((sample_type, series));
        self.suspects = Some(suspects);
        Ok(Account { sections })
    }
}

/// What of a series' length slopes are told by.
fn by(series: &Series) -> (&'static str, f64) {
    let whole = series.at.last().copied().unwrap_or(0.0);
    match (series.has_times, whole) {
        (false, _) => ("snapshot", 1.0),
        (true, ..300.0) => ("second", 1.0),
        (true, ..18_000.0) => ("minute", 60.0),
        (true, _) => ("hour", 3600.0),
    }
}

impl Writer<'_> {
    fn table(&self, compared: &Compared, is_cum: bool, order: SeriesOrder) -> Section {
        let series = self.series;
        let mut rows: Vec<(FunctionRow, Vec<i64>, Trend)> = series
            .functions()
            .map(|function| (function, series.values(function, is_cum)))
            .filter(|(_, values)| values.iter().any(|&value| value != 0))
            .map(|(function, values)| (function, series.trend(&values), values))
            .map(|(function, trend, values)| (function, values, trend))
            .collect();
        match order {
            SeriesOrder::Growth => rows.sort_by_key(|row| std::cmp::Reverse(row.2.growth)),
            SeriesOrder::Slope => rows.sort_by(|one, other| other.2.slope.total_cmp(&one.2.slope)),
            SeriesOrder::Steadiness => rows.sort_by(|one, other| {
                let keys = |trend: &Trend| (trend.steadiness, trend.rises);
                let ((one_steady, one_rises), (steady, rises)) = (keys(&one.2), keys(&other.2));
                steady.total_cmp(&one_steady).then(rises.total_cmp(&one_rises))
            }),
            SeriesOrder::Last => rows.sort_by_key(|row| std::cmp::Reverse(row.1.last().copied())),
            SeriesOrder::Name => rows.sort_by_cached_key(|row| series.name(row.0)),
        }
        let more = rows.len().saturating_sub(MOST_ROWS);
        rows.truncate(MOST_ROWS);
        let whole = AccountRow {
            lead: Lead {
                words: "all".to_owned(),
                ..Lead::default()
            },
            ..self.row(&series.totals, series.trend(&series.totals))
        };
        let entities = self.open.names.entities();
        let rows = rows.iter().map(|(function, values, trend)| AccountRow {
            lead: lead(entities, &series.name(*function), self.open.sample_type),
            ..self.row(values, *trend)
        });
        let kind = self.open.profile.sample_types.get(self.open.sample_type);
        let kind = kind.map_or(String::new(), |kind| {
            self.open.profile.strings.text(kind.kind).into_owned()
        });
        let mut notes = vec![format!(
            "Of {kind}, and whole, whatever is filtered. The other views compare the last snapshot with the first."
        )];
        if more > 0 {
            notes.push(format!("{more} more functions come after these."));
        }
        Section {
            notes,
            switches: [(false, "in itself"), (true, "with what it called")]
                .map(|(choice, words)| Switch {
                    words: words.to_owned(),
                    is_on: choice == is_cum,
                    offer: Offer::account(AccountQuestion::Series(choice, order)),
                    ..Switch::default()
                })
                .into(),
            columns: self.columns(compared, is_cum, order),
            rows: std::iter::once(whole).chain(rows).collect(),
            ..Section::default()
        }
    }

    /// Which snapshots have a column.
    fn shown(&self) -> Vec<usize> {
        let count = self.series.at.len();
        let all = 0..count;
        all.filter(|&at| count <= MOST_COLUMNS || at == 0 || at + 1 == count)
            .collect()
    }

    fn columns(&self, compared: &Compared, is_cum: bool, order: SeriesOrder) -> Vec<Switch> {
        let files = compared.in_order();
        let ordered = |words: String, title: &str, by: SeriesOrder| Switch {
            words,
            title: title.to_owned(),
            is_on: order == by,
            offer: Offer::account(AccountQuestion::Series(is_cum, by)),
        };
        let snapshots = self.shown().into_iter().map(|at| {
            let (file, profile) = files[at];
            let words = if self.series.has_times {
                let nanos = (self.series.at[at] * 1e9).round() as i64;
                format!("+{}", unit::label(nanos, b"nanoseconds"))
            } else {
                format!("{}.", at + 1)
            };
            let is_last = at + 1 == files.len();
            Switch {
                words,
                title: file.sentence(profile),
                is_on: is_last && order == SeriesOrder::Last,
                offer: if is_last {
                    Offer::account(AccountQuestion::Series(is_cum, SeriesOrder::Last))
                } else {
                    Offer::default()
                },
            }
        });
        let mut columns: Vec<Switch> = vec![ordered("function".to_owned(), "", SeriesOrder::Name)];
        columns.extend(snapshots);
        columns.push(ordered(
            "growth".to_owned(),
            "The last value less the first",
            SeriesOrder::Growth,
        ));
        columns.push(ordered(
            format!("by {}", self.by.0),
            "The slope of the straight line that fits best",
            SeriesOrder::Slope,
        ));
        columns.push(ordered(
            "steady".to_owned(),
            "Growth as a share of all ups and downs: 100% where the value never fell",
            SeriesOrder::Steadiness,
        ));
        columns
    }

    fn row(&self, values: &[i64], trend: Trend) -> AccountRow {
        let unit = self.open.unit();
        let cell = |value: i64| [unit::label(value, unit), unit::exact(value, unit)];
        let signed = |value: i64| cell(value).map(|text| if value > 0 { format!("+{text}") } else { text });
        let mut cells: Vec<[String; 2]> = self.shown().into_iter().map(|at| cell(values[at])).collect();
        cells.push(signed(trend.growth));
        cells.push(signed((trend.slope * self.by.1).round() as i64));
        let steady = match trend {
            trend if trend.never_fell() => "never fell".to_owned(),
            trend => format!("{:.0}%", trend.steadiness * 100.0),
        };
        cells.push([steady, format!("rose in {:.0}% of the steps", trend.rises * 100.0)]);
        AccountRow {
            lead: Lead::default(),
            line: line(values),
            cells,
        }
    }
}

/// Values as a line that begins at 0 below and has its highest value on top.
fn line(values: &[i64]) -> String {
    let highest = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    let lowest = values.iter().copied().min().unwrap_or(0).min(0) as f64;
    let step = 100.0 / values.len().saturating_sub(1).max(1) as f64;
    let points = values.iter().enumerate().map(|(n, &value)| {
        let letter = if n == 0 { 'M' } else { 'L' };
        let y = 19.0 - 18.0 * (value as f64 - lowest) / (highest - lowest);
        format!("{letter}{:.1} {y:.1}", n as f64 * step)
    });
    points.collect()
}

fn lead(entities: &Entities, name: &str, sample_type: usize) -> Lead {
    let readable = symbol::readable(name);
    let function = named(entities, &readable).map(|entity| entity.0);
    Lead::to_function(readable.into_owned(), String::new(), function, sample_type as u32)
}

/// Who is suspected, or why nobody is.
fn suspected(open: &OpenProfile, suspects: &[Suspect]) -> Section {
    if Kind::of(&open.profile) != Kind::Heap {
        return Section {
            heading: "Suspects of leaks".to_owned(),
            notes: vec![
                "Only heap profiles have suspects: what is in use can grow steadily, what was spent always does. The table tells of these too."
                    .to_owned(),
            ],
            is_folded: true,
            ..Section::default()
        };
    }
    let mut kinds = open.profile.sample_types.iter();
    let space = kinds.position(|kind| open.profile.strings.bytes(kind.kind) == b"inuse_space");
    let entities = open.names.entities();
    let items = suspects.iter().map(|suspect| {
        let lead = lead(entities, &suspect.name, space.unwrap_or(0));
        let stack: Vec<_> = suspect.stack.iter().map(|name| symbol::readable(name)).collect();
        Item {
            title: lead.words.clone(),
            numbers: format!(
                "+{} and +{} objects, {}",
                unit::label(suspect.space.growth, b"bytes"),
                unit::exact(suspect.objects.growth, b"count"),
                if suspect.space.never_fell() {
                    "never fell".to_owned()
                } else {
                    format!("{:.0}% steady", suspect.space.steadiness * 100.0)
                }
            ),
            texts: vec![format!("Grew most by the stack {}", stack.join(" ← "))],
            leads: vec![lead],
        }
    });
    Section {
        heading: match suspects.len() {
            0 => "Nothing grows steadily".to_owned(),
            MOST_SUSPECTS => format!("The first {MOST_SUSPECTS} suspects of leaks"),
            count => format!("Suspects of leaks ({count})"),
        },
        notes: vec![format!(
            "Functions that allocated what is in use, the one first that grows most and most steadily. Suspected is where space and objects both rise in more \
             than {:.0}% of the steps, growth is at least {:.0}% of all ups and downs, and {LEAST_PERCENT}% or more of what is in use at the end. A cache \
             that still fills looks the same.",
            FEWEST_RISES * 100.0,
            LEAST_STEADINESS * 100.0
        )],
        items: items.collect(),
        ..Section::default()
    }
}

/// How snapshots are taken that can be compared.
fn procedure() -> Section {
    let said = [
        "Let the program run until its caches are full and its load is what it always is.",
        "Collect garbage and take a snapshot: curl -o 1.pb.gz 'http://localhost:6060/debug/pprof/heap?gc=1'. In a program call runtime.GC before \
         pprof.Lookup(\"heap\").WriteTo. Without a collection a heap profile is about the one before it, and says less than there is.",
        "Wait while the load goes on: long enough for what leaks to be more than what comes and goes.",
        "Collect and take a snapshot again; three at the least, of the same process, at the same rate (runtime.MemProfileRate). Drop all of them together.",
    ];
    Section {
        heading: "How to take snapshots".to_owned(),
        is_folded: true,
        notes: said.map(str::to_owned).into(),
        ..Section::default()
    }
}
