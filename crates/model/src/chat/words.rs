//! Words that an artist does not want in their chats. They are compared as whole words, whatever their case and accents.

use std::collections::BTreeSet;

use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::ids::ArtistId;
use crate::schema::chat_words;
use crate::{Connection, slugs};

/// The most words of an artist.
const MOST: usize = 500;

/// The words of an artist, in the order of the alphabet.
///
/// # Errors
/// When the database fails.
pub async fn words(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<String>> {
    chat_words::table
        .filter(chat_words::artist_id.eq(artist))
        .order(chat_words::word.asc())
        .select(chat_words::word)
        .load(connection)
        .await
}

/// Puts these words, or words that follow each other, in the place of all that the artist has. Those of fewer than 2 or more than
/// 60 characters are left out, and what comes after the first 500.
///
/// # Errors
/// When the database fails.
pub async fn set_words(connection: &mut Connection, artist: ArtistId, words: &[String]) -> QueryResult<()> {
    let kept: BTreeSet<String> = words
        .iter()
        .map(|word| word.trim().to_lowercase())
        .filter(|word| (2..=60).contains(&word.chars().count()) && !parts(word).is_empty())
        .take(MOST)
        .collect();
    let rows: Vec<_> =
        kept.into_iter().map(|word| (chat_words::artist_id.eq(artist), chat_words::word.eq(word))).collect();
    connection
        .transaction(async |connection| {
            diesel::delete(chat_words::table.filter(chat_words::artist_id.eq(artist))).execute(connection).await?;
            diesel::insert_into(chat_words::table).values(rows).execute(connection).await?;
            Ok(())
        })
        .await
}

/// Whether a text holds a word that the artist does not want.
pub(super) async fn are_in(connection: &mut Connection, artist: ArtistId, text: &str) -> QueryResult<bool> {
    let words = words(connection, artist).await?;
    let text = parts(text);
    Ok(words.iter().any(|word| holds(&text, &parts(word))))
}

/// Whether words follow each other in a text.
fn holds(text: &[String], words: &[String]) -> bool {
    !words.is_empty() && text.windows(words.len()).any(|window| window == words)
}

/// The words of a text, in small letters without their marks.
fn parts(text: &str) -> Vec<String> {
    let is_mark = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    let plain: String =
        text.chars().flat_map(char::to_lowercase).filter(|c| !is_mark(c)).flat_map(slugs::plain).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_and_have_neither_case_nor_marks() {
        let is_in = |text: &str, word: &str| holds(&parts(text), &parts(word));
        for text in ["What an ASS!", "ass", "…ass…", "àss", "a\u{301}ss it is"] {
            assert!(is_in(text, "ass"), "{text}");
        }
        for text in ["class", "assembly", "as s", ""] {
            assert!(!is_in(text, "ass"), "{text}");
        }
        assert!(is_in("buy, my crypto now", "Buy my"), "words that follow each other");
        assert!(!is_in("buy all my things", "buy my"));
        assert!(is_in("ГОВНО вопрос", "говно"));
    }
}
