//! What deserves a look in a trace: what was found, with ways into the timeline, and the rules that stayed silent.

use crate::analyze::trace::findings::{Measured, Place, RULES, Rule, look};
use crate::engine::trace::OpenTrace;
use crate::model::column::OutOfMemory;
use crate::protocol::account::{Account, Item, Lead, Section};

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
            sections: vec![
                Section {
                    heading: match found.len() {
                        0 => "Nothing was found".to_owned(),
                        1 => "1 finding".to_owned(),
                        count => format!("{count} findings"),
                    },
                    notes: vec!["Of the whole trace. Each is a hint with its numbers and no verdict; where it can be seen, a click leads to that time in the timeline.".to_owned()],
                    items: found,
                    ..Section::default()
                },
                Section {
                    heading: format!("Silent ({})", silent.len()),
                    is_folded: true,
                    items: silent,
                    ..Section::default()
                },
            ],
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
