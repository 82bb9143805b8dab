//! Labels as a header prints them: `a: b, "c d": "e\n"`.
//!
//! A key or value stands bare when it is made of ASCII letters, digits, `.`, `/` and `_`, and else in quotes
//! (`tracebackStringNeedsQuoting` in `runtime/traceback.go`, `printquoted` in `runtime/print.go`, Go 1.27).

/// Reads labels one after the other; stops, and says false, where the text is not what the runtime writes.
pub(super) fn read<E>(mut text: &[u8], mut take: impl FnMut(&[u8], &[u8]) -> Result<(), E>) -> Result<bool, E> {
    let (mut key, mut value) = (Vec::new(), Vec::new());
    loop {
        let Some(rest) = word(text, &mut key).and_then(|rest| rest.strip_prefix(b": ")) else {
            return Ok(false);
        };
        let Some(rest) = word(rest, &mut value) else {
            return Ok(false);
        };
        take(&key, &value)?;
        if rest.is_empty() {
            return Ok(true);
        }
        let Some(rest) = rest.strip_prefix(b", ") else {
            return Ok(false);
        };
        text = rest;
    }
}

/// Reads a key or a value into `out`; returns what follows it.
fn word<'a>(text: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
    out.clear();
    let Some(mut rest) = text.strip_prefix(b"\"") else {
        let is_bare = |byte: &u8| byte.is_ascii_alphanumeric() || b"./_".contains(byte);
        let len = text.iter().take_while(|byte| is_bare(byte)).count();
        out.extend_from_slice(&text[..len]);
        return Some(&text[len..]);
    };
    loop {
        let (&first, after) = rest.split_first()?;
        rest = match first {
            b'"' => return Some(after),
            b'\\' => escape(after, out)?,
            byte => {
                out.push(byte);
                after
            }
        };
    }
}

/// Reads what follows a backslash.
fn escape<'a>(text: &'a [u8], out: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (&letter, after) = text.split_first()?;
    let digits = match letter {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => {
            out.push(match letter {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'"' | b'\\' => letter,
                _ => return None,
            });
            return Some(after);
        }
    };
    // `printhexopts` writes as many digits as asked, or more where the number needs them.
    let (number, after) = after.split_at_checked(digits)?;
    let number = u32::from_str_radix(std::str::from_utf8(number).ok()?, 16).ok()?;
    match u8::try_from(number) {
        Ok(byte) if letter == b'x' => out.push(byte),
        _ => out.extend_from_slice(char::from_u32(number)?.encode_utf8(&mut [0; 4]).as_bytes()),
    }
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> (Vec<(String, String)>, bool) {
        let mut found = Vec::new();
        let whole = read::<()>(text.as_bytes(), |key, value| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            found.push((text(key), text(value)));
            Ok(())
        });
        (found, whole.unwrap())
    }

    #[test]
    fn bare_and_quoted() {
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(labels("a: b"), (vec![pair("a", "b")], true));
        assert_eq!(
            labels(r#"gateway: "gw-0", quote: "a \"b\", c: {d}", "k k": t0"#),
            (
                vec![
                    pair("gateway", "gw-0"),
                    pair("quote", r#"a "b", c: {d}"#),
                    pair("k k", "t0")
                ],
                true
            )
        );
        assert_eq!(
            labels(r#"a: "\x01\n\u00e9\U0001f600\\""#),
            (vec![pair("a", "\u{1}\né😀\\")], true)
        );
        assert_eq!(labels(r#"a: , b: """#), (vec![pair("a", ""), pair("b", "")], true));
    }

    #[test]
    fn what_breaks_off_keeps_what_was_read() {
        assert_eq!(labels("a: b, c").0.len(), 1);
        assert_eq!(labels("a: \"b"), (vec![], false));
        assert_eq!(labels("a: \"\\q\""), (vec![], false));
        assert_eq!(labels("a: \"\\u00\""), (vec![], false));
        assert!(!labels("").1);
    }
}
