//! What has a tag, comes from a place or is on a label: a part of it, the newest first.

use model::Connection;
use model::artists::Artist;
use model::feeds::Cursor;
use model::releases::Release;
use serde::Deserialize;

use super::cards;
use crate::error::PageError;
use crate::page::Page;
use crate::releases::sleeve::{Card, Sleeve};

/// Releases on a page.
pub const PER_PAGE: i64 = 24;

/// What an address says behind its word.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    before: String,
}

impl Asked {
    /// Behind which release the part begins. What makes no sense is the beginning.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.before.parse().ok()
    }
}

/// A part.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The releases.
    pub cards: Vec<Card>,
    /// The next part; empty for none.
    pub older: String,
    /// Whether this is one of those behind the first.
    pub is_later: bool,
}

impl Part {
    /// Of what was found, one more than is shown; `page` is the address of the first part.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        db: &mut Connection,
        mut found: Vec<(Artist, Release)>,
        before: Option<Cursor>,
        page: &str,
    ) -> Result<Self, PageError> {
        let goes_on = cards::cut(&mut found, PER_PAGE);
        let older = match found.last().filter(|_| goes_on).and_then(|(_, release)| cursor(release)) {
            Some(last) => format!("{page}?before={last}"),
            None => String::new(),
        };
        let cards = Sleeve::load_all(db, found).await?.iter().map(Sleeve::card).collect();
        Ok(Self { cards, older, is_later: before.is_some() })
    }

    /// The page it stands on: search engines know the first part, if anything is in it or else on the page.
    #[must_use]
    pub fn on(&self, page: Page, has_others: bool) -> Page {
        let is_bare = self.cards.is_empty() && !has_others;
        if is_bare || self.is_later { page.hidden() } else { page }
    }
}

/// Where a release stands among the new ones.
fn cursor(release: &Release) -> Option<Cursor> {
    release.first_published_at.map(|at| Cursor { at, id: release.id.0 })
}

/// The word of an address: without what cannot be seen, with single spaces, cut off.
///
/// # Errors
/// 404 where there is none.
pub fn word(typed: &str, chars: usize) -> Result<String, PageError> {
    let word = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let word: String = word.chars().filter(|c| !c.is_control()).take(chars).collect();
    if word.trim().is_empty() { Err(PageError::not_found()) } else { Ok(word) }
}
