//! What is heard: it counts as the server's clock has it, goes into one's own history, and from there to ListenBrainz.

use chrono::{DateTime, Utc};
use model::Connection;
use model::history::{self, HistoryError};
use model::ids::{PlayId, TrackId};
use model::plays::listeners::{self, Person};
use model::plays::{self, Device, Ending, Listener, Note, Outcome, Source};
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::with;

/// The most songs told at once.
const MOST: usize = 500;

/// A listen begins, unless one of this track goes on.
///
/// # Errors
/// When the database fails.
pub async fn begin(db: &mut Connection, caller: &Caller, track: TrackId, rung: &str) -> Result<(), Refused> {
    let listener = listener(db, caller).await?;
    if model::catalogue::listening(db, listener.bytes(), Some(track)).await?.is_empty() {
        let note = Note { rung: rung.to_owned(), ..note(caller, PlayId::new(), track, listener) };
        plays::note(db, &note).await?;
    }
    Ok(())
}

async fn listener(db: &mut Connection, caller: &Caller) -> Result<Listener, Refused> {
    let word = listeners::word(db, Person::Account(caller.account.id), Utc::now()).await;
    word.map_err(|error| crate::error::PageError::from(error).into())
}

fn note(caller: &Caller, id: PlayId, track: TrackId, listener: Listener) -> Note {
    Note {
        id,
        track,
        account: Some(caller.account.id),
        listener,
        source: Source::Subsonic,
        device: Device::App,
        rung: String::new(),
        heard_ms: 0,
        reached_ms: 0,
        start_delay_ms: None,
        ending: None,
        stalls: 0,
        stall_ms: 0,
    }
}

/// `scrobble`: a song was heard, or with `submission=false` begins to be.
///
/// # Errors
/// 10 without an id, 0 for a time to come, 70 for what is not in sight.
pub async fn create(caller: Caller) -> Result<Answer, Refused> {
    let ids: Vec<TrackId> = caller.asked.all("id").take(MOST).map(Id::song).collect::<Result<_, _>>()?;
    if ids.is_empty() {
        return Err(Refused::missing("id"));
    }
    let times: Vec<&str> = caller.asked.all("time").collect();
    let mut db = caller.db().await?;
    for (place, id) in ids.into_iter().enumerate() {
        if !caller.asked.flag("submission", true) {
            begin(&mut db, &caller, id, "").await?;
            continue;
        }
        let at = match times.get(place) {
            Some(time) => moment(time).ok_or_else(|| Refused::bad("time"))?,
            None => Utc::now(),
        };
        heard(&mut db, &caller, id, at).await?;
    }
    Ok(Answer::ok())
}

fn moment(ms: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(ms.parse().ok()?)
}

/// A song was heard: in the listen that goes on, if the clock agrees; else it is remembered and does not count.
async fn heard(db: &mut Connection, caller: &Caller, track: TrackId, at: DateTime<Utc>) -> Result<(), Refused> {
    let listener = listener(db, caller).await?;
    let going_on = model::catalogue::listening(db, listener.bytes(), Some(track)).await?;
    if let Some(listen) = going_on.first() {
        let whole = Note {
            heard_ms: i64::from(i32::MAX),
            reached_ms: i64::from(i32::MAX),
            ending: Some(Ending::Completed),
            ..note(caller, PlayId(listen.id), track, listener)
        };
        let is_known = listen.is_listened;
        match plays::note(db, &whole).await? {
            Outcome::Heard | Outcome::Counted => return Ok(()),
            Outcome::Noted if is_known => return Ok(()),
            Outcome::Noted | Outcome::Refused | Outcome::Unknown => {}
        }
    }
    match history::remember(db, caller.account.id, track, (Source::Subsonic, at), Utc::now()).await {
        Ok(_) => Ok(()),
        Err(HistoryError::NoTrack) => Err(Refused::not_found()),
        Err(HistoryError::Database(error)) => Err(error.into()),
        Err(other) => Err(Refused::generic(&other.to_string())),
    }
}

/// `reportPlayback`: where an app is in a song, and what it does there.
///
/// # Errors
/// 10 for what is missing, 0 for states nobody knows, 70 for what is not in sight.
pub async fn report(caller: Caller) -> Result<Answer, Refused> {
    let asked = &caller.asked;
    let track = Id::song(asked.need("mediaId")?)?;
    asked.need("mediaType")?;
    asked.need("positionMs")?;
    let position: i64 = asked.number("positionMs")?.unwrap_or(0).max(0);
    let state = asked.need("state")?;
    if !["starting", "playing", "paused", "stopped"].contains(&state) {
        return Err(Refused::bad("state"));
    }
    let mut db = caller.db().await?;
    let songs = catalogue::songs_by_id(&mut db, &caller, &[track]).await?;
    let song = songs.first().ok_or_else(Refused::not_found)?;
    if asked.flag("ignoreScrobble", false) {
        return Ok(Answer::ok());
    }
    begin(&mut db, &caller, track, "").await?;
    let listener = listener(&mut db, &caller).await?;
    let long = song.duration.unwrap_or(0) * 1000;
    // A song that is left in its last twentieth was heard out.
    let is_end = long > 0 && position >= long / 20 * 19;
    let going_on = model::catalogue::listening(&mut db, listener.bytes(), Some(track)).await?;
    if let Some(listen) = going_on.first() {
        let ending = match (state, is_end) {
            ("stopped", true) => Some(Ending::Completed),
            ("stopped", false) => Some(Ending::Stopped),
            _ => None,
        };
        let further = Note {
            heard_ms: position,
            reached_ms: position,
            ending,
            ..note(&caller, PlayId(listen.id), track, listener)
        };
        plays::note(&mut db, &further).await?;
    }
    Ok(Answer::ok())
}

/// `getNowPlaying`: what one's own apps play. What others play is theirs.
///
/// # Errors
/// When the database fails.
pub async fn now_playing(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let listener = listener(&mut db, &caller).await?;
    let listens = model::catalogue::listening(&mut db, listener.bytes(), None).await?;
    let now = Utc::now();
    let mut entry: Vec<Value> = Vec::new();
    for (place, listen) in listens.iter().enumerate().take(1) {
        for song in catalogue::songs_by_id(&mut db, &caller, &[TrackId(listen.track_id)]).await? {
            let shape = serde_json::to_value(song).map_err(crate::error::PageError::internal)?;
            let shape = with(
                shape,
                [
                    ("username", caller.user().into()),
                    ("minutesAgo", (now - listen.heard_at).num_minutes().max(0).into()),
                    ("playerId", (place + 1).into()),
                    ("playerName", caller.asked.client().into()),
                    ("positionMs", listen.reached_ms.into()),
                ],
            );
            entry.push(shape);
        }
    }
    Answer::of("nowPlaying", &json!({ "entry": entry }))
}
