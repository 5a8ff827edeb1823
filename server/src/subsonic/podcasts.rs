//! Podcasts: the feeds of the artists whom somebody follows, with their tracks as episodes. Nothing is fetched from elsewhere.

use std::collections::HashMap;

use model::artists::{self, Artist};
use model::catalogue::{self as rows, Wanted};
use model::ids::ArtistId;
use model::releases::Release;
use model::tracks::Track;
use model::{Connection, actors, follows};
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::moment;
use crate::error::PageError;

/// Channels at most: of whom somebody follows more, those followed last.
const MOST_CHANNELS: i64 = 200;
/// Episodes of a channel at most.
const MOST_EPISODES: i64 = 100;

/// `getPodcasts`: all, or the one with an id.
///
/// # Errors
/// 70 for an id of somebody who is not followed.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let mut followed = followed(&mut db, &caller).await?;
    if let Some(id) = caller.asked.get("id") {
        let wanted: Id = id.parse()?;
        followed.retain(|artist| wanted == Id::Artist(artist.id));
        if followed.is_empty() {
            return Err(Refused::not_found());
        }
    }
    let mut episodes: HashMap<ArtistId, Vec<Value>> = HashMap::new();
    if caller.asked.flag("includeEpisodes", true) {
        let scope = catalogue::everything(&mut db, &caller).await?;
        let mut found = Vec::new();
        for artist in &followed {
            let wanted = Wanted { artist: Some(artist.id), limit: MOST_EPISODES, ..Wanted::default() };
            found.extend(rows::tracks(&mut db, &scope, &wanted, false).await?);
        }
        let shapes = shapes(&mut db, &caller, &found).await?;
        for ((artist, ..), shape) in found.iter().zip(shapes) {
            episodes.entry(artist.id).or_default().push(shape);
        }
    }
    let channels: Vec<Value> =
        followed.iter().map(|artist| channel(&caller, artist, episodes.remove(&artist.id))).collect();
    Answer::list("podcasts", "channel", &channels)
}

/// `getNewestPodcasts`: the newest tracks of all whom somebody follows.
///
/// # Errors
/// When the database fails.
pub async fn newest(caller: Caller) -> Result<Answer, Refused> {
    let count = caller.asked.count("count", 20, super::MOST_SONGS)?;
    let mut db = caller.db().await?;
    let followed: Vec<ArtistId> = followed(&mut db, &caller).await?.iter().map(|artist| artist.id).collect();
    let scope = catalogue::everything(&mut db, &caller).await?;
    let wanted = Wanted { artists: Some(followed), limit: count, ..Wanted::default() };
    let found = rows::tracks(&mut db, &scope, &wanted, false).await?;
    let episodes = shapes(&mut db, &caller, &found).await?;
    Answer::list("newestPodcasts", "episode", &episodes)
}

/// `getPodcastEpisode`: a track of somebody who is followed.
///
/// # Errors
/// 10 without an id, 70 for every other.
pub async fn episode(caller: Caller) -> Result<Answer, Refused> {
    let id = match caller.asked.need("id")?.parse()? {
        Id::Song(id) => id,
        _ => return Err(Refused::not_found()),
    };
    let mut db = caller.db().await?;
    let followed = followed(&mut db, &caller).await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let found = rows::tracks_by_id(&mut db, &scope, &[id]).await?;
    let found: Vec<_> =
        found.into_iter().filter(|(artist, ..)| followed.iter().any(|one| one.id == artist.id)).collect();
    let episode = shapes(&mut db, &caller, &found).await?.pop().ok_or_else(Refused::not_found)?;
    Answer::of("podcastEpisode", &episode)
}

/// The artists of this instance whom the account follows, those followed last first.
async fn followed(db: &mut Connection, caller: &Caller) -> Result<Vec<Artist>, Refused> {
    let Some(own) = actors::of_account(db, caller.account.id).await? else { return Ok(Vec::new()) };
    let following = follows::following(db, own.id, None, MOST_CHANNELS).await?;
    let ids: Vec<ArtistId> = following.iter().filter_map(|(_, actor)| actor.artist_id).collect();
    let mut found: HashMap<ArtistId, Artist> =
        artists::many(db, &ids).await?.into_iter().map(|artist| (artist.id, artist)).collect();
    let heard = ids.iter().filter_map(|id| found.remove(id));
    Ok(heard.filter(|artist| artist.suspended_at.is_none()).collect())
}

fn channel(caller: &Caller, artist: &Artist, episodes: Option<Vec<Value>>) -> Value {
    let id = Id::Artist(artist.id).to_string();
    json!({
        "id": id,
        "url": urls::absolute(&caller.app.base_url, &urls::ap::feed(&artist.handle)),
        "title": artist.name,
        "description": artist.bio,
        "coverArt": artist.picture_id.map(|_| &id),
        "status": "completed",
        "episode": episodes.unwrap_or_default(),
    })
}

/// Tracks as episodes: songs that say besides of which channel they are.
async fn shapes(
    db: &mut Connection,
    caller: &Caller,
    found: &[(Artist, Release, Track)],
) -> Result<Vec<Value>, Refused> {
    let songs = catalogue::songs(db, caller, found).await?;
    let mut episodes = Vec::with_capacity(songs.len());
    for (song, (artist, release, track)) in songs.iter().zip(found) {
        let mut episode = serde_json::to_value(song).map_err(PageError::internal)?;
        if let Some(fields) = episode.as_object_mut() {
            let out = release.first_published_at.unwrap_or(release.created_at);
            fields.insert("streamId".to_owned(), json!(Id::Song(track.id).to_string()));
            fields.insert("channelId".to_owned(), json!(Id::Artist(artist.id).to_string()));
            fields.insert("description".to_owned(), json!(release.title));
            fields.insert("publishDate".to_owned(), json!(moment(out)));
            fields.insert("status".to_owned(), json!("completed"));
        }
        episodes.push(episode);
    }
    Ok(episodes)
}
