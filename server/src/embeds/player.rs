//! What a player in another page plays.

use chrono::Utc;
use model::artists;
use model::entitlements;
use model::ids::{PlaylistId, ReleaseId, ShowId, TrackId};
use model::playlists;
use model::show_access::Pass;
use model::shows::{self, Gate};
use model::{Connection, releases, show_segments};
use urls::embed::{Kind, player};

use crate::error::PageError;
use crate::releases::addresses::Addresses;
use crate::releases::record::{Entry, Record};
use crate::releases::sleeve::Sleeve;
use crate::releases::words;
use crate::shows::now;
use crate::shows::poster::Poster;
use crate::shows::stage::Stage;
use crate::shows::streams::Streams;
use crate::tracks::listed::Listed;
use crate::tracks::playing::{self, Playable};
use crate::visit::Visit;

/// How many tracks of a playlist a player has at once.
const MOST_TRACKS: usize = 50;
/// Up to so many tracks their levels are sent along: the page has to be light.
const MOST_WAVEFORMS: usize = 12;

/// A player, as `embeds/show.html` shows it.
#[derive(Debug, Clone)]
pub struct Player {
    /// What it plays.
    pub kind: Kind,
    /// The two hues.
    pub hues: (i16, i16),
    /// The title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whose it is.
    pub by: String,
    /// The artist's page; empty for none.
    pub by_href: String,
    /// The cover at 320 pixels; empty for none.
    pub cover: String,
    /// "Album, 9 tracks, 41 minutes", or how a show stands.
    pub line: String,
    /// Its tracks, where it lists them.
    pub rows: Vec<Row>,
    /// What plays first: id and MP3; of a show there is no file.
    pub first: Option<(String, String)>,
    /// The tracks or the show for the script, as JSON.
    pub facts: String,
    /// What is said below; empty for nothing.
    pub note: String,
    /// How many tracks to pass over for those before; `None` where these are the first.
    pub before: Option<usize>,
    /// How many to pass over for those behind; `None` where these are the last.
    pub after: Option<usize>,
}

/// A track in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its place, from 1.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// Who made it, where that needs saying.
    pub by: String,
    /// "4:14".
    pub length: String,
    /// Its MP3; empty while it does not play.
    pub mp3: String,
}

impl Player {
    /// Of a release that everybody may see.
    ///
    /// # Errors
    /// 404 for every other.
    pub async fn of_release(db: &mut Connection, visit: &Visit, id: ReleaseId) -> Result<Self, PageError> {
        let release = releases::find(db, id).await?.filter(|release| release.published_at.is_some());
        let release = release.ok_or_else(PageError::not_found)?;
        let artist = artists::find(db, release.artist_id).await?;
        let artist = artist.filter(|artist| artist.suspended_at.is_none()).ok_or_else(PageError::not_found)?;
        let rights = entitlements::of_release(db, &release, visit.who()).await?;
        if !rights.sees {
            return Err(PageError::not_found());
        }
        let record = Record::load(db, artist, release).await?;
        let addresses = Addresses::with(db, visit, &record.sleeve, rights).await?;
        let name = record.sleeve.artist.name.clone();
        let mut tracks = Vec::new();
        for entry in &record.entries {
            tracks.push((entry, Playable::of(&record.sleeve, entry, &addresses)));
        }
        let rows = rows(&tracks, &name);
        let shell = Self::shell(&record.sleeve, Kind::Release, words::facts(&record));
        let href = urls::release(&record.sleeve.artist.handle, &record.sleeve.release.slug);
        let title = record.sleeve.release.title.clone();
        Self { title, href, rows, ..shell }.playing(tracks.into_iter().filter_map(|(entry, it)| Some((entry, it?))))
    }

    /// Of a track of such a release.
    ///
    /// # Errors
    /// 404 for every other.
    pub async fn of_track(db: &mut Connection, visit: &Visit, id: TrackId) -> Result<Self, PageError> {
        let listed = Listed::load(db, visit, &[id]).await?.pop().ok_or_else(PageError::not_found)?;
        let playable = listed.playable(db, visit).await?;
        let Listed { sleeve, entry, .. } = &listed;
        let shell = Self::shell(sleeve, Kind::Track, format!("From {}", sleeve.release.title));
        let href = urls::track(&sleeve.artist.handle, &sleeve.release.slug, &entry.track.slug);
        let (title, by) = (entry.track.title.clone(), entry.by(&sleeve.artist).to_owned());
        Self { title, by, href, ..shell }.playing(playable.map(|playable| (entry, playable)))
    }

    /// Of a playlist that is not private, with what everybody may hear of it behind `passed_over` tracks.
    ///
    /// # Errors
    /// 404 for every other.
    pub async fn of_playlist(
        db: &mut Connection,
        visit: &Visit,
        id: PlaylistId,
        passed_over: usize,
    ) -> Result<Self, PageError> {
        let (playlist, _) = playlists::find(db, id, None, None).await?.ok_or_else(PageError::not_found)?;
        let entries = playlists::entries_for(db, id, None).await?;
        let ids: Vec<TrackId> =
            entries.iter().skip(passed_over).take(MOST_TRACKS).map(|entry| entry.track.id).collect();
        let summary = playlists::summaries(db, &[id]).await?.remove(&id).unwrap_or_default();
        let listed = Listed::load(db, visit, &ids).await?;
        let mut tracks = Vec::new();
        for track in &listed {
            tracks.push((&track.entry, track.playable(db, visit).await?));
        }
        let rows = rows(&tracks, "");
        let by_artist = listed.iter().map(|track| track.entry.by(&track.sleeve.artist).to_owned());
        let rows = rows
            .into_iter()
            .zip(by_artist)
            .map(|(row, by)| Row { by, number: row.number + passed_over, ..row })
            .collect();
        let count = entries.len();
        let behind = passed_over.saturating_add(MOST_TRACKS);
        let player = Self {
            kind: Kind::Playlist,
            hues: listed.first().map_or((255, 30), |track| track.sleeve.hues()),
            title: playlist.title,
            href: urls::library::playlist(id.0),
            by: summary.owner,
            by_href: String::new(),
            cover: summary.covers.first().map(|cover| urls::image(cover.0, 320)).unwrap_or_default(),
            line: format!("Playlist, {count} {}", if count == 1 { "track" } else { "tracks" }),
            rows,
            first: None,
            facts: "[]".to_owned(),
            note: String::new(),
            before: (passed_over > 0).then(|| passed_over.min(count).saturating_sub(MOST_TRACKS)),
            after: (behind < count).then_some(behind),
        };
        let mut player = player.playing(tracks.into_iter().filter_map(|(entry, it)| Some((entry, it?))))?;
        if count == 0 {
            player.note = "There is nothing on this playlist yet.".to_owned();
        } else if passed_over >= count {
            player.note = "The playlist has no tracks this far down.".to_owned();
        } else if count > MOST_TRACKS && player.note.is_empty() {
            player.note = format!("Tracks {} to {} of {count}.", passed_over + 1, behind.min(count));
        }
        Ok(player)
    }

    /// Of a show that is open to everybody.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn of_show(db: &mut Connection, visit: &Visit, id: ShowId) -> Result<Self, PageError> {
        let show = shows::find(db, id).await?.ok_or_else(PageError::not_found)?;
        let artist = artists::find(db, show.artist_id).await?;
        let artist = artist.filter(|artist| artist.suspended_at.is_none()).ok_or_else(PageError::not_found)?;
        let stage = Stage::of(db, &show).await?;
        let is_kept = show.replays && show_segments::last(db, show.id).await?.is_some();
        let has_sound = stage.is_running() || stage == Stage::Over && is_kept;
        let is_open = show.gate == Gate::Open;
        let streams = (is_open && has_sound).then(|| Streams::of(&visit.app, &show, &Pass::Open, Utc::now()));
        let poster = Poster::load(db, show, artist).await?;
        let note = match (is_open, has_sound) {
            (false, _) => "This show has a door: its page says how to get in.",
            (true, false) if stage == Stage::Planned => "It plays here when it begins.",
            (true, false) => "There is nothing to be heard of it just now.",
            (true, true) => "",
        };
        Ok(Self {
            kind: Kind::Show,
            hues: poster.hues(),
            title: poster.show.title.clone(),
            href: urls::live::show(&poster.show.slug),
            by: poster.artist.name.clone(),
            by_href: urls::artist(&poster.artist.handle),
            cover: poster.picture(320),
            line: stage.label().to_owned(),
            rows: Vec::new(),
            first: None,
            facts: now::facts(&poster, stage, streams.as_ref())?,
            note: note.to_owned(),
            before: None,
            after: None,
        })
    }

    /// What a release and a track share.
    fn shell(sleeve: &Sleeve, kind: Kind, line: String) -> Self {
        Self {
            kind,
            hues: sleeve.hues(),
            title: String::new(),
            href: String::new(),
            by: sleeve.artist.name.clone(),
            by_href: urls::artist(&sleeve.artist.handle),
            cover: sleeve.cover.as_ref().map(|cover| urls::image(cover.id.0, 320)).unwrap_or_default(),
            line,
            rows: Vec::new(),
            first: None,
            facts: "[]".to_owned(),
            note: String::new(),
            before: None,
            after: None,
        }
    }

    /// With what plays; of previews it is said that they are.
    fn playing<'a>(mut self, tracks: impl IntoIterator<Item = (&'a Entry, Playable)>) -> Result<Self, PageError> {
        let mut list = Vec::new();
        for (entry, playable) in tracks {
            if self.first.is_none() {
                self.first = Some((entry.track.id.to_string(), playable.mp3().to_owned()));
            }
            let embedded = playable.embedded(player(Kind::Track, entry.track.id.0));
            list.push(if list.len() < MOST_WAVEFORMS { embedded } else { embedded.without_waveform() });
        }
        if list.iter().any(Playable::is_preview) {
            self.note = "You hear the beginning. The artist sells the rest.".to_owned();
        } else if list.is_empty() {
            self.note = "It plays here as soon as it is ready.".to_owned();
        }
        self.facts = playing::json(&list)?;
        Ok(self)
    }
}

/// The rows of a list whose tracks are by `artist` unless said otherwise.
fn rows(tracks: &[(&Entry, Option<Playable>)], artist: &str) -> Vec<Row> {
    let row = |(number, (entry, playable)): (usize, &(&Entry, Option<Playable>))| {
        let own = entry.track.artist_name.trim();
        Row {
            id: entry.track.id.to_string(),
            number,
            title: entry.track.title.clone(),
            by: if own == artist { String::new() } else { own.to_owned() },
            length: if entry.duration_ms() > 0 { words::clock(entry.duration_ms()) } else { String::new() },
            mp3: playable.as_ref().map(|playable| playable.mp3().to_owned()).unwrap_or_default(),
        }
    };
    (1..).zip(tracks).map(row).collect()
}
