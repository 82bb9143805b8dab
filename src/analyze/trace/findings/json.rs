//! Findings of a trace as JSON: what each rule says, in the order of the rules.

use std::io::Write;

use crate::analyze::json::JsonError;
use crate::analyze::trace::findings::{RULES, look};
use crate::analyze::trace::json::writer::Writer;
use crate::model::trace::Trace;

/// Writes an array with an object for each rule: `rule`, `title`, `state` (`found` or `silent`), `condition`, `source`, `numbers`; where it found something `advice` and
/// `places`, each with `what`, `value`, and where they are told `start` and `end`, in nanoseconds of the trace's clock, and `g`, the goroutine's number.
pub fn write(trace: &Trace, out: &mut dyn Write) -> Result<(), JsonError> {
    let mut json = Writer::default();
    json.begin(b'[');
    for (rule, measured) in RULES.iter().zip(look(trace)?) {
        json.line();
        json.begin(b'{');
        json.key("rule").text(rule.word.as_bytes());
        json.key("title").text(rule.title.as_bytes());
        json.key("state")
            .text(if measured.is_found { b"found" } else { b"silent" });
        json.key("condition").text((rule.condition)().as_bytes());
        json.key("source").text(rule.source.as_bytes());
        json.key("numbers").text(measured.numbers.as_bytes());
        if measured.is_found {
            json.key("advice").text(rule.advice.as_bytes());
            json.key("places").begin(b'[');
            for place in &measured.places {
                json.begin(b'{');
                json.key("what").text(place.words.as_bytes());
                json.key("value").text(place.value.as_bytes());
                if let Some([start, end]) = place.when {
                    json.key("start").number(trace.origin.saturating_add(start));
                    json.key("end").number(trace.origin.saturating_add(end));
                }
                if let Some(goroutine) = place.goroutine {
                    json.key("g").number(trace.goroutines.get(goroutine).id.0);
                }
                json.end(b'}');
            }
            json.end(b']');
        }
        json.end(b'}');
    }
    json.end(b']');
    out.write_all(&json.take())?;
    out.write_all(b"\n")?;
    Ok(())
}
