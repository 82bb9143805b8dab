//! The first line of a goroutine: `goroutine 7 gp=0xc0 m=2 mp=0xc1 [select, 5 minutes, locked to thread] {a: b}:`.
//!
//! Source: `goroutineheader` in `runtime/traceback.go`, Go 1.27; before 1.25 a bubble was a `synctest group`.

use crate::decode::goroutines::line::decimal;
use crate::model::goroutines::{Flags, Goroutines};

const GOROUTINE: &[u8] = b"goroutine ";
const LEAKED: &[u8] = b" (leaked)";

/// What a header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) id: u64,
    /// The state, in two parts: what stands before the mark of a leak, and what after.
    pub(super) state: [&'a [u8]; 2],
    pub(super) wait_minutes: u32,
    pub(super) flags: Flags,
    pub(super) bubble: u64,
    /// The labels as printed, without the brackets; empty when there are none.
    pub(super) labels: &'a [u8],
}

/// Finds a header that ends the line, and how many bytes of something else stand before it.
pub(super) fn find(line: &[u8]) -> Option<(usize, Header<'_>)> {
    let body = line.strip_suffix(b":")?;
    if !body.ends_with(b"]") && !body.ends_with(b"}") {
        return None;
    }
    let mut from = 0;
    loop {
        let at = from + position(&body[from..], GOROUTINE)?;
        if let Some(header) = header(&body[at + GOROUTINE.len()..]) {
            return Some((at, header));
        }
        from = at + 1;
    }
}

fn header(text: &[u8]) -> Option<Header<'_>> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let id = decimal(&text[..digits])?;
    let mut rest = text[digits..].strip_prefix(b" ")?;
    // `gp=0xc000002380 m=nil` or `m=0 mp=0x565520`, since Go 1.23.
    while [&b"gp="[..], b"m=", b"mp="].iter().any(|name| rest.starts_with(name)) {
        let blank = rest.iter().position(|&byte| byte == b' ')?;
        rest = &rest[blank + 1..];
    }
    let rest = rest.strip_prefix(b"[")?;
    let end = rest.iter().position(|&byte| byte == b']')?;
    let labels = match &rest[end + 1..] {
        b"" => b"",
        labels => labels.strip_prefix(b" {")?.strip_suffix(b"}")?,
    };
    let mut header = Header {
        id,
        state: [b"", b""],
        wait_minutes: 0,
        flags: Flags::NONE,
        bubble: Goroutines::NO_BUBBLE,
        labels,
    };
    header.take_status(&rest[..end]);
    Some(header)
}

impl<'a> Header<'a> {
    /// Reads what stands in the square brackets: a state, and marks after commas.
    fn take_status(&mut self, status: &'a [u8]) {
        let mut state_end = status.len();
        // From the end, so that a comma in a state of some other version stays in the state.
        while let Some(comma) = status[..state_end].windows(2).rposition(|two| two == b", ") {
            if !self.take_mark(&status[comma + 2..state_end]) {
                break;
            }
            state_end = comma;
        }
        let state = &status[..state_end];
        self.state = match position(state, LEAKED) {
            Some(at) => {
                self.flags = self.flags.with(Flags::LEAKED);
                [&state[..at], &state[at + LEAKED.len()..]]
            }
            None => [state, b""],
        };
    }

    fn take_mark(&mut self, mark: &[u8]) -> bool {
        if mark == b"locked to thread" {
            self.flags = self.flags.with(Flags::LOCKED);
        } else if let Some(minutes) = mark.strip_suffix(b" minutes").and_then(decimal) {
            self.wait_minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        } else if let Some(bubble) = mark
            .strip_prefix(b"synctest bubble ")
            .or_else(|| mark.strip_prefix(b"synctest group "))
            .and_then(decimal)
        {
            self.bubble = bubble;
        } else {
            return false;
        }
        true
    }
}

/// Where a text first stands in another.
fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, prefix: &str, wanted: Header<'_>) {
        assert_eq!(find(line.as_bytes()), Some((prefix.len(), wanted)), "{line}");
    }

    const PLAIN: Header<'static> = Header {
        id: 7,
        state: [b"running", b""],
        wait_minutes: 0,
        flags: Flags::NONE,
        bubble: Goroutines::NO_BUBBLE,
        labels: b"",
    };

    #[test]
    fn of_every_version() {
        check("goroutine 7 [running]:", "", PLAIN);
        check(
            "goroutine 7 [chan receive, 12 minutes, locked to thread]:",
            "",
            Header {
                state: [b"chan receive", b""],
                wait_minutes: 12,
                flags: Flags::LOCKED,
                ..PLAIN
            },
        );
        check("goroutine 7 gp=0xc000002380 m=2 mp=0xc000048808 [running]:", "", PLAIN);
        check("goroutine 7 gp=0xc0000028c0 m=nil [running]:", "", PLAIN);
        check(
            "goroutine 7 [chan send (leaked) (scan)]:",
            "",
            Header {
                state: [b"chan send", b" (scan)"],
                flags: Flags::LEAKED,
                ..PLAIN
            },
        );
        for word in ["bubble", "group"] {
            check(
                &format!("goroutine 7 [select (durable), 1 minutes, synctest {word} 3]:"),
                "",
                Header {
                    state: [b"select (durable)", b""],
                    wait_minutes: 1,
                    bubble: 3,
                    ..PLAIN
                },
            );
        }
        check(
            r#"goroutine 7 [running] {a: b, "c d": "]: }"}:"#,
            "",
            Header {
                labels: br#"a: b, "c d": "]: }""#,
                ..PLAIN
            },
        );
        check(
            "goroutine 7 [strange, state]:",
            "",
            Header {
                state: [b"strange, state", b""],
                ..PLAIN
            },
        );
    }

    #[test]
    fn behind_what_a_log_puts_first() {
        check("app-1  | goroutine 7 [running]:", "app-1  | ", PLAIN);
        check(
            "dump of goroutine x: goroutine 7 [running]:",
            "dump of goroutine x: ",
            PLAIN,
        );
    }

    #[test]
    fn others_are_none() {
        for line in [
            "goroutine profile: total 7",
            "goroutine 7 [running]",
            "goroutine 7:",
            "goroutine [running]:",
            "goroutine 99999999999999999999999 [running]:",
            "goroutine 7 [running] and more]:",
            "[originating from goroutine 7]:",
            "]:",
            ":",
            "",
        ] {
            assert_eq!(find(line.as_bytes()), None, "{line}");
        }
    }
}
