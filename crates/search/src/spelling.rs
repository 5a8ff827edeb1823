//! How far a word is from what was typed.

/// How well a word suits what was typed; the greater, the better.
pub(crate) const EXACT: f32 = 1.0;
const PREFIX: f32 = 0.88;
const ONE_EDIT: f32 = 0.75;
const ONE_EDIT_PREFIX: f32 = 0.62;
const TWO_EDITS: f32 = 0.5;
const TWO_EDITS_PREFIX: f32 = 0.4;

/// How mistyped a word of so many letters may be: not at all below four, once below eight, twice from there on.
const fn edits(letters: usize) -> u8 {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// Most edits that may lie between what was typed and a word, which may have letters more; and between it and the beginning of
/// a word.
pub(crate) const fn most_edits(typed: &[char]) -> (u8, u8) {
    // Eight letters of which two were left out are six.
    let whole = if edits(typed.len() + 2) == 2 { 2 } else { edits(typed.len() + 1) };
    (whole, edits(typed.len()))
}

/// How well `word` suits what was typed, if at all. Two neighbours that changed places are one edit.
pub(crate) fn closeness(typed: &[char], word: &[char], prefix: bool, forgiven: bool) -> Option<f32> {
    if typed == word {
        return Some(EXACT);
    }
    if prefix && word.starts_with(typed) {
        // The less is missing, the likelier it is meant.
        let missing = word.len().saturating_sub(typed.len()).min(8);
        return Some(f32::mul_add(f32::from(u8::try_from(missing).unwrap_or(8)), -0.01, PREFIX));
    }
    if !forgiven {
        return None;
    }
    let (whole, begun) = distances(typed, word);
    let allowed = edits(typed.len().max(word.len()));
    let allowed_begun = if prefix { edits(typed.len()) } else { 0 };
    match (whole, begun) {
        (1, _) if allowed >= 1 => Some(ONE_EDIT),
        (_, 1) if allowed_begun >= 1 => Some(ONE_EDIT_PREFIX),
        (2, _) if allowed >= 2 => Some(TWO_EDITS),
        (_, 2) if allowed_begun >= 2 => Some(TWO_EDITS_PREFIX),
        _ => None,
    }
}

/// Edits from what was typed to a word, and to that beginning of it which is nearest.
fn distances(typed: &[char], word: &[char]) -> (usize, usize) {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=word.len()).collect();
    for (row, letter) in typed.iter().enumerate() {
        let mut current = Vec::with_capacity(above.len());
        current.push(row + 1);
        for (column, other) in word.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let substituted = at(&above, column) + usize::from(letter != other);
            let mut best = substituted.min(at(&above, column + 1) + 1).min(at(&current, column) + 1);
            let last =
                |letters: &[char], index: usize| index.checked_sub(1).and_then(|index| letters.get(index)).copied();
            if row > 0 && column > 0 && last(typed, row) == Some(*other) && last(word, column) == Some(*letter) {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
    }
    let whole = above.last().copied().unwrap_or_default();
    (whole, above.into_iter().min().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(typed: &str, word: &str, prefix: bool) -> Option<f32> {
        closeness(&typed.chars().collect::<Vec<_>>(), &word.chars().collect::<Vec<_>>(), prefix, true)
    }

    #[test]
    fn edits_are_counted_by_length() {
        assert_eq!(close("harbour", "harbour", false), Some(EXACT));
        assert_eq!(close("harbuor", "harbour", false), Some(ONE_EDIT));
        assert_eq!(close("harbor", "harbour", false), Some(ONE_EDIT));
        assert_eq!(close("xarbour", "harbour", false), Some(ONE_EDIT));
        assert_eq!(close("habor", "harbour", false), None);
        assert_eq!(close("mon", "moon", false), Some(ONE_EDIT));
        assert_eq!(close("sxy", "sky", false), None);
        assert_eq!(close("midnihgtt", "midnight", false), Some(TWO_EDITS));
        assert_eq!(close("midigt", "midnight", false), Some(TWO_EDITS));
        assert_eq!(close("mdigt", "midnight", false), None);
    }

    #[test]
    fn beginnings_are_found() {
        assert!(close("har", "harbour", true).is_some_and(|close| close > ONE_EDIT && close < EXACT));
        assert_eq!(close("har", "harbour", false), None);
        assert_eq!(close("hrab", "harbour", true), Some(ONE_EDIT_PREFIX));
        assert_eq!(close("hrb", "harbour", true), None);
    }
}
