//! Words as Meilisearch cuts them: at everything that is no letter or digit, folded; each sign of Chinese, Japanese and Thai alone.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub text: String,
    pub position: usize,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for char in fold(text).chars() {
        let alone = matches!(char, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        match words.last_mut() {
            _ if !char.is_alphanumeric() && !is_combining_mark(char) => open = false,
            Some(word) if open && !alone => word.push(char),
            _ => {
                words.push(char.to_string());
                open = !alone;
            }
        }
    }
    words.into_iter().enumerate().map(|(position, text)| Token { text, position }).collect()
}

fn fold(text: &str) -> String {
    let marks = |char: &char| !matches!(char, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{591}'..='\u{5c7}');
    let lower = text.nfkd().filter(marks).flat_map(char::to_lowercase);
    let mut folded = String::new();
    for char in lower {
        match char {
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ς' => folded.push('σ'),
            _ => folded.push(char),
        }
    }
    folded.nfc().collect()
}

/// How many typos lie between two words; none if more than two. One in the first letter counts as two. With `prefix`, `word`
/// may go on after it.
pub(super) fn typos(typed: &str, word: &str, prefix: bool) -> Option<usize> {
    let typed: Vec<char> = typed.chars().collect();
    let word: Vec<char> = word.chars().collect();
    let ends: Vec<usize> = if prefix { (0..=word.len()).collect() } else { vec![word.len()] };
    let begun = |end: usize| word.get(..end).map(|word| distance(&typed, word));
    let least = ends.into_iter().filter_map(begun).min()?;
    let first = usize::from(least > 0 && typed.first() != word.first());
    (least + first <= 2).then_some(least + first)
}

/// Damerau's distance, in which two neighbours that changed places are one edit.
fn distance(left: &[char], right: &[char]) -> usize {
    if left.len().abs_diff(right.len()) > 2 {
        return 3;
    }
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    let at = |rows: &[Vec<usize>], row: usize, column: usize| {
        rows.get(row).and_then(|row| row.get(column)).copied().unwrap_or(usize::MAX / 2)
    };
    for (row, a) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in right.iter().enumerate() {
            let beside = current.last().copied().unwrap_or_default() + 1;
            let mut best = beside.min(at(&rows, row, column + 1) + 1).min(at(&rows, row, column) + usize::from(a != b));
            let swapped = row > 0 && column > 0 && left.get(row - 1) == Some(b) && right.get(column - 1) == Some(a);
            if swapped {
                best = best.min(at(&rows, row - 1, column - 1) + 1);
            }
            current.push(best);
        }
        rows.push(current);
    }
    at(&rows, left.len(), right.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_count_as_documented() {
        assert_eq!(typos("harbuor", "harbour", false), Some(1));
        assert_eq!(typos("xarbour", "harbour", false), Some(2));
        assert_eq!(typos("harb", "harbour", true), Some(0));
        assert_eq!(typos("hrab", "harbour", true), Some(1));
        assert_eq!(typos("harbour", "night", false), None);
    }

    #[test]
    fn words_are_cut_and_folded() {
        let words = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
        assert_eq!(words("Sigur Rós, l'été"), ["sigur", "ros", "l", "ete"]);
        assert_eq!(words("東京 2"), ["東", "京", "2"]);
    }
}
