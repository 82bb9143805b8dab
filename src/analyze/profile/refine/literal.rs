//! Regular expressions that are only texts: what most people type, and what links hold.
//!
//! `net/http`, `^main\.main$` and `a|b` need no machine. Searching for texts is some ten times quicker, which
//! is what it takes to answer between two frames.

/// Texts of which one must be there.
#[derive(Debug)]
pub(super) struct Literals(Vec<Literal>);

#[derive(Debug, Default)]
struct Literal {
    text: String,
    is_at_start: bool,
    is_at_end: bool,
}

impl Literals {
    /// The texts that an expression stands for, if it stands for nothing else.
    pub(super) fn of(expression: &str) -> Option<Self> {
        let mut all = vec![Literal::default()];
        let mut letters = expression.chars();
        while let Some(letter) = letters.next() {
            let literal = all.last_mut()?;
            if letter == '|' {
                all.push(Literal::default());
                continue;
            }
            // Nothing comes after the end, and the start comes first.
            if literal.is_at_end {
                return None;
            }
            match letter {
                '^' if literal.text.is_empty() && !literal.is_at_start => literal.is_at_start = true,
                '$' => literal.is_at_end = true,
                '\\' => literal.text.push(letters.next().filter(char::is_ascii_punctuation)?),
                '.' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}' | '^' => return None,
                letter => literal.text.push(letter),
            }
        }
        Some(Self(all))
    }

    /// Whether one of them is there.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0
            .iter()
            .any(|literal| match (literal.is_at_start, literal.is_at_end) {
                (true, true) => text == literal.text,
                (true, false) => text.starts_with(&literal.text),
                (false, true) => text.ends_with(&literal.text),
                (false, false) => text.contains(&literal.text),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_find_what_the_expression_finds() {
        let expressions = [
            "net/http",
            "^main",
            "main$",
            "^main$",
            r"^main\.main$",
            "a|b",
            "|",
            "",
            "^",
            "$",
            "^a|b$|c",
            r"\(\*T\)",
            "a$b",
            "a^",
            "^^a",
            "a.b",
            "a*",
            r"\d",
            r"\Q",
            r"\",
            "a{2}",
            "(a)",
            "[a]",
            "é",
        ];
        let texts = [
            "",
            "a",
            "b",
            "main",
            "main.main",
            "xmain",
            "net/http.Get",
            "(*T)",
            "a$b",
            "cb",
            "é",
        ];
        let mut literal = 0;
        for expression in expressions {
            let Some(literals) = Literals::of(expression) else {
                continue;
            };
            literal += 1;
            let regex = regex_lite::Regex::new(expression).unwrap();
            for text in texts {
                assert_eq!(literals.is_in(text), regex.is_match(text), "{expression} in {text}");
            }
        }
        assert_eq!(literal, 13);
    }
}
