//! The button that keeps an artist, a release or a track, as their pages and every row show it.

use model::Connection;
use model::favourites::{self, Favourite};
use model::ids::TrackId;

use crate::releases::rows::Row;
use crate::visit::Visit;

/// What `components/keep.html` shows.
#[derive(Debug, Clone)]
pub struct Keep {
    /// What is kept: "track:0190…".
    pub about: String,
    /// What it is called.
    pub name: String,
    /// Whether it is kept; none for somebody who is not signed in.
    pub on: Option<bool>,
    /// Where a playlist is chosen for it; empty for what does not go into one.
    pub adding: String,
    /// Where the browser comes back to.
    pub back: String,
}

impl Keep {
    /// For this visitor and this thing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        visit: &Visit,
        connection: &mut Connection,
        what: Favourite,
        name: &str,
    ) -> diesel::QueryResult<Self> {
        let on = match visit.account() {
            Some(account) => favourites::has(connection, account.id, &[what]).await?.first().copied(),
            None => None,
        };
        Ok(Self {
            about: word(what),
            name: name.to_owned(),
            on,
            adding: match what {
                Favourite::Artist(_) => String::new(),
                Favourite::Release(release) => urls::library::adding("release", release.0),
                Favourite::Track(track) => urls::library::adding("track", track.0),
            },
            back: visit.request.path().to_owned(),
        })
    }
}

/// A thing as forms name it: "track:0190…".
#[must_use]
pub fn word(what: Favourite) -> String {
    match what {
        Favourite::Artist(artist) => format!("artist:{artist}"),
        Favourite::Release(release) => format!("release:{release}"),
        Favourite::Track(track) => format!("track:{track}"),
    }
}

/// What a form means by [`word`]; none for what is no such word.
#[must_use]
pub fn parse(word: &str) -> Option<Favourite> {
    let (kind, id) = word.split_once(':')?;
    match kind {
        "artist" => id.parse().ok().map(Favourite::Artist),
        "release" => id.parse().ok().map(Favourite::Release),
        "track" => id.parse().ok().map(Favourite::Track),
        _ => None,
    }
}

/// Says of each row whether whoever is signed in keeps its track; for others nothing is said.
///
/// # Errors
/// When the database fails.
pub async fn mark<'a>(
    visit: &Visit,
    connection: &mut Connection,
    rows: impl IntoIterator<Item = &'a mut Row>,
) -> diesel::QueryResult<()> {
    let Some(account) = visit.account() else { return Ok(()) };
    let mut rows: Vec<(&mut Row, TrackId)> =
        rows.into_iter().filter_map(|row| row.id.parse().ok().map(|track| (row, track))).collect();
    let tracks: Vec<Favourite> = rows.iter().map(|(_, track)| Favourite::Track(*track)).collect();
    let kept = favourites::has(connection, account.id, &tracks).await?;
    for ((row, _), kept) in rows.iter_mut().zip(kept) {
        row.kept = Some(kept);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_comes_back_as_it_went() {
        let track = Favourite::Track(TrackId::new());
        assert_eq!(parse(&word(track)), Some(track));
        for other in ["", "track", "track:", "track:1", "account:0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"] {
            assert_eq!(parse(other), None, "{other:?}");
        }
    }
}
