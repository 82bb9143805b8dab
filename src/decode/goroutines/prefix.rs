//! What a log puts before every line: a time, a name, a number of a process.
//!
//! `app-1  | goroutine 7 [running]:` says what stands before the goroutine's other lines too. Digits in it may change
//! from line to line, as those of a time do, and so may their number; everything else must be the same.

/// The text before a header.
#[derive(Debug, Default)]
pub(super) struct Prefix(Vec<u8>);

impl Prefix {
    /// Takes the text before a new header.
    pub(super) fn set(&mut self, text: &[u8]) {
        if self.0 != text {
            self.0.clear();
            self.0.extend_from_slice(text);
        }
    }

    /// The line without the prefix, or as it is when it does not begin like that.
    ///
    /// An empty line often loses the blanks that the prefix ends with.
    #[inline]
    pub(super) fn strip<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if self.0.is_empty() {
            return line;
        }
        after(&self.0, line)
            .or_else(|| after(self.0.trim_ascii_end(), line).filter(|rest| rest.is_empty()))
            .unwrap_or(line)
    }
}

/// What follows a text of this shape at the start of a line.
fn after<'a>(mut shape: &[u8], mut line: &'a [u8]) -> Option<&'a [u8]> {
    let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    while let Some((&wanted, rest)) = shape.split_first() {
        if wanted.is_ascii_digit() {
            let count = digits(line);
            if count == 0 {
                return None;
            }
            shape = &shape[digits(shape)..];
            line = &line[count..];
        } else {
            line = line.strip_prefix(&[wanted])?;
            shape = rest;
        }
    }
    Some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_may_change_and_the_rest_may_not() {
        let mut prefix = Prefix::default();
        assert_eq!(prefix.strip(b"\tx.go:1"), b"\tx.go:1");
        prefix.set(b"Nov 23 02:43:35 host app[123]: ");
        assert_eq!(prefix.strip(b"Nov 23 02:43:36 host app[123]: main.f()"), b"main.f()");
        assert_eq!(prefix.strip(b"Nov 23 02:43:36 host app[1234]: \tx.go:1"), b"\tx.go:1");
        assert_eq!(prefix.strip(b"Nov 23 02:43:36 host app[123]:"), b"");
        assert_eq!(
            prefix.strip(b"Nov 23 02:43:36 host db[123]: main.f()"),
            b"Nov 23 02:43:36 host db[123]: main.f()"
        );
        prefix.set(b"");
        assert_eq!(prefix.strip(b"Nov 23"), b"Nov 23");
    }
}
