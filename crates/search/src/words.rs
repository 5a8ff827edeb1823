//! What words are, of documents and of queries, in any script: folded to what people type.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Longest query, in characters. What is longer is cut.
pub(crate) const QUERY_CHARACTERS: usize = 200;
/// Most words of a query. The others are left out.
pub(crate) const QUERY_WORDS: usize = 10;
/// Longest text of a document that is looked at, in characters: the lyrics of an opera.
const TEXT_CHARACTERS: usize = 100_000;
/// Longest word, in characters. What is longer is cut.
const WORD_CHARACTERS: usize = 64;

/// A word that somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded.
    pub text: String,
    /// Whether it may be unfinished.
    pub prefix: bool,
    /// Whether it may be mistyped.
    pub forgiven: bool,
}

impl Word {
    /// Numbers are taken at their word, and so are scripts that are written without spaces.
    fn new(text: String, prefix: bool) -> Self {
        let forgiven = !text.chars().all(char::is_numeric) && !text.chars().any(is_unspaced);
        Self { text, prefix, forgiven }
    }

    /// A word that is taken as it is.
    pub fn exact(text: String, prefix: bool) -> Self {
        Self { text, prefix, forgiven: false }
    }
}

/// A query without what nobody types on purpose: cut, on one line, without marks that only turn the writing.
#[must_use]
pub(crate) fn cleaned(typed: &str) -> String {
    let visible = typed.chars().filter(|char| !is_invisible(*char));
    let cut: String = visible.take(QUERY_CHARACTERS).map(|char| if char.is_control() { ' ' } else { char }).collect();
    cut.split_whitespace().take(QUERY_WORDS).collect::<Vec<_>>().join(" ")
}

/// The words of a query; the last may be unfinished.
#[must_use]
pub(crate) fn of_query(typed: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for run in runs(&fold(&cleaned(typed))) {
        match run {
            Run::Spaced { joined, .. } => words.push(Word::new(joined, false)),
            Run::Unspaced(signs) if signs.len() == 1 => words.push(Word::new(signs.concat(), true)),
            Run::Unspaced(signs) => words.extend(signs.windows(2).map(|pair| Word::new(pair.concat(), false))),
        }
    }
    words.truncate(QUERY_WORDS);
    if let Some(last) = words.last_mut() {
        last.prefix = true;
    }
    words
}

/// The words of a text that can be found. What is written without spaces comes in pairs of signs and a last sign.
#[must_use]
pub(crate) fn of_text(text: &str) -> Vec<String> {
    let cut: String = text.chars().take(TEXT_CHARACTERS).collect();
    let mut words = Vec::new();
    for run in runs(&fold(&cut)) {
        match run {
            Run::Spaced { joined, parts } => {
                words.push(joined);
                // Both "l'amour" and "amour" find it.
                words.extend(parts.into_iter().filter(|part| part.chars().count() > 2));
            }
            Run::Unspaced(signs) => {
                words.extend(signs.windows(2).map(<[String]>::concat));
                words.extend(signs.into_iter().next_back());
            }
        }
    }
    words
}

/// Each two neighbours among words, written as one: "black bird" is found by "blackbird".
#[must_use]
pub(crate) fn joined(words: &[String]) -> Vec<String> {
    let spaced = |word: &String| !word.chars().any(is_unspaced);
    let pairs = words.iter().zip(words.iter().skip(1)).filter(|(left, right)| spaced(left) && spaced(right));
    pairs.map(|(left, right)| cut(&format!("{left}{right}"))).collect()
}

/// Lower case without accents; compatible forms as one; nothing that is only there to be heard or to turn the writing.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for char in text.nfkd().filter(|char| !is_invisible(*char) && !is_accent(*char)).flat_map(char::to_lowercase) {
        match char {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ŧ' => folded.push('t'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            'ة' => folded.push('ه'),
            'ى' | 'ی' => folded.push('ي'),
            'ک' => folded.push('ك'),
            '٠'..='٩' => folded.push(digit(char, '٠')),
            '۰'..='۹' => folded.push(digit(char, '۰')),
            // A long vowel's mark and an Arabic stretch say nothing about which word it is.
            'ـ' => {}
            _ if is_accent(char) => {}
            _ => folded.push(char),
        }
    }
    // Hangul and kana in one piece again, so that letters are counted as people count them.
    folded.nfc().collect()
}

fn digit(char: char, zero: char) -> char {
    char::from_digit(u32::from(char) - u32::from(zero), 10).unwrap_or(char)
}

enum Run {
    /// A word between spaces or signs: without its apostrophes, and its parts between them if there are any.
    Spaced { joined: String, parts: Vec<String> },
    /// Signs of a script without spaces, each with its marks.
    Unspaced(Vec<String>),
}

/// The runs of letters and digits in a folded text. A text without any, like a band called "!!!", is one of its signs.
fn runs(folded: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for piece in folded.split(|char: char| !is_letter(char) && !is_apostrophe(char)) {
        let mut rest = piece;
        while let Some(first) = rest.chars().find(|char| is_letter(*char)) {
            let unspaced = is_unspaced(first);
            let start = rest.find(first).unwrap_or(0);
            let other =
                |(_, char): &(usize, char)| is_letter(*char) && !is_mark(*char) && is_unspaced(*char) != unspaced;
            let end =
                rest.char_indices().skip_while(|(at, _)| *at < start).find(other).map_or(rest.len(), |(at, _)| at);
            let (run, after) = rest.split_at(end);
            runs.push(if unspaced { Run::Unspaced(signs(run)) } else { spaced(run) });
            rest = after;
        }
    }
    if runs.is_empty() {
        let signs = folded.split_whitespace().map(|word| Run::Spaced { joined: cut(word), parts: Vec::new() });
        runs.extend(signs);
    }
    runs
}

fn spaced(run: &str) -> Run {
    let parts: Vec<String> = run.split(is_apostrophe).filter(|part| !part.is_empty()).map(cut).collect();
    let joined = cut(&parts.concat());
    Run::Spaced { joined, parts: if parts.len() > 1 { parts } else { Vec::new() } }
}

fn signs(run: &str) -> Vec<String> {
    let mut signs: Vec<String> = Vec::new();
    for char in run.chars().filter(|char| !is_apostrophe(*char)) {
        match signs.last_mut() {
            Some(sign) if is_mark(char) => sign.push(char),
            _ => signs.push(char.to_string()),
        }
    }
    signs
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_CHARACTERS).collect()
}

fn is_letter(char: char) -> bool {
    char.is_alphanumeric() || is_combining_mark(char)
}

fn is_mark(char: char) -> bool {
    // The vowels of Thai and its neighbours that stand after their letter are letters to Unicode.
    is_combining_mark(char) || matches!(char, '\u{e30}'..='\u{e3a}' | '\u{e45}')
}

const fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

/// Accents of scripts whose readers leave them out: Latin, Greek, Cyrillic, Hebrew, Arabic.
const fn is_accent(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// What has no width: it joins, parts or turns.
const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}')
}

/// Scripts that are written without spaces: Han, kana, Thai, Lao, Burmese, Khmer.
const fn is_unspaced(char: char) -> bool {
    matches!(char, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<String> {
        of_query(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(typed("Beyoncé"), ["beyonce"]);
        assert_eq!(typed("Sigur Rós STRASSE Straße"), ["sigur", "ros", "strasse", "strasse"]);
        assert_eq!(typed("Mø Œuvre Łódź"), ["mo", "oeuvre", "lodz"]);
        assert_eq!(typed("ΜΟΥΣΙΚΉΣ"), typed("μουσικης"));
        assert_eq!(typed("Ёлка"), typed("елка"));
        assert_eq!(typed("أُغْنِيَة"), typed("اغنيه"));
        assert_eq!(typed("Ｆｕｌｌ ｗｉｄｔｈ ①"), ["full", "width", "1"]);
    }

    #[test]
    fn apostrophes_join_and_part() {
        assert_eq!(typed("don’t"), ["dont"]);
        assert_eq!(of_text("l'amour"), ["lamour", "amour"]);
        assert_eq!(of_text("rock 'n' roll"), ["rock", "n", "roll"]);
    }

    #[test]
    fn scripts_without_spaces_come_in_pairs() {
        assert_eq!(of_text("東京都"), ["東京", "京都", "都"]);
        assert_eq!(typed("東京都"), ["東京", "京都"]);
        assert_eq!(typed("東"), ["東"]);
        assert_eq!(of_text("Love東京 2"), ["love", "東京", "京", "2"]);
        assert!(of_query("東").iter().all(|word| word.prefix && !word.forgiven));
        assert!(!of_text("เพลงไทย").is_empty());
        assert_eq!(typed("사랑 노래"), ["사랑", "노래"]);
    }

    #[test]
    fn numbers_are_taken_at_their_word() {
        assert_eq!(
            of_query("1999 harbour 東京").iter().map(|word| word.forgiven).collect::<Vec<_>>(),
            [false, true, false]
        );
    }

    #[test]
    fn signs_alone_are_a_name() {
        assert_eq!(typed("!!!"), ["!!!"]);
        assert_eq!(of_text("†††"), ["†††"]);
        assert_eq!(typed("!!! live"), ["live"]);
        assert!(typed(" \u{202e}\u{200f} ").is_empty());
    }

    #[test]
    fn what_is_typed_is_cut_and_cleaned() {
        assert_eq!(cleaned("a\u{202e}b\n\tc"), "ab c");
        assert_eq!(cleaned(&"x".repeat(10_000)).len(), 200);
        assert_eq!(of_query(&"ab ".repeat(5_000)).len(), 10);
        assert_eq!(typed("title:(foo OR ba*) /^.*$/"), ["title", "foo", "or", "ba"]);
    }
}
