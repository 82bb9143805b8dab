//! What one line of a stack says, by its own shape alone. Nothing here allocates.

/// The words that stand before a creator's name.
const CREATED_BY: &[u8] = b"created by ";
/// What stands where a stack could not be read, Go 1.5 to 1.27.
pub(super) const NO_STACK: &[u8] = b"goroutine running on other thread; stack unavailable";

/// A line that names a call: `main.(*T).f(0x1, {0x2, ...})`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) function: &'a [u8],
    /// What stands in the brackets; `...` for an inlined call.
    pub(super) arguments: &'a [u8],
}

/// Reads a call. Arguments hold no round brackets, so theirs are the last; a Go symbol holds no blank.
pub(super) fn call(line: &[u8]) -> Option<Call<'_>> {
    let inner = line.strip_suffix(b")")?;
    let open = inner.iter().rposition(|&byte| byte == b'(')?;
    let (function, arguments) = (&inner[..open], &inner[open + 1..]);
    let is_symbol = !function.is_empty() && !function.iter().any(u8::is_ascii_whitespace);
    let are_arguments = arguments
        .iter()
        .all(|&byte| byte.is_ascii_hexdigit() || b"x{}, .?_".contains(&byte));
    (is_symbol && are_arguments).then_some(Call { function, arguments })
}

/// Where a call is: `\t/home/a/x.go:42 +0x1d fp=0xc0 sp=0xc0 pc=0x46`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// Empty for code that a cgo symbolizer knows no file of.
    pub(super) file: &'a [u8],
    pub(super) line: u32,
    pub(super) offset: Option<u64>,
}

/// The part of a line that says where a call is: without blanks before it and registers after it.
///
/// The second is whether the line is one of a symbolizer's, which ends with the address and has no offset.
pub(super) fn place_text(line: &[u8]) -> (&[u8], bool) {
    let mut text = line.trim_ascii();
    let mut has_address = false;
    let mut has_pointer = false;
    loop {
        let (before, word) = last_word(text);
        if word.starts_with(b"pc=0x") {
            has_address = true;
        } else if word.starts_with(b"fp=0x") || word.starts_with(b"sp=0x") {
            has_pointer = true;
        } else {
            return (text, has_address && !has_pointer);
        }
        text = before;
    }
}

/// Reads what [`place_text`] left of a line.
pub(super) fn place(text: &[u8]) -> Option<Place<'_>> {
    let (before, word) = last_word(text);
    let (rest, offset) = match word.strip_prefix(b"+0x") {
        Some(digits) => (before, Some(hex(digits)?)),
        None => (text, None),
    };
    let colon = rest.iter().rposition(|&byte| byte == b':')?;
    let (file, digits) = (&rest[..colon], &rest[colon + 1..]);
    let line = u32::try_from(decimal(digits)?).ok()?;
    (!file.is_empty()).then_some(Place { file, line, offset })
}

/// Who made a goroutine: the function, and the goroutine that ran it, 0 when not said.
pub(super) fn creator(line: &[u8]) -> Option<(&[u8], u64)> {
    let rest = line.strip_prefix(CREATED_BY)?;
    let (before, word) = last_word(rest);
    let told = before
        .strip_suffix(b" in goroutine")
        .and_then(|function| Some((function, decimal(word)?)));
    let (function, goroutine) = told.unwrap_or((rest, 0));
    let is_symbol = !function.is_empty() && !function.contains(&b' ');
    is_symbol.then_some((function, goroutine))
}

/// How many frames were left out: `...81 frames elided...` (Go 1.21 and later), or 0 for
/// `...additional frames elided...` (before), which does not count them.
pub(super) fn elided(line: &[u8]) -> Option<u32> {
    let inner = line.strip_prefix(b"...")?.strip_suffix(b" frames elided...")?;
    if inner == b"additional" {
        Some(0)
    } else {
        u32::try_from(decimal(inner)?).ok()
    }
}

/// Code that is not Go's, where no symbolizer says more: `non-Go function at pc=0x7f`.
pub(super) fn is_foreign(line: &[u8]) -> bool {
    line.starts_with(b"non-Go function at pc=0x")
}

/// The stack of a goroutine's creator follows (`GODEBUG=tracebackancestors`).
pub(super) fn is_ancestor(line: &[u8]) -> bool {
    line.starts_with(b"[originating from goroutine ") && line.ends_with(b"]:")
}

/// The last word of a text, and what stands before the blank before it.
fn last_word(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().rposition(|&byte| byte == b' ') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (&[], text),
    }
}

/// A number in decimal digits and nothing else.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    number(digits, 10)
}

/// A number in hexadecimal digits and nothing else.
pub(super) fn hex(digits: &[u8]) -> Option<u64> {
    number(digits, 16)
}

fn number(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, &digit| {
        let digit = char::from(digit).to_digit(base)?;
        number.checked_mul(base.into())?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_call(line: &str, wanted: Option<(&str, &str)>) {
        let wanted = wanted.map(|(function, arguments)| Call {
            function: function.as_bytes(),
            arguments: arguments.as_bytes(),
        });
        assert_eq!(call(line.as_bytes()), wanted, "{line}");
    }

    #[test]
    fn calls() {
        check_call("main.main()", Some(("main.main", "")));
        check_call(
            "main.(*T).f(0x1, {0x2?, ...}, _)",
            Some(("main.(*T).f", "0x1, {0x2?, ...}, _")),
        );
        check_call("sync.(*Mutex).Lock(...)", Some(("sync.(*Mutex).Lock", "...")));
        check_call(
            "pool.(*Worker[...]).loop(0xc00)",
            Some(("pool.(*Worker[...]).loop", "0xc00")),
        );
        check_call("panic({0x1, 0x2})", Some(("panic", "{0x1, 0x2}")));
        for other in ["connected (ok)", "retry(later)", "main.main", "()", "", ")"] {
            check_call(other, None);
        }
    }

    #[test]
    fn places() {
        let check = |line: &str, wanted: Option<(&str, u32, Option<u64>)>, is_foreign| {
            let (text, foreign) = place_text(line.as_bytes());
            let found = place(text).map(|it| (std::str::from_utf8(it.file).unwrap(), it.line, it.offset));
            assert_eq!((found, foreign), (wanted, is_foreign), "{line}");
        };
        check("\t/a b/x.go:42 +0x1d", Some(("/a b/x.go", 42, Some(0x1d))), false);
        check("\t/a/x.go:42", Some(("/a/x.go", 42, None)), false);
        check("\tC:/a/x.go:42 +0x0", Some(("C:/a/x.go", 42, Some(0))), false);
        check(
            "\tx.go:1 +0x2 fp=0xc1 sp=0xc2 pc=0x3",
            Some(("x.go", 1, Some(2))),
            false,
        );
        check("\tx.go:1 +0x2 fp=0xc1 sp=0xc2", Some(("x.go", 1, Some(2))), false);
        check(
            "\t<autogenerated>:1 +0x2a",
            Some(("<autogenerated>", 1, Some(42))),
            false,
        );
        check("\t/c/x.c:7 pc=0x7f", Some(("/c/x.c", 7, None)), true);
        check("\tpc=0x7f", None, true);
        check("\tx.go:99999999999", None, false);
        check("\tx.go: +0x1", None, false);
        check("\t:5", None, false);
        check("", None, false);
    }

    #[test]
    fn creators_and_the_rest() {
        assert_eq!(creator(b"created by main.main"), Some((&b"main.main"[..], 0)));
        assert_eq!(
            creator(b"created by main.f.func1 in goroutine 17"),
            Some((&b"main.f.func1"[..], 17))
        );
        assert_eq!(creator(b"created by the user at noon"), None);
        assert_eq!(elided(b"...additional frames elided..."), Some(0));
        assert_eq!(elided(b"...81 frames elided..."), Some(81));
        assert_eq!(elided(b"...some frames elided..."), None);
        assert!(is_foreign(b"non-Go function at pc=0x7f00"));
        assert!(is_ancestor(b"[originating from goroutine 7]:"));
        assert_eq!(hex(b"ffffffffffffffff"), Some(u64::MAX));
        assert_eq!(hex(b"10000000000000000"), None);
        assert_eq!(decimal(b"1a"), None);
    }
}
