//! Profiles of waits are those that Go's own tool makes of the same trace, sample by sample.

use std::path::Path;

use goscope::analyze::profile::report::{self, flags};
use goscope::analyze::trace::goroutines;
use goscope::analyze::trace::profile::kind::ProfileKind;
use goscope::analyze::trace::profile::scoped;
use goscope::analyze::trace::scope::Scope;
use goscope::analyze::trace::syscalls::Syscalls;
use goscope::analyze::trace::waits::Wait;
use goscope::decode::trace::decoder;
use goscope::decode::{Decoder, finish};
use goscope::encode::pprof;
use goscope::model::document::Document;

use crate::{traces, unpacked};

/// A report's parts, the samples sorted: Go's tool writes them in any order.
fn sorted(text: &str) -> String {
    let mut parts = vec![String::new()];
    for line in text.split_inclusive('\n') {
        if line.starts_with('-') {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
        }
    }
    parts[1..].sort_unstable();
    parts.join("---\n")
}

#[test]
fn waits_are_those_that_go_tells() {
    for path in traces() {
        let told = path.to_string_lossy().replace(".trace.gz", ".waits.txt.gz");
        let told = String::from_utf8(unpacked(Path::new(&told))).unwrap();
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let mut asked = 0;
        for section in told.split("# ").skip(1) {
            let (question, want) = section.split_once('\n').unwrap();
            let mut words = question.split(' ').map(str::to_owned);
            let wait = Wait::named(&words.next().unwrap()).unwrap();
            let mut packed = Vec::new();
            pprof::write(
                &scoped::profile(&trace, &ProfileKind::Wait(wait), &Scope::ALL).unwrap(),
                &mut packed,
            )
            .unwrap();
            let Document::Profile(profile) = finish(Decoder::new(&packed[..])).unwrap().document else {
                panic!("no profile")
            };
            let request = flags::parse(words).unwrap();
            let mut got = Vec::new();
            report::write(request.report, &profile, &request.options, &mut got).unwrap();
            let got = sorted(std::str::from_utf8(&got).unwrap());
            assert_eq!(got, want, "{}: {question}", path.display());
            asked += 1;
        }
        assert_eq!(asked, 12, "{}", path.display());
    }
}

#[test]
fn no_other_word_is_a_wait() {
    assert_eq!(Wait::named("net"), Some(Wait::Net));
    assert_eq!(Wait::named("cpu"), None);
}

#[test]
fn goroutines_are_summed_up_alike_one_by_one_and_together() {
    for path in traces() {
        let (trace, _) = decoder::decode(&unpacked(&path)[..]).unwrap();
        let syscalls = Syscalls::of(&trace).unwrap();
        let together = goroutines::summaries(&trace, &syscalls).unwrap();
        let mut pieces = Vec::new();
        let alone = trace.goroutines.rows();
        let alone = alone.map(|row| goroutines::summary(&trace, &syscalls, row, &mut pieces).unwrap());
        assert_eq!(together, alone.collect::<Vec<_>>(), "{}", path.display());
        assert!(together.len() > 5);
    }
}
