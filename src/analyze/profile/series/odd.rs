//! What makes snapshots hard to compare.

use crate::model::profile::Profile;
use crate::model::unit;

/// In sentences; the profiles are in [`order`](super::order), with the names of their files.
pub fn odd(snapshots: &[(&str, &Profile)]) -> Vec<String> {
    let Some(&(_, first)) = snapshots.first() else {
        return Vec::new();
    };
    let mut odd = Vec::new();
    let differ = |is_other: &dyn Fn(&Profile) -> bool| -> String {
        let others = snapshots.iter().filter(|(_, profile)| is_other(profile));
        others.map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    };
    let mut say = |names: String, words: &str| {
        if !names.is_empty() {
            odd.push(format!("{words}: {names}."));
        }
    };
    let binary = binary(first);
    say(
        differ(&|profile| self::binary(profile) != binary),
        "Of another binary than the first, so that the same names may not mean the same code",
    );
    let types = sample_types(first);
    say(
        differ(&|profile| sample_types(profile) != types),
        "With other sample types than the first; what one does not have counts as nothing",
    );
    let rate = unit::label(first.period, first.strings.bytes(first.period_type.unit));
    say(
        differ(&|profile| profile.period != first.period),
        &format!("Not sampled every {rate}, as the first, so that small values differ by chance"),
    );
    say(
        differ(&|profile| profile.time_nanos == 0),
        "Without a time, and so put last as they came",
    );
    let is_twin =
        |at: usize| snapshots[at].1.time_nanos != 0 && snapshots[at].1.time_nanos == snapshots[at - 1].1.time_nanos;
    let twins = (1..snapshots.len()).filter(|&at| is_twin(at));
    say(
        twins.map(|at| snapshots[at].0).collect::<Vec<_>>().join(", "),
        "Taken at the same time as the one before, so perhaps the same twice",
    );
    odd
}

/// What tells the main binary: its build id, or its path where there is none.
fn binary(profile: &Profile) -> Vec<u8> {
    let Some(main) = profile.mappings.first() else {
        return Vec::new();
    };
    let id = profile.strings.bytes(main.build_id);
    let id = if id.is_empty() {
        profile.strings.bytes(main.filename)
    } else {
        id
    };
    id.to_vec()
}

fn sample_types(profile: &Profile) -> Vec<Vec<u8>> {
    let kinds = profile.sample_types.iter();
    kinds.map(|kind| profile.strings.bytes(kind.kind).to_vec()).collect()
}
