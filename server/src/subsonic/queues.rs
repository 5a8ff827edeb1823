//! The play queue: the one that the pages go on with too.

use chrono::Utc;
use model::ids::TrackId;
use model::play_queues::{self, PlayQueue, Saved};
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::{moment, with};

/// A queue as it is shown.
struct Shown {
    /// The queue; none where it is empty.
    queue: Option<PlayQueue>,
    /// The ids of its songs, as far as they are in sight.
    songs: Vec<String>,
    /// What both methods say of it.
    shape: Value,
}

/// `getPlayQueue`; an empty one where there is none.
///
/// # Errors
/// When the database fails.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let Shown { queue, shape, .. } = load(&caller).await?;
    let current = queue.and_then(|queue| queue.current_track()).map(|track| Id::Song(track).to_string());
    Answer::of("playQueue", &with(shape, [("current", json!(current))]))
}

/// `getPlayQueueByIndex`
///
/// # Errors
/// When the database fails.
pub async fn show_by_index(caller: Caller) -> Result<Answer, Refused> {
    let Shown { queue, songs, shape } = load(&caller).await?;
    // Songs that are gone are left out: the current one may have moved up.
    let index = |queue: &PlayQueue| {
        let before = queue.track_ids.iter().take(usize::try_from(queue.current?).ok()?);
        Some(before.filter(|track| songs.contains(&Id::Song(**track).to_string())).count())
    };
    let index = queue.as_ref().and_then(index);
    Answer::of("playQueueByIndex", &with(shape, [("currentIndex", json!(index))]))
}

async fn load(caller: &Caller) -> Result<Shown, Refused> {
    let mut db = caller.db().await?;
    let queue = play_queues::get(&mut db, caller.account.id).await?.filter(|queue| !queue.track_ids.is_empty());
    let tracks = queue.as_ref().map(|queue| queue.track_ids.clone()).unwrap_or_default();
    let entry = catalogue::songs_by_id(&mut db, caller, &tracks).await?;
    let songs = entry.iter().map(|song| song.id.clone()).collect();
    let changed = queue.as_ref().map_or(caller.account.created_at, |queue| queue.changed_at);
    let shape = json!({
        "position": queue.as_ref().map(|queue| queue.position_ms_at(Utc::now())),
        "username": caller.user(),
        "changed": moment(changed),
        "changedBy": queue.as_ref().map(|queue| queue.device_name.as_str()).unwrap_or_default(),
        "entry": entry,
    });
    Ok(Shown { queue, songs, shape })
}

/// `savePlayQueue`: `current` names a song; without songs the queue is empty.
///
/// # Errors
/// 0 where the current song is none of them.
pub async fn save(caller: Caller) -> Result<Answer, Refused> {
    let tracks = tracks(&caller)?;
    let current = match caller.asked.get("current") {
        Some(id) => {
            let id = Id::song(id)?;
            let place = tracks.iter().position(|track| *track == id);
            Some(place.ok_or_else(|| Refused::bad("current"))?)
        }
        None => None,
    };
    write(&caller, tracks, current).await
}

/// `savePlayQueueByIndex`
///
/// # Errors
/// 10 without an index where there are songs, 0 for one behind their end.
pub async fn save_by_index(caller: Caller) -> Result<Answer, Refused> {
    let tracks = tracks(&caller)?;
    let current: Option<usize> = caller.asked.number("currentIndex")?;
    if !tracks.is_empty() && current.is_none() {
        return Err(Refused::missing("currentIndex"));
    }
    if current.is_some_and(|index| index >= tracks.len()) {
        return Err(Refused::bad("currentIndex"));
    }
    write(&caller, tracks, current).await
}

fn tracks(caller: &Caller) -> Result<Vec<TrackId>, Refused> {
    caller.asked.all("id").map(Id::song).collect()
}

async fn write(caller: &Caller, track_ids: Vec<TrackId>, current: Option<usize>) -> Result<Answer, Refused> {
    let saved = Saved {
        track_ids,
        current: Some(current.and_then(|index| i32::try_from(index).ok()).unwrap_or(0)),
        position_ms: caller.asked.number::<i64>("position")?.unwrap_or(0).max(0),
        playing: false,
        device_id: format!("app-{}", caller.password.id),
        device_name: caller.asked.client().to_owned(),
    };
    let mut db = caller.db().await?;
    play_queues::save(&mut db, caller.account.id, &saved).await?;
    Ok(Answer::ok())
}
