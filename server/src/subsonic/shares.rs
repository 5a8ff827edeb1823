//! Shares: a playlist that has an address and is not listed. An app makes one of the songs it names.

use chrono::{DateTime, Datelike, Utc};
use diesel_async::AsyncConnection;
use model::Connection;
use model::catalogue::{self as rows, Wanted};
use model::ids::TrackId;
use model::playlists::{self, Access, Playlist, Visibility, Words};
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::moment;

/// An end in a later year is refused: it could not be written.
const LAST_YEAR: i32 = 9999;

/// `getShares`
///
/// # Errors
/// When the database fails.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let mut shares: Vec<Value> = Vec::new();
    for (playlist, access) in playlists::of_account(&mut db, caller.account.id).await? {
        if access.owns() && playlist.visibility == Visibility::Unlisted {
            shares.push(shape(&mut db, &caller, &playlist).await?);
        }
    }
    Answer::list("shares", "share", &shares)
}

/// `createShare`: of songs, albums and playlists.
///
/// # Errors
/// 0 for an end that has passed, 10 without an id, 70 for what is not in sight.
pub async fn create(caller: Caller) -> Result<Answer, Refused> {
    let ends = ends(&caller)?;
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let mut tracks: Vec<TrackId> = Vec::new();
    for id in caller.asked.all("id").take(500) {
        match id.parse()? {
            Id::Song(id) => tracks.push(id),
            Id::Album(id) => {
                let wanted = Wanted { releases: Some(vec![id]), limit: 1000, ..Wanted::default() };
                let found = rows::tracks(&mut db, &scope, &wanted, false).await?;
                tracks.extend(found.into_iter().map(|(_, _, track)| track.id));
            }
            Id::Playlist(id) => {
                let found = playlists::find(&mut db, id, Some(caller.account.id), None).await?;
                let (playlist, _) = found.ok_or_else(Refused::not_found)?;
                let listed = playlists::entries_for(&mut db, playlist.id, Some(caller.account.id)).await?;
                tracks.extend(listed.into_iter().map(|listed| listed.track.id));
            }
            Id::Artist(_) | Id::Show(_) => return Err(Refused::not_found()),
        }
    }
    if caller.asked.get("id").is_none() {
        return Err(Refused::missing("id"));
    }
    let seen = rows::tracks_by_id(&mut db, &scope, &tracks).await?;
    let (artist, _, track) = seen.first().ok_or_else(Refused::not_found)?;
    let title = match caller.asked.get("description") {
        Some(words) => words.chars().take(playlists::MOST_TITLE_CHARS).collect(),
        None => format!("{} by {}", track.title, artist.name),
    };
    let words = Words { title, about: String::new(), visibility: Visibility::Unlisted };
    let tracks: Vec<TrackId> = seen.iter().map(|(_, _, track)| track.id).collect();
    let account = caller.account.id;
    let playlist = db
        .transaction(async |db| {
            let made = playlists::create(db, account, &words).await?;
            let (playlist, _) = playlists::add(db, made.id, account, &tracks, None).await?;
            Ok::<_, Refused>(match ends {
                Some(until) => playlists::share_until(db, made.id, until).await?,
                None => playlist,
            })
        })
        .await?;
    let share = shape(&mut db, &caller, &playlist).await?;
    Answer::list("shares", "share", &[share])
}

/// `updateShare`: other words, another end.
///
/// # Errors
/// 0 for an end that has passed, 10 without an id, 70 for what is not one's own.
pub async fn update(caller: Caller) -> Result<Answer, Refused> {
    let ends = ends(&caller)?;
    let mut db = caller.db().await?;
    let playlist = own(&mut db, &caller).await?;
    if let Some(title) = caller.asked.get("description") {
        let title = title.chars().take(playlists::MOST_TITLE_CHARS).collect();
        let words = Words { title, about: playlist.about, visibility: playlist.visibility };
        playlists::update(&mut db, playlist.id, &words).await?;
    }
    if let Some(until) = ends {
        playlists::share_until(&mut db, playlist.id, until).await?;
    }
    Ok(Answer::ok())
}

/// `deleteShare`: its address leads nowhere any more; its songs stay with its owner, as a private playlist.
///
/// # Errors
/// 10 without an id, 70 for what is not one's own.
pub async fn delete(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let playlist = own(&mut db, &caller).await?;
    let words = Words { title: playlist.title, about: playlist.about, visibility: Visibility::Private };
    playlists::update(&mut db, playlist.id, &words).await?;
    Ok(Answer::ok())
}

/// When a share is to end, as the app says it: milliseconds since 1970, 0 for never. `None` where it says nothing.
fn ends(caller: &Caller) -> Result<Option<Option<DateTime<Utc>>>, Refused> {
    let moment = |ms: i64| DateTime::from_timestamp_millis(ms).filter(|moment| moment.year() <= LAST_YEAR);
    match caller.asked.number::<i64>("expires")? {
        None => Ok(None),
        Some(0) => Ok(Some(None)),
        Some(ms) => match moment(ms).ok_or_else(|| Refused::bad("expires"))? {
            until if until <= Utc::now() => Err(Refused::generic("A share cannot end in the past.")),
            until => Ok(Some(Some(until))),
        },
    }
}

async fn own(db: &mut Connection, caller: &Caller) -> Result<Playlist, Refused> {
    let id = Id::playlist(caller.asked.need("id")?)?;
    let found = playlists::find(db, id, Some(caller.account.id), None).await?;
    let (playlist, _) = found.filter(|(_, access)| *access == Access::Owns).ok_or_else(Refused::not_found)?;
    Ok(playlist)
}

async fn shape(db: &mut Connection, caller: &Caller, playlist: &Playlist) -> Result<Value, Refused> {
    let listed = playlists::entries_for(db, playlist.id, Some(caller.account.id)).await?;
    let rows: Vec<_> = listed.into_iter().map(|one| (one.artist, one.release, one.track)).collect();
    let entry = catalogue::songs(db, caller, &rows).await?;
    Ok(json!({
        "id": Id::Playlist(playlist.id).to_string(),
        "url": urls::absolute(&caller.app.base_url, &urls::library::playlist(playlist.id.0)),
        "description": playlist.title,
        "username": caller.user(),
        "created": moment(playlist.created_at),
        "expires": playlist.shared_until.map(moment),
        "visitCount": 0,
        "entry": entry,
    }))
}
