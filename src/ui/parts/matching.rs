//! How well a line fits what somebody typed into the palette.

/// How well `text` fits `typed`; less is better, none is not at all.
///
/// Every word typed must be in the text, whatever the case of ASCII letters: best at its beginning, then at the
/// beginning of a word, then anywhere, then with letters left out between.
pub fn rank(text: &str, typed: &str) -> Option<u32> {
    let text = text.to_ascii_lowercase();
    let typed = typed.to_ascii_lowercase();
    let mut sum = 0;
    for word in typed.split_whitespace() {
        sum += word_rank(&text, word)?;
    }
    Some(sum)
}

fn word_rank(text: &str, word: &str) -> Option<u32> {
    match text.find(word) {
        Some(0) => Some(0),
        Some(at) => {
            let begins_word = text[..at]
                .chars()
                .next_back()
                .is_some_and(|before| !before.is_ascii_alphanumeric());
            Some(if begins_word { 1 } else { 2 })
        }
        None => {
            let mut letters = text.chars();
            word.chars().all(|letter| letters.any(|it| it == letter)).then_some(8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_fits_come_first() {
        let all = ["Call graph", "Zoom in at the pointer", "Flame graph", "Graph of calls"];
        let mut found: Vec<_> = all
            .iter()
            .filter_map(|text| Some((rank(text, "graph")?, *text)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        let texts: Vec<_> = found.into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["Graph of calls", "Call graph", "Flame graph"]);
    }

    #[test]
    fn words_fit_in_any_order_and_with_gaps() {
        assert_eq!(rank("Flame graph", "graph flame"), Some(1));
        assert_eq!(rank("Flame graph", "flgr"), Some(8));
        assert_eq!(rank("Flame graph", "tlm"), None);
        assert_eq!(rank("Flame graph", ""), Some(0));
        assert_eq!(rank("Über.pb.GZ", "PB.gz"), Some(1));
    }
}
