//! Ways of saying the same that people who love music use.

use crate::words::Word;

/// Groups of words that mean the same, as [`crate::words`] writes them. A group's phrases find each other.
pub(crate) const GROUPS: &[&[&str]] = &[
    &["dnb", "drum and bass", "drum n bass", "drum bass"],
    &["rnb", "r b", "r and b", "r n b", "rhythm and blues"],
    &["hiphop", "hip hop"],
    &["lofi", "lo fi"],
    &["synthpop", "synth pop"],
    &["electropop", "electro pop"],
    &["triphop", "trip hop"],
    &["postrock", "post rock"],
    &["postpunk", "post punk"],
    &["shoegaze", "shoe gaze"],
    &["idm", "intelligent dance music"],
    &["ost", "soundtrack", "original soundtrack"],
    &["ft", "feat", "featuring"],
    &["vs", "versus"],
    &["pt", "part"],
    &["vol", "volume"],
    &["no", "number"],
    &["rmx", "remix"],
    &["orch", "orchestra"],
    &["acapella", "a cappella", "a capella"],
];

/// The group that has a phrase with which these words begin, and how many words that phrase has; the longest phrase wins.
pub(crate) fn said_otherwise(words: &[Word]) -> Option<(&'static [&'static str], usize)> {
    let begins = |phrase: &str| {
        let mut said = words.iter();
        phrase.split(' ').all(|part| said.next().is_some_and(|word| word.text == part))
    };
    let phrases = GROUPS.iter().flat_map(|group| group.iter().map(move |phrase| (*group, *phrase)));
    let lengths =
        phrases.filter(|(_, phrase)| begins(phrase)).map(|(group, phrase)| (group, phrase.split(' ').count()));
    lengths.max_by_key(|(_, length)| *length)
}
