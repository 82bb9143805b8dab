//! What deserves a look in a profile, as an account: what was found, the rules that stayed silent, and those about other kinds.

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::Entities;
use crate::analyze::profile::findings::evidence::{Evidence, Window, percent};
use crate::analyze::profile::findings::{Measured, RULES, Rule, look};
use crate::engine::open::GROUPING;
use crate::model::column::OutOfMemory;
use crate::model::profile::Profile;
use crate::model::symbol;
use crate::protocol::account::{Account, Item, Lead, Section};

/// The whole profile judged, whatever is filtered. Functions have the numbers that they have where the file was just opened.
pub(super) fn account(profile: &Profile, others: &[(String, [i64; 2])]) -> Result<Account, OutOfMemory> {
    let entities = Entities::build(profile, GROUPING)?;
    let tree = CallTree::build(profile, &entities)?;
    let window = |(name, [start_nanos, duration_nanos]): &(String, [i64; 2])| Window {
        name: name.clone(),
        start_nanos: *start_nanos,
        duration_nanos: *duration_nanos,
    };
    let others: Vec<Window> = others.iter().map(window).collect();
    let evidence = Evidence::new(profile, &entities, &tree, &others)?;
    let (mut found, mut silent, mut elsewhere) = (Vec::new(), Vec::new(), Vec::new());
    for (rule, measured) in RULES.iter().zip(look(&evidence)?) {
        match measured {
            Some(measured) if measured.is_found => found.push(finding(rule, &measured, &evidence)),
            Some(measured) => silent.push(silence(rule, measured.numbers)),
            None => elsewhere.push(silence(rule, format!("about {}", rule.about))),
        }
    }
    let notes = vec![
        "Of the whole profile, whatever is filtered. Each is a hint with its numbers and no verdict: what is dear may well be worth it."
            .to_owned(),
    ];
    Ok(Account {
        sections: vec![
            found_section(notes, found),
            silent_section(silent),
            folded(
                format!("About other kinds of profiles ({})", elsewhere.len()),
                elsewhere,
            ),
        ],
    })
}

/// What rules found, how many first.
pub(in crate::engine) fn found_section(notes: Vec<String>, found: Vec<Item>) -> Section {
    Section {
        heading: match found.len() {
            0 => "Nothing was found".to_owned(),
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        },
        notes,
        items: found,
        ..Section::default()
    }
}

/// The rules that found nothing.
pub(in crate::engine) fn silent_section(silent: Vec<Item>) -> Section {
    folded(format!("Silent ({})", silent.len()), silent)
}

fn folded(heading: String, items: Vec<Item>) -> Section {
    Section {
        heading,
        is_folded: true,
        items,
        ..Section::default()
    }
}

fn finding(rule: &Rule, measured: &Measured, evidence: &Evidence<'_>) -> Item {
    let leads = measured.places.iter().map(|place| {
        let name = evidence.entities.label(place.function);
        Lead::to_function(
            symbol::readable(&name).into_owned(),
            format!(
                "{} · {}",
                evidence.label(place.value, measured.sample_type),
                percent(place.value, measured.total)
            ),
            Some(place.function.0),
            measured.sample_type as u32,
        )
    });
    Item {
        title: rule.title.to_owned(),
        numbers: measured.numbers.clone(),
        texts: vec![
            rule.advice.to_owned(),
            format!("Rule: {} Source: {}", (rule.condition)(), rule.source),
        ],
        leads: leads.collect(),
    }
}

fn silence(rule: &Rule, numbers: String) -> Item {
    Item {
        title: rule.title.to_owned(),
        numbers,
        texts: vec![format!("Rule: {} Source: {}", (rule.condition)(), rule.source)],
        leads: Vec::new(),
    }
}
