//! Why somebody waited: chains without gaps, along wakings that the trace tells.

use goscope::analyze::trace::activity::{Activities, Activity};
use goscope::analyze::trace::chain::{MOST_STEPS, chain};
use goscope::decode::trace::decoder;

use crate::{traces, unpacked};

#[test]
fn chains_lead_back_from_waking_to_waking() {
    let mut longest = 0;
    for path in traces() {
        let (trace, _) = decoder::decode(&*unpacked(&path)).unwrap();
        let activities = Activities::of(&trace);
        for goroutine in trace.goroutines.rows() {
            for change in trace.spans.of(goroutine) {
                let activity = activities.get(change.what);
                let steps = chain(&trace, &activities, goroutine, change.time);
                let told = format!("{}: {goroutine:?} at {}: {steps:?}", path.display(), change.time);
                let waits = matches!(activity, Some(Activity::Waiting | Activity::Runnable));
                assert!(waits || steps.is_empty(), "{told}");
                assert!(steps.len() <= MOST_STEPS, "{told}");
                longest = longest.max(steps.len());
                let Some(first) = steps.first() else { continue };
                assert_eq!(first.woke, Some(goroutine), "{told}");
                for pair in steps.windows(2) {
                    assert_eq!(pair[0].from, pair[1].to, "{told}");
                    let is_other = pair[0].goroutine != pair[1].goroutine;
                    assert_eq!(pair[1].woke, is_other.then_some(pair[0].goroutine), "{told}");
                }
                for step in &steps {
                    assert!(step.from <= step.to, "{told}");
                    if let Some(woke) = step.woke {
                        let waking = trace.spans.at(woke, step.to).unwrap();
                        assert_eq!(waking.by.goroutine(), Some(step.goroutine), "{told}");
                    }
                }
            }
        }
    }
    assert!(longest > 3, "{longest}");
}
