//! Hashtags: a genre or tag in one word, of the characters that Mastodon takes.

use serde_json::{Value, json};

/// The most hashtags of one note: more looks like noise, and is counted as such.
const MOST: usize = 10;
/// The longest one, in characters.
const LONGEST: usize = 60;

/// A hashtag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashtag {
    /// Without #: `DreamPop`.
    pub name: String,
    /// Whole address of the page with everything that has the tag.
    pub href: String,
}

impl Hashtag {
    /// Of a genre or tag in any writing; none where no letter is left of it.
    #[must_use]
    pub fn of(base: &str, tag: &str) -> Option<Self> {
        let href = urls::absolute(base, &urls::tag(tag.trim()));
        word(tag).map(|name| Self { name, href })
    }

    /// As it stands in the list of tags.
    #[must_use]
    pub fn document(&self) -> Value {
        json!({ "type": "Hashtag", "name": format!("#{}", self.name), "href": self.href })
    }

    /// As it stands in a text.
    #[must_use]
    pub fn link(&self) -> String {
        let href = super::html::escape(&self.href);
        format!("<a class=\"mention hashtag\" rel=\"tag\" href=\"{href}\">#<span>{}</span></a>", self.name)
    }
}

/// Those of several genres and tags, each once, at most ten.
#[must_use]
pub fn of_all<'a>(base: &str, tags: impl IntoIterator<Item = &'a str>) -> Vec<Hashtag> {
    let mut all: Vec<Hashtag> = Vec::new();
    for hashtag in tags.into_iter().filter_map(|tag| Hashtag::of(base, tag)) {
        if all.len() < MOST && all.iter().all(|other| other.name.to_lowercase() != hashtag.name.to_lowercase()) {
            all.push(hashtag);
        }
    }
    all
}

/// The hashtags that stand in a text, without #, each once.
#[must_use]
pub fn named_in(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        if character == '#' && (before.is_whitespace() || before == '(') {
            let name: String = text.get(at + 1..).unwrap_or_default().chars().take_while(|&c| belongs(c)).collect();
            if is_one(&name) && names.iter().all(|other| other.to_lowercase() != name.to_lowercase()) {
                names.push(name);
            }
        }
        before = character;
    }
    names.truncate(MOST);
    names
}

/// "dream pop" as `DreamPop`, "R&B" as `RnB`, "drum & bass" as `DrumAndBass`; one word stays as it is.
fn word(tag: &str) -> Option<String> {
    let spelled = tag.replace(" & ", " and ").replace('&', "n");
    let words: Vec<&str> = spelled.split(|c| !belongs(c)).filter(|word| !word.is_empty()).collect();
    let name: String = match words.as_slice() {
        [one] => (*one).to_owned(),
        several => several.iter().map(|word| capitalised(word)).collect(),
    };
    is_one(&name).then_some(name)
}

/// Whether it can be a hashtag: digits alone are none.
fn is_one(name: &str) -> bool {
    let length = name.chars().count();
    (1..=LONGEST).contains(&length) && name.chars().any(|c| c.is_alphabetic())
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + characters.as_str()
}

/// Letters, marks, decimal digits and the underscore.
fn belongs(character: char) -> bool {
    character.is_alphabetic() || character == '_' || is_digit(character) || is_mark(character)
}

fn is_digit(character: char) -> bool {
    matches!(character, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}')
}

/// Marks that words are written with and that are no letters to Unicode: accents that stand alone, signs that take a vowel away.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{652}' | '\u{93c}' | '\u{94d}' | '\u{9bc}'
        | '\u{9cd}' | '\u{a3c}' | '\u{a4d}' | '\u{abc}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}'
        | '\u{d4d}' | '\u{dca}' | '\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{f39}' | '\u{f84}' | '\u{1039}' | '\u{103a}'
        | '\u{17d2}' | '\u{3099}' | '\u{309a}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(tags: &[&str]) -> Vec<String> {
        of_all("https://music.example", tags.iter().copied()).into_iter().map(|tag| tag.name).collect()
    }

    #[test]
    fn several_words_become_one() {
        let tags = ["dream pop", "hip-hop", "R&B", "drum & bass", "dreampop", "8-bit", "ambient"];
        assert_eq!(names(&tags), ["DreamPop", "HipHop", "RnB", "DrumAndBass", "8Bit", "ambient"]);
    }

    #[test]
    fn letters_of_all_scripts_stay_and_nothing_else() {
        assert_eq!(names(&["हिन्दी", "音楽", "música", "Ünder 1"]), ["हिन्दी", "音楽", "música", "Ünder1"]);
        assert_eq!(names(&["<script>", "a\"b", "🎵", "2024", "#", "''"]), ["script", "AB"]);
        assert_eq!(names(&[&"x".repeat(61)]), Vec::<String>::new());
    }

    #[test]
    fn there_are_at_most_ten() {
        let tags: Vec<String> = (0..30).map(|n| format!("tag {n}")).collect();
        assert_eq!(names(&tags.iter().map(String::as_str).collect::<Vec<_>>()).len(), 10);
    }

    #[test]
    fn a_text_names_its_hashtags() {
        let text = "New #DreamPop (#ep) today, #dreampop again; #1 of it's&#39; x#not # no #été.";
        assert_eq!(named_in(text), ["DreamPop", "ep", "été"]);
    }
}
