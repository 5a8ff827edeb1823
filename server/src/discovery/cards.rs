//! What is new as it stands in a grid, from here and elsewhere.

use model::Connection;
use model::artists::Artist;
use model::discovery::{Entry, Item};
use model::releases::Release;

use crate::app::App;
use crate::error::PageError;
use crate::releases::sleeve::{Card, Sleeve};
use crate::remote;

/// The entries as cards, in order.
///
/// # Errors
/// When the database fails.
pub async fn of(app: &App, db: &mut Connection, entries: &[Entry]) -> Result<Vec<Card>, PageError> {
    let here: Vec<(Artist, Release)> = entries.iter().filter_map(pair).collect();
    let mut here = Sleeve::load_all(db, here).await?.into_iter();
    let card = |entry: &Entry| match &entry.item {
        Item::Release(_) => here.next().map(|sleeve| sleeve.card()),
        Item::Remote(found) => Some(remote::releases::card(app, &found.0, &found.1)),
    };
    Ok(entries.iter().filter_map(card).collect())
}

fn pair(entry: &Entry) -> Option<(Artist, Release)> {
    match &entry.item {
        Item::Release(pair) => Some((**pair).clone()),
        Item::Remote(_) => None,
    }
}

/// What is shown of what was fetched (one more than that), and whether anything follows.
pub fn cut<T>(found: &mut Vec<T>, shown: i64) -> bool {
    let shown = usize::try_from(shown).unwrap_or(usize::MAX);
    let goes_on = found.len() > shown;
    found.truncate(shown);
    goes_on
}
