//! Strings between quotes, as Go's `%q` writes them.
//!
//! Source: `appendQuotedWith` in `strconv/quote.go`, Go 1.27.

use std::fmt::{self, Write as _};

/// Bytes to be written between quotes.
pub(super) struct Quoted<'a>(pub(super) &'a [u8]);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for chunk in self.0.utf8_chunks() {
            for letter in chunk.valid().chars() {
                write_letter(letter, f)?;
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        f.write_char('"')
    }
}

fn write_letter(letter: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match letter {
        '"' | '\\' => write!(f, "\\{letter}"),
        ' '..='~' => f.write_char(letter),
        '\x07' => f.write_str("\\a"),
        '\x08' => f.write_str("\\b"),
        '\x0c' => f.write_str("\\f"),
        '\n' => f.write_str("\\n"),
        '\r' => f.write_str("\\r"),
        '\t' => f.write_str("\\t"),
        '\x0b' => f.write_str("\\v"),
        '\0'..='\x7f' => write!(f, "\\x{:02x}", u32::from(letter)),
        _ if is_printable(letter) => f.write_char(letter),
        '\u{80}'..='\u{ffff}' => write!(f, "\\u{:04x}", u32::from(letter)),
        _ => write!(f, "\\U{:08x}", u32::from(letter)),
    }
}

/// Whether it is a letter, mark, number, punctuation or symbol: what Rust does not escape within a text.
fn is_printable(letter: char) -> bool {
    let mut bytes = [b'a'; 5];
    let len = 1 + letter.encode_utf8(&mut bytes[1..]).len();
    // Marks are escaped only where a text begins with them.
    std::str::from_utf8(&bytes[..len]).is_ok_and(|text| text.escape_debug().nth(1) == Some(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_go_quotes() {
        let text = b"a\"\\\x00\x07\x7f\n\xc3\xa9 \xff\xc3\xe2\x80\xae\xe2\x82\xac\xcc\x81\xf3\xa0\x80\x81\xef\xbf\xbd";
        assert_eq!(
            Quoted(text).to_string(),
            "\"a\\\"\\\\\\x00\\a\\x7f\\n\u{e9} \\xff\\xc3\\u202e\u{20ac}\u{301}\\U000e0001\u{fffd}\""
        );
    }
}
