//! What it takes to refine an open profile, filter by filter: `cargo bench --bench refine -- [--samples N] [--runs N]`.

mod generator;
mod phases;
mod wanted;

use std::error::Error;
use std::fs;

use goscope::analyze::profile::calltree::CallTree;
use goscope::analyze::profile::combine::{self, Comparison};
use goscope::analyze::profile::entity::{Entities, Grouping};
use goscope::analyze::profile::refine::{LabelFilter, Pattern, Refinement, Refinements, SampleIndex, judge, refine};
use goscope::analyze::profile::weights::Weights;
use goscope::decode;
use goscope::model::document::Document;

use generator::Plan;
use phases::Phases;
use wanted::Wanted;

fn main() -> Result<(), Box<dyn Error>> {
    let wanted = Wanted::from_args()?;
    let (file, facts) = Plan::of_samples(wanted.samples).file(&phases::folder())?;
    println!("{}\n{facts}", file.display());
    let Document::Profile(profile) = decode::decode(&fs::read(&file)?[..])?.document else {
        return Err(format!("no profile: {}", file.display()).into());
    };
    let grouping = Grouping {
        with_unsymbolized_addresses: true,
        ..Grouping::default()
    };
    let entities = Entities::build(&profile, grouping)?;
    let tree = CallTree::build(&profile, &entities)?;
    let mut phases = Phases::default();
    let text = |text: &str| Pattern::Regexp(text.to_owned());
    let word = profile.samples.labels.iter().find(|label| label.is_text);
    let filters = [
        ("focus", Refinement::Focus(text("json"))),
        ("focus on nothing", Refinement::Focus(text("no such function"))),
        (
            "ignore, an expression",
            Refinement::Ignore(text(r"^runtime\.[a-m]\w+$")),
        ),
        ("hide", Refinement::Hide(text("runtime"))),
        ("show", Refinement::Show(text("json|http"))),
        ("show from", Refinement::ShowFrom(text("http"))),
        ("prune from", Refinement::PruneFrom(text("json"))),
    ];
    let of_labels = word.map(|word| LabelFilter::Words {
        key: word.key,
        values: vec![word.text],
    });
    let of_labels = of_labels.map(|filter| ("labels", Refinement::TagFocus(filter)));
    for _ in 0..wanted.runs {
        let index = phases.time("index of samples, once", None, || SampleIndex::of(&profile))?;
        for (name, filter) in filters.iter().chain(&of_labels) {
            let list = Refinements(vec![filter.clone()]);
            let judged = phases.time(&format!("{name}: judge"), None, || judge(&profile, &index, &list, 1))?;
            if judged.keeps_stacks() {
                let kept = phases.time(&format!("{name}: kept samples"), None, || judged.kept())?;
                phases.time(&format!("{name}: weights"), None, || {
                    Weights::sum_kept(&profile, &tree, 1, &kept)
                })?;
                continue;
            }
            let left = phases.time(&format!("{name}: entities"), None, || {
                entities.build_again(&profile, grouping, judged.lost_lines())
            })?;
            let rest = phases.time(&format!("{name}: rest"), None, || judged.rest())?;
            let kept = judged.kept()?;
            let tree = phases.time(&format!("{name}: call tree"), None, || {
                CallTree::build_of_rest(&profile, &left, rest)
            })?;
            phases.time(&format!("{name}: weights"), None, || {
                Weights::sum_kept(&profile, &tree, 1, &kept)
            })?;
            phases.time(&format!("{name}: as a profile"), None, || {
                refine(&profile, &list, 1, "minimum")
            })?;
        }
        phases.time("merge with itself", None, || combine::merge(&[&profile, &profile]))?;
        phases.time("compare with itself", None, || {
            combine::compare(&profile, &profile, Comparison::default())
        })?;
    }
    phases.print();
    println!("\npeak memory {}", phases::peak_memory());
    Ok(())
}
