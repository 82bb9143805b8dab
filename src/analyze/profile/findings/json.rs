//! Findings as JSON: what each rule says, in the order of the rules.

use std::io::Write;

use crate::analyze::json::{JsonError, append_text};
use crate::analyze::profile::findings::evidence::{Evidence, percent};
use crate::analyze::profile::findings::{RULES, look};

/// Writes an array with an object for each rule: `rule`, `title`, `state` (`found`, `silent`, or `other kind` where the rule
/// is not about such profiles), `about`, `condition`, `source`; where it looked also `numbers`, and where it found something `advice` and
/// `places`, each with `function`, `value`, in the unit of the profile, and `share` in percent.
pub fn write(evidence: &Evidence<'_>, out: &mut dyn Write) -> Result<(), JsonError> {
    let mut text = b"[".to_vec();
    for (n, (rule, measured)) in RULES.iter().zip(look(evidence)?).enumerate() {
        text.extend_from_slice(if n == 0 { b"\n{" } else { b",\n{" });
        let state = match &measured {
            None => "other kind",
            Some(measured) if measured.is_found => "found",
            Some(_) => "silent",
        };
        append_field(&mut text, "rule", rule.word);
        append_field(&mut text, ",title", rule.title);
        append_field(&mut text, ",state", state);
        append_field(&mut text, ",about", rule.about);
        append_field(&mut text, ",condition", &(rule.condition)());
        append_field(&mut text, ",source", rule.source);
        if let Some(measured) = measured {
            append_field(&mut text, ",numbers", &measured.numbers);
            if measured.is_found {
                append_field(&mut text, ",advice", rule.advice);
                text.extend_from_slice(b",\"places\":[");
                for (n, place) in measured.places.iter().enumerate() {
                    text.extend_from_slice(if n == 0 { b"{" } else { b",{" });
                    append_field(&mut text, "function", &evidence.entities.label(place.function));
                    text.extend_from_slice(format!(",\"value\":{}", place.value).as_bytes());
                    append_field(&mut text, ",share", &percent(place.value, measured.total));
                    text.push(b'}');
                }
                text.push(b']');
            }
        }
        text.push(b'}');
    }
    text.extend_from_slice(b"\n]\n");
    out.write_all(&text)?;
    Ok(())
}

/// Appends a name in quotes, after a comma where it begins with one, and its text.
fn append_field(text: &mut Vec<u8>, name: &str, value: &str) {
    let bare = name.trim_start_matches(',');
    if bare != name {
        text.push(b',');
    }
    append_text(text, bare.as_bytes());
    text.push(b':');
    append_text(text, value.as_bytes());
}
