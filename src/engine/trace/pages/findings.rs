//! What deserves a look in a trace: what was found, with ways into the timeline, and the rules that stayed silent.

use crate::analyze::trace::findings::{Measured, Place, RULES, Rule, look};
use crate::engine::account::findings::{found_section, silent_section};
use crate::engine::trace::OpenTrace;
use crate::model::column::OutOfMemory;
use crate::protocol::account::{Account, Item, Lead};

/// What stands above them.
const NOTE: &str = "Of the whole trace. Each is a hint with its numbers and no verdict; where it can be seen, a click leads to that time in the timeline.";

impl OpenTrace {
    /// The whole trace judged, whatever of it is selected.
    pub(in crate::engine) fn findings(&mut self) -> Result<Account, OutOfMemory> {
        let looked = match self.findings.take() {
            Some(looked) => looked,
            None => look(&self.trace)?,
        };
        let rules = || RULES.iter().zip(&looked);
        let found: Vec<Item> = rules()
            .filter(|row| row.1.is_found)
            .map(|row| finding(row.0, row.1))
            .collect();
        let silent: Vec<Item> = rules()
            .filter(|row| !row.1.is_found)
            .map(|row| silence(row.0, row.1))
            .collect();
        self.findings = Some(looked);
        Ok(Account {
            sections: vec![found_section(vec![NOTE.to_owned()], found), silent_section(silent)],
        })
    }
}

fn finding(rule: &Rule, measured: &Measured) -> Item {
    Item {
        title: rule.title.to_owned(),
        numbers: measured.numbers.clone(),
        texts: vec![rule.advice.to_owned(), source(rule)],
        leads: measured.places.iter().map(lead).collect(),
    }
}

fn silence(rule: &Rule, measured: &Measured) -> Item {
    Item {
        title: rule.title.to_owned(),
        numbers: measured.numbers.clone(),
        texts: vec![source(rule)],
        leads: Vec::new(),
    }
}

fn source(rule: &Rule) -> String {
    format!("Rule: {} Source: {}", (rule.condition)(), rule.source)
}

fn lead(place: &Place) -> Lead {
    let (words, value) = (place.words.clone(), place.value.clone());
    match place.when {
        Some(range) => Lead::to_range(words, value, range),
        None => Lead {
            words,
            value,
            ..Lead::default()
        },
    }
}
