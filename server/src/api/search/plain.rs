//! What PostgreSQL finds while search does not answer: releases, tracks and artists whose titles and names have the words as
//! they are.

use ::search::{Facet, Kind};
use model::artists::Artist;
use model::releases::Release;
use model::releases::search::{self as releases, Search};

use super::views::{ArtistFound, SearchResults, TrackFound};
use super::{LAST_PAGE, PER_PAGE};
use crate::api::caller::Reader;
use crate::api::error::ApiError;
use crate::api::views::release::ReleaseSummary;
use crate::search::asked::Asked;

/// A page of it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(reader: &Reader, asked: &Asked, kinds: &[Kind], page: usize) -> Result<SearchResults, ApiError> {
    let first = |facet| asked.facets.get(&facet).and_then(|words| words.first()).cloned().unwrap_or_default();
    let search = Search {
        words: asked.words.clone(),
        tag: first(Facet::Tag),
        place: first(Facet::Place),
        offset: i64::try_from((page - 1) * PER_PAGE).unwrap_or(0),
        // One more than is shown tells whether there is a next page.
        limit: i64::try_from(PER_PAGE + 1).unwrap_or(0),
    };
    let mut results = SearchResults::empty(page);
    let mut db = reader.db().await?;
    if kinds.contains(&Kind::Release) {
        let found = releases::releases(&mut db, &search).await?;
        let view = |(artist, release): &(Artist, Release)| ReleaseSummary::of(&reader.app, artist, release);
        results.releases = shown(&mut results.more, &found, view);
    }
    if kinds.contains(&Kind::Track) {
        let found = releases::tracks(&mut db, &search).await?;
        results.tracks = shown(&mut results.more, &found, |found| TrackFound::of(&reader.app, found));
    }
    if kinds.contains(&Kind::Artist) {
        let found = releases::artists(&mut db, &search).await?;
        results.artists = shown(&mut results.more, &found, |artist| ArtistFound::of(&reader.app, artist));
    }
    results.more &= page < LAST_PAGE;
    results.total = [results.releases.len(), results.tracks.len(), results.artists.len()]
        .iter()
        .filter_map(|count| u64::try_from(*count).ok())
        .sum();
    Ok(results)
}

fn shown<T, V>(more: &mut bool, found: &[T], view: impl Fn(&T) -> V) -> Vec<V> {
    *more |= found.len() > PER_PAGE;
    found.iter().take(PER_PAGE).map(view).collect()
}
