//! A catalogue from a seed, and what somebody types badly who looks for something in it. The same on every machine.

use std::collections::{HashMap, HashSet};

use search::{Document, Key, Kind, Price};

/// Words that titles like, besides the made ones.
const COMMON: &[&str] = &[
    "love",
    "night",
    "blue",
    "river",
    "heart",
    "light",
    "summer",
    "winter",
    "city",
    "dream",
    "rain",
    "fire",
    "ocean",
    "home",
    "road",
    "moon",
    "shadow",
    "garden",
    "silver",
    "golden",
    "morning",
    "midnight",
    "harbour",
    "mountain",
    "window",
    "dancing",
    "falling",
    "forever",
    "yesterday",
    "tomorrow",
    "electric",
    "stranger",
    "paradise",
    "satellite",
    "carousel",
    "lullaby",
    "hurricane",
    "the",
    "of",
    "and",
    "in",
    "my",
    "you",
    "no",
    "a",
    "to",
    "we",
];
const BEGINNINGS: &[&str] = &[
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "pr", "qu",
    "r", "s", "sh", "sk", "st", "t", "th", "tr", "v", "w", "z", "",
];
const MIDDLES: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ee", "ia", "ou", "oa", "y"];
const ENDS: &[&str] = &["", "", "", "n", "r", "l", "s", "t", "m", "nd", "rk", "st", "ck", "th"];
const TAGS: &[&str] = &[
    "ambient",
    "techno",
    "drone",
    "jazz",
    "folk",
    "punk",
    "house",
    "dub",
    "metal",
    "noise",
    "pop",
    "soul",
    "hip hop",
    "classical",
    "field",
];
const PLACES: &[&str] =
    &["Oslo", "Leipzig", "Lagos", "Lima", "Osaka", "Porto", "Glasgow", "Beirut", "Montréal", "Wellington"];
const FORMATS: &[&str] = &["flac", "mp3-320", "opus", "alac", "wav"];

/// Numbers that look like chance, by splitmix64.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// What somebody types, and what they mean.
pub struct Misspelt {
    pub typed: String,
    /// Any of these is it: the same title may be there twice.
    meant: HashSet<Key>,
}

/// A catalogue.
pub struct Made {
    pub documents: Vec<Document>,
}

impl Made {
    /// So many tracks, and their artists: one for each dozen.
    pub fn new(tracks: usize) -> Self {
        let mut chance = Chance::new(7);
        let words = vocabulary(&mut chance, 12_000);
        let names: Vec<String> = (0..tracks.div_ceil(12)).map(|_| phrase(&mut chance, &words, 2)).collect();
        let artists = names.iter().enumerate().map(|(id, name)| blank(Kind::Artist, id, name));
        let mut documents: Vec<Document> = artists.collect();
        for id in 0..tracks {
            let artist = chance.below(names.len());
            let title = phrase(&mut chance, &words, 3);
            let release = phrase(&mut chance, &words, 2);
            documents.push(Document {
                by: vec![names[artist].clone()],
                on: vec![release],
                text: if id % 20 == 0 {
                    (0..60).map(|_| word(&mut chance, &words)).collect::<Vec<_>>().join(" ")
                } else {
                    String::new()
                },
                tags: vec![chance.one(TAGS).to_owned(), chance.one(TAGS).to_owned()],
                place: chance.one(PLACES).to_owned(),
                formats: vec!["flac".to_owned(), chance.one(FORMATS).to_owned()],
                price: Some([Price::Free, Price::Minimum, Price::Fixed][chance.below(3)]),
                licence: if chance.below(10) == 0 { "cc-by" } else { "" }.to_owned(),
                year: Some(1970 + i32::try_from(chance.below(57)).unwrap()),
                form: "album".to_owned(),
                popularity: chance.next() % 1_000,
                ..blank(Kind::Track, id, &title)
            });
        }
        Self { documents }
    }

    /// Titles, names, and titles with names, each badly typed: every word of four letters or more has one edit, of eight or more
    /// two. An edit puts a letter in, leaves one out, takes another, or lets two neighbours change places.
    pub fn misspelt(&self, count: usize) -> Vec<Misspelt> {
        let mut chance = Chance::new(11);
        let mut by_title: HashMap<String, HashSet<Key>> = HashMap::new();
        let mut by_both: HashMap<String, HashSet<Key>> = HashMap::new();
        for document in &self.documents {
            by_title.entry(document.title.clone()).or_default().insert(document.key);
            by_both.entry(format!("{} {}", document.title, document.by.concat())).or_default().insert(document.key);
        }
        let mut queries = Vec::new();
        while queries.len() < count {
            let document = &self.documents[chance.below(self.documents.len())];
            let (text, meant) = match (document.key.kind, queries.len() % 2) {
                (Kind::Track, 0) => {
                    let text = format!("{} {}", document.title, document.by.concat());
                    (text.clone(), by_both[&text].clone())
                }
                _ => (document.title.clone(), by_title[&document.title].clone()),
            };
            // One short word is no name to look for among a hundred thousand.
            if text.split(' ').map(str::len).sum::<usize>() < 8 {
                continue;
            }
            let typed: Vec<String> = text.split(' ').map(|word| mistyped(&mut chance, word)).collect();
            queries.push(Misspelt { typed: typed.join(" "), meant });
        }
        queries
    }

    /// One by the place of what is meant, or nothing if it is not there.
    pub fn reciprocal_rank(&self, query: &Misspelt, found: &[Key]) -> f64 {
        let place = found.iter().position(|key| query.meant.contains(key));
        place.map_or(0.0, |place| 1.0 / (f64::from(u32::try_from(place).unwrap()) + 1.0))
    }
}

fn blank(kind: Kind, id: usize, title: &str) -> Document {
    let key = Key { kind, id: u128::try_from(id).unwrap() };
    Document::titled(key, title, 1_700_000_000 + i64::try_from(id).unwrap())
}

fn vocabulary(chance: &mut Chance, count: usize) -> Vec<String> {
    let mut words: Vec<String> = COMMON.iter().map(|word| (*word).to_owned()).collect();
    let mut known: HashSet<String> = words.iter().cloned().collect();
    while words.len() < count {
        let syllables = 2 + chance.below(3);
        let word: String = (0..syllables)
            .map(|_| format!("{}{}{}", chance.one(BEGINNINGS), chance.one(MIDDLES), chance.one(ENDS)))
            .collect();
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Some words are in many titles, most in few.
fn word<'a>(chance: &mut Chance, words: &'a [String]) -> &'a str {
    if chance.below(3) == 0 {
        return words[chance.below(COMMON.len())].as_str();
    }
    words[chance.below(words.len())].as_str()
}

fn phrase(chance: &mut Chance, words: &[String], longest: usize) -> String {
    let count = 1 + chance.below(longest);
    (0..count).map(|_| word(chance, words)).collect::<Vec<_>>().join(" ")
}

fn mistyped(chance: &mut Chance, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let edits = match letters.len() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    for _ in 0..edits {
        let letter = char::from(b'a' + u8::try_from(chance.below(26)).unwrap());
        let at = chance.below(letters.len());
        match chance.below(4) {
            0 => letters.insert(at, letter),
            1 => drop(letters.remove(at)),
            2 => letters[at] = letter,
            _ => {
                let at = at.min(letters.len() - 2);
                letters.swap(at, at + 1);
            }
        }
    }
    letters.into_iter().collect()
}
