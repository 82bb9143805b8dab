//! Texts in JSON.

use std::io::Write as _;

/// Appends a text in quotes. Bytes that are not text become U+FFFD, as Go writes them.
pub(super) fn append_text(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '"' => out.extend_from_slice(b"\\\""),
                '\\' => out.extend_from_slice(b"\\\\"),
                '\n' => out.extend_from_slice(b"\\n"),
                '\r' => out.extend_from_slice(b"\\r"),
                '\t' => out.extend_from_slice(b"\\t"),
                // What ends lines in scripts, or begins tags in pages.
                '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    // Writing into a vector does not fail.
                    let _ = write!(out, "\\u{:04x}", u32::from(letter));
                }
                letter => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        // Go counts every byte that is part of no letter.
        for _ in chunk.invalid() {
            out.extend_from_slice(b"\\ufffd");
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted() {
        let mut out = Vec::new();
        append_text(&mut out, b"a\"\\\n\x01<\xc3\xa9\xff\xfe");
        assert_eq!(String::from_utf8(out).unwrap(), r#""a\"\\\n\u0001\u003cé\ufffd\ufffd""#);
    }
}
