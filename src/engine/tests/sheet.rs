//! Sheets: what is told of a document to be read.

use super::*;
use crate::protocol::sheet::{Sheet, SheetQuestion, sheet_from_bytes};

const ALLOCATION: &[u8] = include_bytes!("../../../tests/corpus/findings/allocation.pb.gz");

impl Driver {
    pub(super) fn sheet(&mut self, question: SheetQuestion) -> Sheet {
        self.ask(Request::Sheet(question));
        let answer = self.replies.iter().rev().find(|it| it.reply == Reply::Sheet);
        sheet_from_bytes(&answer.and_then(|it| it.bytes.clone()).expect("an answer")).unwrap()
    }
}

#[test]
fn findings_lead_to_functions_and_silent_rules_are_told_too() {
    let mut driver = Driver::open(ALLOCATION);
    let sheet = driver.sheet(SheetQuestion::Findings(Vec::new()));
    let [found, silent, elsewhere] = &sheet.sections[..] else {
        panic!("three sections")
    };
    let finding = found
        .items
        .iter()
        .find(|item| item.title == "Allocation takes much of the time");
    let finding = finding.expect("the finding");
    assert_eq!(found.items.len() + silent.items.len() + elsewhere.items.len(), 13);
    assert!(silent.is_folded && elsewhere.is_folded && !found.is_folded);
    let lead = &finding.leads[0];
    assert_eq!((&*lead.words, lead.sample_type), ("main.allocation", 1));
    driver.ask(Request::Select(lead.function));
    let selected = driver.last(|reply| match reply {
        Reply::Selected(facts) => facts.clone(),
        _ => None,
    });
    assert_eq!(selected.name, "main.allocation");
    assert!(finding.numbers.ends_with("%)"), "{}", finding.numbers);
}

#[test]
fn functions_have_the_same_numbers_where_filters_are_in_effect() {
    use crate::protocol::filter::{Filter, FilterKind};
    let mut driver = Driver::open(ALLOCATION);
    let before = driver.sheet(SheetQuestion::Findings(Vec::new()));
    driver.ask(Request::Refine(vec![Filter {
        kind: FilterKind::Hide,
        what: "main.allocation".to_owned(),
        is_function: true,
    }]));
    assert_eq!(driver.sheet(SheetQuestion::Findings(Vec::new())), before);
}
