//! A release of another server: an `Album`, or the `Audio` of its tracks, in Funkwhale's words.

use chrono::Utc;
use model::Connection;
use model::actors::Actor;
use model::jobs::{self, FetchObject};
use model::remote_releases::{self, NewRemoteRelease, RemoteRelease, RemoteTrack};
use serde_json::Value;

use crate::FederationError;
use crate::activities::LONGEST_FETCHED;
use crate::inbox::Taken;
use crate::remote::{html, read};

/// How many tracks of a release are kept.
const TRACKS: usize = 200;
/// How a note says which album it speaks of.
const ALBUM: &str = "https://funkwhale.audio/ns#Album";
/// Characters of a title.
const TITLE: usize = 300;

/// Keeps what an artist elsewhere says of a release or a track. Where only a track came, its album is asked for.
///
/// # Errors
/// 403 when it is not the sender's, 503 when the database fails.
pub async fn take(connection: &mut Connection, sender: &Actor, object: &Value) -> Result<Taken, FederationError> {
    // Mirlo does not say whose its tracks are: then they are whose server says so, as far as they are on the sender's host.
    if owner(object).is_some_and(|owner| Some(owner) != sender.uri.as_deref()) {
        return Err(FederationError::Forbidden("the release is not its sender's".to_owned()));
    }
    if read::kind(object) == "Album" {
        keep_album(connection, sender, object).await?;
        return Ok(Taken::Done);
    }
    keep_track(connection, sender, object).await?;
    Ok(Taken::Done)
}

/// Whose it says it is.
#[must_use]
pub fn owner(object: &Value) -> Option<&str> {
    read::id_at(object, "attributedTo").or_else(|| read::id_at(object, "artists"))
}

/// The id of the release that an Album or Audio is or belongs to.
#[must_use]
pub fn uri(object: &Value) -> Option<&str> {
    let own = read::id(object)?;
    let album = read::id_at(object, "album").filter(|_| read::kind(object) != "Album");
    Some(album.filter(|album| read::host(album) == read::host(own) && album.len() <= LONGEST_FETCHED).unwrap_or(own))
}

/// The id of the album that a note announces, on the note's own server.
#[must_use]
pub fn announced(note: &Value) -> Option<&str> {
    let means = |link: &&Value| read::list(link, "rel").any(|rel| rel.as_str() == Some(ALBUM));
    let album = read::list(note, "tag").find(means)?.get("href")?.as_str()?;
    (read::host(album) == read::id(note).and_then(read::host)).then_some(album)
}

/// Keeps an album; its tracks come one by one, or with it.
///
/// # Errors
/// When it has no id or title, or the database fails.
pub async fn keep_album(
    connection: &mut Connection,
    artist: &Actor,
    album: &Value,
) -> Result<RemoteRelease, FederationError> {
    let uri = own_id(album, artist)?;
    let known = remote_releases::by_uri(connection, uri).await?;
    let mut new = read_release(album, artist, uri);
    let came = tracks(album);
    new.tracks = match known {
        Some(known) if came.is_empty() => known.tracks(),
        _ => came,
    };
    Ok(remote_releases::keep(connection, &new).await?)
}

async fn keep_track(connection: &mut Connection, artist: &Actor, audio: &Value) -> Result<(), FederationError> {
    let track = track(audio).ok_or_else(|| FederationError::Refused("the Audio has no id or title".to_owned()))?;
    own_id(audio, artist)?;
    let uri = uri(audio).unwrap_or_default().to_owned();
    let known = remote_releases::by_uri(connection, &uri).await?;
    if known.as_ref().is_some_and(|known| known.actor_id != artist.id) {
        return Err(FederationError::Forbidden("the album is another artist's".to_owned()));
    }
    let known = known.filter(|known| known.deleted_at.is_none());
    let mut new = match &known {
        Some(known) => again(known),
        None => {
            let named = read::first(audio, "album").filter(|album| album.is_object());
            read_release(named.unwrap_or(audio), artist, &uri)
        }
    };
    new.tracks.retain(|other| other.uri != track.uri);
    new.tracks.push(track);
    new.tracks.truncate(TRACKS);
    remote_releases::keep(connection, &new).await?;
    if known.is_none() && Some(uri.as_str()) != read::id(audio) {
        jobs::enqueue_unless_waiting(connection, &FetchObject { uri, boosted_by: None, boost: None }).await?;
    }
    Ok(())
}

/// What is known of a release, to be kept with another track.
fn again(known: &RemoteRelease) -> NewRemoteRelease {
    NewRemoteRelease {
        actor: known.actor_id,
        uri: known.uri.clone(),
        url: known.url.clone(),
        title: known.title.clone(),
        about: known.about.clone(),
        cover_url: known.cover_url.clone(),
        buy_url: known.buy_url.clone(),
        licence_url: known.licence_url.clone(),
        tags: known.tags.clone(),
        tracks: known.tracks(),
        published_at: known.published_at,
    }
}

fn read_release(object: &Value, artist: &Actor, uri: &str) -> NewRemoteRelease {
    let title = html::words(&read::text(object, "name", TITLE * 4), TITLE);
    let hashtags = read::list(object, "tag").filter(|tag| read::kind(tag) == "Hashtag");
    NewRemoteRelease {
        actor: artist.id,
        uri: uri.to_owned(),
        url: read::link(object, "url", |kind| kind == "text/html" || kind.is_empty()),
        title: if title.is_empty() { "Untitled".to_owned() } else { title },
        about: html::clean(&read::text(object, "content", 20_000)),
        cover_url: read::link(object, "image", |_| true).or_else(|| read::link(object, "cover", |_| true)),
        buy_url: payment(object),
        licence_url: read::link(object, "license", |_| true),
        tags: hashtags.map(|tag| read::text(tag, "name", 60).trim_start_matches('#').to_owned()).take(20).collect(),
        tracks: Vec::new(),
        published_at: read::time(object, "published").unwrap_or_else(Utc::now),
    }
}

/// The address of a Link with `rel: payment` (FEP-0ea0).
fn payment(object: &Value) -> Option<String> {
    let pays = |entry: &&Value| read::list(entry, "rel").any(|rel| rel.as_str() == Some("payment"));
    let link = read::list(object, "attachment").find(pays)?;
    read::web_address(link.get("href")?.as_str()?)
}

/// The tracks that came inside of an album.
#[must_use]
pub fn tracks(album: &Value) -> Vec<RemoteTrack> {
    let inside = read::first(album, "tracks").filter(|tracks| tracks.is_object()).unwrap_or(album);
    let page = read::first(inside, "first").filter(|page| page.is_object()).unwrap_or(inside);
    let entries = ["orderedItems", "items", "tracks"].into_iter().flat_map(|key| read::list(page, key));
    let host = read::id(album).and_then(read::host);
    let of_this_host = |track: &RemoteTrack| read::host(&track.uri) == host;
    entries.filter(|entry| read::kind(entry) == "Audio").filter_map(track).filter(of_this_host).take(TRACKS).collect()
}

/// One track.
#[must_use]
pub fn track(audio: &Value) -> Option<RemoteTrack> {
    let title = html::words(&read::text(audio, "name", TITLE * 4), TITLE);
    let sound = read::list(audio, "url").chain(read::list(audio, "attachment")).find(|entry| {
        // A playlist is no file that everybody can play.
        let kind = read::text(entry, "mediaType", 60);
        kind.starts_with("audio/") && !kind.contains("mpegurl")
    });
    let address = sound.and_then(|sound| sound.get("href").or_else(|| sound.get("url"))?.as_str());
    let number = |key: &str| read::number(audio, key).and_then(|number| i32::try_from(number).ok());
    Some(RemoteTrack {
        uri: read::id(audio)?.to_owned(),
        url: read::link(audio, "url", |kind| kind.is_empty() || kind == "text/html"),
        title: if title.is_empty() { return None } else { title },
        position: number("position"),
        disc: number("disc"),
        duration_ms: read::duration_ms(audio, "duration"),
        audio_url: address.and_then(read::web_address),
        media_type: sound.map(|sound| read::text(sound, "mediaType", 60)),
    })
}

fn own_id<'a>(object: &'a Value, artist: &Actor) -> Result<&'a str, FederationError> {
    let id = read::id(object).ok_or_else(|| FederationError::Refused("the object has no id".to_owned()))?;
    if artist.uri.as_deref().and_then(read::host) == read::host(id) {
        Ok(id)
    } else {
        Err(FederationError::Forbidden("the object is not on its artist's host".to_owned()))
    }
}
