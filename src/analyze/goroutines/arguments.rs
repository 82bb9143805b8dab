//! The arguments of a call, as the runtime printed them: `0xc000012345, {0x1, 0x2?}, ...`.
//!
//! Since Go 1.18 a value that may be out of date, since the call was made with registers, has a question mark after it
//! (`printArgs` in `runtime/traceback.go`): only those without one are exact. Go 1.17 passed arguments in registers too
//! and had no such mark; a dump does not tell its version, so that there some values may be wrong.

/// The first argument, when it is one exact word; a method's is its receiver.
pub(super) fn exact_first(arguments: &[u8]) -> Option<u64> {
    let end = arguments.iter().position(|&byte| byte == b',');
    exact(&arguments[..end.unwrap_or(arguments.len())])
}

/// All exact words, also those inside of structs.
pub(super) fn exact_words(arguments: &[u8]) -> impl Iterator<Item = u64> + '_ {
    arguments.split(|byte| b", {}".contains(byte)).filter_map(exact)
}

fn exact(word: &[u8]) -> Option<u64> {
    let digits = word.strip_prefix(b"0x")?;
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    digits.iter().try_fold(0, |number, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(number << 4 | u64::from(digit))
    })
}

/// The lines of a goroutine's arguments, one for each frame, innermost first.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_words_have_no_question_mark() {
        assert_eq!(exact_first(b"0xc000012345, 0x1"), Some(0x00c0_0001_2345));
        assert_eq!(exact_first(b"0xc000012345"), Some(0x00c0_0001_2345));
        for none in [
            "0xc000012345?, 0x1",
            "{0x1, 0x2}",
            "...",
            "",
            "_",
            "0x",
            "0x11112222333344445",
        ] {
            assert_eq!(exact_first(none.as_bytes()), None, "{none}");
        }
        let words: Vec<_> = exact_words(b"{0x1, 0x2?}, 0x3, {{0xf}, ...}").collect();
        assert_eq!(words, [1, 3, 15]);
    }
}
