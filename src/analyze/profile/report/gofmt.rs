//! How Go's `fmt` and `text/tabwriter` lay text out: places counted in letters, not bytes.
//!
//! Reports are bytes, since names need not be text; a byte that is part of no letter counts as one.

/// How many letters there are (`utf8.RuneCount`).
pub(super) fn n_letters(text: &[u8]) -> usize {
    text.utf8_chunks()
        .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
        .sum()
}

/// Appends `text`, at the right of at least `width` places: Go's `%10s`.
pub(super) fn append_right(out: &mut Vec<u8>, text: &[u8], width: usize) {
    append_spaces(out, width.saturating_sub(n_letters(text)));
    out.extend_from_slice(text);
}

fn append_spaces(out: &mut Vec<u8>, count: usize) {
    out.resize(out.len() + count, b' ');
}

/// A table whose cells end in tabs, set at the right with a space before: Go's
/// `tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)`.
///
/// A column is a run of lines that all have a cell there; what follows the last tab of a line
/// belongs to no column, and a form feed ends all columns.
pub(super) fn append_table(out: &mut Vec<u8>, text: &[u8]) {
    for (part, lines) in text.split(|&byte| byte == b'\x0c').enumerate() {
        if part > 0 {
            out.push(b'\n');
        }
        append_lines(out, lines);
    }
}

fn append_lines(out: &mut Vec<u8>, text: &[u8]) {
    let lines: Vec<Vec<&[u8]>> = text
        .split(|&byte| byte == b'\n')
        .map(|line| line.split(|&byte| matches!(byte, b'\t' | b'\x0b')).collect())
        .collect();
    // For each line the widths of its columns, filled run by run.
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|cells| vec![0; cells.len() - 1]).collect();
    let most_columns = widths.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..most_columns {
        let mut first = 0;
        while first < lines.len() {
            let run = lines[first..]
                .iter()
                .take_while(|cells| cells.len() > column + 1)
                .count();
            let cells = lines[first..first + run].iter().map(|cells| cells[column]);
            let width = cells.map(|cell| n_letters(cell) + 1).max().unwrap_or(0);
            for line in &mut widths[first..first + run] {
                line[column] = width;
            }
            first += run.max(1);
        }
    }
    for (row, (cells, widths)) in lines.iter().zip(&widths).enumerate() {
        if row > 0 {
            out.push(b'\n');
        }
        for (cell, &width) in cells.iter().zip(widths) {
            append_right(out, cell, width);
        }
        out.extend_from_slice(cells[cells.len() - 1]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_letters() {
        let mut out = Vec::new();
        append_right(&mut out, "\u{e9}\u{e9}".as_bytes(), 4);
        append_right(&mut out, b"\xff\xe2\x82", 4);
        append_right(&mut out, b"long", 2);
        assert_eq!(out, b"  \xc3\xa9\xc3\xa9 \xff\xe2\x82long");
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        append_table(&mut out, text.as_bytes());
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn columns_are_as_wide_as_their_run_of_lines() {
        check(
            "key:\t Total 5\n \t5 (100%):\t a\n \t10:\t b\n\nk:\t x\n",
            " key: Total 5\n      5 (100%): a\n            10: b\n\n k: x\n",
        );
        check("a\tb\n", " ab\n");
        check("", "");
        check("no end", "no end");
        check("wide\t\nb\tc\n", " wide\n    bc\n");
        check("wide\t\x0cb\tc\n", " wide\n bc\n");
    }
}
