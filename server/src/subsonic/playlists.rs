//! Playlists: one's own, those one edits with others, and any that one has the address of.

use model::Connection;
use model::ids::{PlaylistEntryId, PlaylistId, TrackId};
use model::playlists::{self, Access, Playlist, PlaylistError, Summary, Visibility, Words};
use serde::Serialize;

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::song::Child;
use super::shapes::{moment, seconds};
use crate::error::PageError;

/// A playlist as apps see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    id: String,
    name: String,
    comment: String,
    owner: String,
    public: bool,
    song_count: i64,
    duration: i64,
    created: String,
    changed: String,
    cover_art: Option<String>,
    /// Said only where it is so: some apps know no such field.
    readonly: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<Vec<Child>>,
}

/// `getPlaylists`
///
/// # Errors
/// When the database fails.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let all = playlists::of_account(&mut db, caller.account.id).await?;
    let ids: Vec<PlaylistId> = all.iter().map(|(playlist, _)| playlist.id).collect();
    let mut sums = playlists::summaries(&mut db, &ids).await?;
    let shape = |(playlist, access): &(Playlist, Access)| {
        shape(&caller, playlist, *access, &sums.remove(&playlist.id).unwrap_or_default())
    };
    let shapes: Vec<Shape> = all.iter().map(shape).collect();
    Answer::list("playlists", "playlist", &shapes)
}

/// `getPlaylist`
///
/// # Errors
/// 10 without an id, 70 for what is not for this account.
pub async fn show(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let (playlist, access) = find(&mut db, &caller, "id").await?;
    whole(&mut db, &caller, (&playlist, access)).await
}

/// `createPlaylist`: a new one, or with `playlistId` other songs in one.
///
/// # Errors
/// 10 without a name or an id, 50 for what is not this account's to change.
pub async fn create(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let tracks = songs(&caller, "songId")?;
    let account = caller.account.id;
    if caller.asked.get("playlistId").is_some() {
        let (playlist, access) = editable(&mut db, &caller).await?;
        rename(&mut db, &caller, (&playlist, access)).await?;
        let playlist = playlists::replace(&mut db, playlist.id, account, &tracks).await?;
        return whole(&mut db, &caller, (&playlist, access)).await;
    }
    let title = caller.asked.need("name")?.to_owned();
    // Asked before anything is made: no empty playlist stays behind where a song is not for them.
    let scope = catalogue::everything(&mut db, &caller).await?;
    if model::catalogue::tracks_by_id(&mut db, &scope, &tracks).await?.len() != tracks.len() {
        return Err(Refused::not_found());
    }
    let words = Words { title, about: String::new(), visibility: Visibility::Private };
    let mut playlist = playlists::create(&mut db, account, &words).await?;
    if !tracks.is_empty() {
        (playlist, _) = playlists::add(&mut db, playlist.id, account, &tracks, None).await?;
    }
    whole(&mut db, &caller, (&playlist, Access::Owns)).await
}

/// `updatePlaylist`: other words, songs at the end, songs away.
///
/// # Errors
/// 10 without an id, 50 for what is not this account's to change.
pub async fn update(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let (playlist, access) = editable(&mut db, &caller).await?;
    rename(&mut db, &caller, (&playlist, access)).await?;
    // Places count in the list as the app knows it: before anything is added.
    let places: Vec<usize> = caller.asked.all("songIndexToRemove").filter_map(|place| place.parse().ok()).collect();
    if !places.is_empty() {
        let shown = playlists::entries_for(&mut db, playlist.id, Some(caller.account.id)).await?;
        let gone: Vec<PlaylistEntryId> =
            places.iter().filter_map(|place| shown.get(*place)).map(|listed| listed.entry.id).collect();
        playlists::remove(&mut db, playlist.id, &gone).await?;
    }
    let added = songs(&caller, "songIdToAdd")?;
    if !added.is_empty() {
        let last = playlists::entries(&mut db, playlist.id).await?.last().map(|entry| entry.id);
        playlists::add(&mut db, playlist.id, caller.account.id, &added, last).await?;
    }
    Ok(Answer::ok())
}

/// `deletePlaylist`
///
/// # Errors
/// 10 without an id, 50 for somebody else's.
pub async fn delete(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let (playlist, access) = find(&mut db, &caller, "id").await?;
    if !access.owns() {
        return Err(Refused::not_allowed("Only its owner can delete a playlist."));
    }
    playlists::delete(&mut db, playlist.id).await?;
    Ok(Answer::ok())
}

async fn find(db: &mut Connection, caller: &Caller, name: &'static str) -> Result<(Playlist, Access), Refused> {
    let id = Id::playlist(caller.asked.need(name)?)?;
    playlists::find(db, id, Some(caller.account.id), None).await?.ok_or_else(Refused::not_found)
}

async fn editable(db: &mut Connection, caller: &Caller) -> Result<(Playlist, Access), Refused> {
    let (playlist, access) = find(db, caller, "playlistId").await?;
    if !access.edits() {
        return Err(Refused::not_allowed("This playlist is not yours to change."));
    }
    Ok((playlist, access))
}

/// Gives a playlist the words that were sent. Apps know private and public only: what has an address and is not listed stays so.
async fn rename(db: &mut Connection, caller: &Caller, (playlist, access): (&Playlist, Access)) -> Result<(), Refused> {
    let asked = &caller.asked;
    let is_public = playlist.visibility == Visibility::Public;
    let visibility = match asked.flag("public", is_public) {
        public if public == is_public => playlist.visibility,
        true => Visibility::Public,
        false => Visibility::Private,
    };
    let words = Words {
        title: asked.get("name").unwrap_or(&playlist.title).to_owned(),
        about: asked.given("comment").unwrap_or(&playlist.about).to_owned(),
        visibility,
    };
    let is_same = (&words.title, &words.about, visibility) == (&playlist.title, &playlist.about, playlist.visibility);
    if is_same {
        return Ok(());
    }
    if !access.owns() {
        return Err(Refused::not_allowed("Only its owner can rename a playlist or change who sees it."));
    }
    playlists::update(db, playlist.id, &words).await?;
    Ok(())
}

fn songs(caller: &Caller, name: &str) -> Result<Vec<TrackId>, Refused> {
    caller.asked.all(name).map(Id::song).collect()
}

async fn whole(
    db: &mut Connection,
    caller: &Caller,
    (playlist, access): (&Playlist, Access),
) -> Result<Answer, Refused> {
    let listed = playlists::entries_for(db, playlist.id, Some(caller.account.id)).await?;
    let rows: Vec<_> = listed.into_iter().map(|one| (one.artist, one.release, one.track)).collect();
    let entry = catalogue::songs(db, caller, &rows).await?;
    let sum = playlists::summaries(db, &[playlist.id]).await?.remove(&playlist.id).unwrap_or_default();
    let mut shape = shape(caller, playlist, access, &sum);
    shape.song_count = i64::try_from(entry.len()).unwrap_or(i64::MAX);
    shape.duration = entry.iter().filter_map(|song| song.duration).sum();
    shape.entry = Some(entry);
    Answer::of("playlist", &shape)
}

fn shape(caller: &Caller, playlist: &Playlist, access: Access, sum: &Summary) -> Shape {
    let is_own = playlist.account_id == caller.account.id;
    Shape {
        id: Id::Playlist(playlist.id).to_string(),
        name: playlist.title.clone(),
        comment: playlist.about.clone(),
        owner: if is_own { caller.user().to_owned() } else { sum.owner.clone() },
        public: playlist.visibility == Visibility::Public,
        song_count: sum.tracks,
        duration: seconds(sum.duration_ms),
        created: moment(playlist.created_at),
        changed: moment(playlist.updated_at),
        cover_art: (!sum.covers.is_empty()).then(|| Id::Playlist(playlist.id).to_string()),
        readonly: (!access.edits()).then_some(true),
        entry: None,
    }
}

impl From<PlaylistError> for Refused {
    fn from(error: PlaylistError) -> Self {
        match error {
            PlaylistError::Database(error) => error.into(),
            PlaylistError::Random(error) => PageError::internal(error).into(),
            PlaylistError::Gone | PlaylistError::TrackGone => Self::not_found(),
            other => Self::generic(&other.to_string()),
        }
    }
}
