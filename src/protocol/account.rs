//! Accounts: views that are read and not drawn, all of one form, so that the page has one way to show them.
//!
//! A worker writes them out, in words and numbers that are ready to show; they travel beside
//! [`Reply::Account`](crate::protocol::reply::Reply::Account) in postcard form.

use serde::{Deserialize, Serialize};

use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::protocol::timeline::TimelineCommand;
use crate::protocol::trace::ProfileWish;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AccountQuestion {
    /// What of the profile deserves a look. Beside it what else is open, each with its name, its beginning in nanoseconds since
    /// 1970 UTC, and how long it took.
    Findings(Vec<(String, [i64; 2])>),
    /// How functions change from snapshot to snapshot, of the sample type that is shown: whether with what they called, and in what order.
    Series(bool, SeriesOrder),
    /// The same, as it was told last, or as a link has it.
    SeriesAgain,
    /// What is told of a trace.
    Trace(TraceScope),
    /// The same, as it was told of this page last.
    TraceAgain(TracePage),
}

/// A page about a trace, and what of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceScope {
    /// Which page.
    pub page: TracePage,
    /// Of the whole trace, though a range of time is selected in the timeline.
    pub is_whole: bool,
    /// What its main table is ordered by: the number of a column.
    pub order: u32,
    /// Whether the other way round than is usual for it.
    pub is_reversed: bool,
    /// What else of the page is chosen, by a number of its own.
    pub choice: u32,
    /// Of goroutines that begin with one function alone: the row of its name and one; 0 of all. Pages of goroutines and of profiles choose
    /// otherwise.
    pub group: u32,
    /// What is looked for in it.
    pub find: String,
}

/// What can be told of a trace, beside its overview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TracePage {
    /// What the program logged.
    #[default]
    Logs,
    /// What the collector of garbage did.
    Collector,
    /// What the program called tasks.
    Tasks,
    /// What it called regions.
    Regions,
    /// What goroutines did, by the function that they begin with, and one by one.
    Goroutines,
    /// How long goroutines waited for a processor, how long they ran at a time, and how busy processors were.
    Scheduling,
    /// What ran on threads, and system calls.
    Threads,
    /// Profiles that can be made of it.
    Profiles,
}

impl TracePage {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Goroutines,
        Self::Scheduling,
        Self::Threads,
        Self::Collector,
        Self::Tasks,
        Self::Regions,
        Self::Logs,
        Self::Profiles,
    ];

    /// The word for it, in links and for tests.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Collector => "gc",
            Self::Tasks => "tasks",
            Self::Regions => "regions",
            Self::Logs => "logs",
            Self::Goroutines => "goroutine-groups",
            Self::Scheduling => "scheduling",
            Self::Threads => "threads",
            Self::Profiles => "profiles",
        }
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Collector => "GC",
            Self::Tasks => "Tasks",
            Self::Regions => "Regions",
            Self::Logs => "Logs",
            Self::Goroutines => "Goroutines",
            Self::Scheduling => "Scheduling",
            Self::Threads => "Threads and system calls",
            Self::Profiles => "Profiles of it",
        }
    }
}

/// What a series is ordered by; the largest first, and names from A on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesOrder {
    /// The last value less the first.
    #[default]
    Growth,
    /// The slope of the straight line that fits best.
    Slope,
    /// Growth as a share of all ups and downs.
    Steadiness,
    /// The last value.
    Last,
    /// The function's name.
    Name,
}

impl SeriesOrder {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Growth, Self::Slope, Self::Steadiness, Self::Last, Self::Name];

    /// The word for it in links.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Growth => "growth",
            Self::Slope => "slope",
            Self::Steadiness => "steadiness",
            Self::Last => "last",
            Self::Name => "name",
        }
    }
}

/// A view that is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// From the top.
    pub sections: Vec<Section>,
}

/// A part of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// What it is.
    pub heading: String,
    /// Whether it is folded until somebody wants to see it.
    pub is_folded: bool,
    /// Paragraphs below the heading.
    pub notes: Vec<String>,
    /// Curves.
    pub charts: Vec<Chart>,
    /// Things, one below the other.
    pub items: Vec<Item>,
    /// What else can be asked.
    pub switches: Vec<Switch>,
    /// Where something to look for can be written.
    pub field: Option<Field>,
    /// Whether the cells of the table are texts and not numbers.
    pub is_text: bool,
    /// The heads of a table's columns, behind those of name and line.
    pub columns: Vec<Switch>,
    /// The rows of the table.
    pub rows: Vec<AccountRow>,
}

/// A button that asks for another account; or, in a table's head, words alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Switch {
    /// What stands on it.
    pub words: String,
    /// More of it, for the pointer.
    pub title: String,
    /// Whether this account is that one.
    pub is_on: bool,
    /// What it asks.
    pub offer: Offer,
}

/// A field that asks for another account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What is looked for.
    pub words: String,
    /// What stands in it.
    pub text: String,
    /// What it asks, with the text for [`TraceScope::find`].
    pub offer: Offer,
}

/// Curves over one axis, in a box that is 1000 wide and 100 high, y downwards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows, for those who see it and for those who do not.
    pub words: String,
    /// What its axes and its dashes mean.
    pub axes: String,
    /// What its top edge stands for, then what places below it do, from left to right at equal distances.
    pub marks: Vec<String>,
    /// The commands of an SVG path each; the second is dashed.
    pub lines: Vec<String>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    /// What it is of.
    pub lead: Lead,
    /// Its values as a line in a box that is 100 wide and 20 high, y downwards: the commands of an SVG path; empty
    /// where no row of the table has one.
    pub line: String,
    /// The cells, each with the exact value.
    pub cells: Vec<[String; 2]>,
}

/// A thing with what is to be said of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub title: String,
    /// Its numbers.
    pub numbers: String,
    /// Sentences about it, each a paragraph.
    pub texts: Vec<String>,
    /// Where it leads.
    pub leads: Vec<Lead>,
}

/// A way to something in another view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// What it leads to.
    pub words: String,
    /// Its value.
    pub value: String,
    /// What is asked by those who follow it.
    pub offer: Offer,
    /// Where the answer is seen, if not here.
    pub screen: Option<Screen>,
}

impl Lead {
    /// A function in the flame graph, by its number, with a sample type; words alone where it is in no stack.
    pub fn to_function(words: String, value: String, function: Option<u32>, sample_type: u32) -> Self {
        let select = |function| [Request::ShowSampleType(sample_type), Request::Select(Some(function))];
        Self {
            words,
            value,
            offer: function.map_or(Offer::default(), |function| Offer::of(&select(function))),
            screen: function.is_some().then_some(Screen::Flame),
        }
    }

    /// A profile that is made of a part of a trace and opened.
    pub fn to_profile(words: String, value: String, wish: &ProfileWish) -> Self {
        Self {
            words,
            value,
            offer: Offer::of(&[Request::Profile(wish.bytes())]),
            screen: None,
        }
    }

    /// A range of time of a trace in its timeline, in nanoseconds since the trace began.
    pub fn to_range(words: String, value: String, range: [i64; 2]) -> Self {
        Self {
            words,
            value,
            offer: Offer::of(&[Request::Timeline(TimelineCommand::GoTo(range))]),
            screen: Some(Screen::Timeline),
        }
    }
}

/// What can be asked: [`Request`]s in postcard form. The page passes it on unread, in [`Request::Offered`], so that it needs no code for
/// what only a worker understands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer(Vec<u8>);

impl Offer {
    /// An offer to ask this, one after the other.
    pub fn of(requests: &[Request]) -> Self {
        // Writing plain values to memory cannot fail; were it to, nothing would be offered.
        Self(postcard::to_allocvec(requests).unwrap_or_default())
    }

    /// An offer to tell another account.
    pub fn account(question: AccountQuestion) -> Self {
        Self::of(&[Request::Account(question)])
    }

    /// Whether there is nothing to ask.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is asked, with the text of a field where there was one.
    pub fn requests(&self, text: Option<String>) -> Result<Vec<Request>, postcard::Error> {
        let mut requests: Vec<Request> = postcard::from_bytes(&self.0)?;
        if let Some(text) = text {
            for request in &mut requests {
                if let Request::Account(AccountQuestion::Trace(scope)) = request {
                    scope.find.clone_from(&text);
                }
            }
        }
        Ok(requests)
    }
}

/// An account as bytes.
pub fn bytes_from_account(account: &Account) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(account)
}

/// The account that [`bytes_from_account`] wrote.
pub fn account_from_bytes(bytes: &[u8]) -> Result<Account, postcard::Error> {
    postcard::from_bytes(bytes)
}

impl Section {
    /// Whether nothing is in it, so that it need not be shown.
    pub fn is_empty(&self) -> bool {
        let has_nothing_to_ask = self.is_folded || self.switches.is_empty() && self.field.is_none();
        self.items.is_empty()
            && self.notes.is_empty()
            && self.rows.is_empty()
            && self.charts.is_empty()
            && has_nothing_to_ask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_takes_the_text_of_a_field() {
        let scope = TraceScope {
            is_whole: true,
            ..TraceScope::default()
        };
        let offer = Offer::account(AccountQuestion::Trace(scope.clone()));
        let asked = |scope| vec![Request::Account(AccountQuestion::Trace(scope))];
        assert_eq!(offer.requests(None).unwrap(), asked(scope.clone()));
        let find = "retry".to_owned();
        assert_eq!(
            offer.requests(Some(find.clone())).unwrap(),
            asked(TraceScope { find, ..scope })
        );
        assert!(Offer::default().requests(None).is_err());
        assert!(Offer::default().is_empty() && !offer.is_empty());
    }

    #[test]
    fn a_lead_to_no_function_offers_nothing() {
        let lead = Lead::to_function("main.main".to_owned(), String::new(), None, 1);
        assert!(lead.offer.is_empty() && lead.screen.is_none());
        let lead = Lead::to_range("longest".to_owned(), String::new(), [3, 4]);
        let asked = [Request::Timeline(TimelineCommand::GoTo([3, 4]))];
        assert_eq!(lead.offer.requests(None).unwrap(), asked);
    }
}
