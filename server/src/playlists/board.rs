//! What a playlist's page shows, and what is sent again when it changes while the page is open.

use chrono::Utc;
use model::ids::AccountId;
use model::playlists::{self, Access, Playlist, Visibility};
use model::{Pooled, actors};

use super::card::{self, Known};
use crate::error::PageError;
use crate::library::tracklist::{Line, Tracklist};
use crate::releases::hero::Drawn;
use crate::visit::Visit;

/// How many tracks are on a page.
pub const PER_PAGE: i32 = 100;

/// A playlist as this visitor sees it.
#[derive(Debug, Clone)]
pub struct Board {
    /// Its id.
    pub id: String,
    /// The version that is shown.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// Its own address.
    pub href: String,
    /// "12 tracks, 48 minutes. Private."
    pub facts: String,
    /// The name of whose it is.
    pub owner: String,
    /// The owner's page; empty for somebody without one.
    pub owner_href: String,
    /// Covers at 320 pixels: four, one or none.
    pub covers: Vec<String>,
    /// The pattern that stands in for them.
    pub drawn: Drawn,
    /// Its tracks.
    pub entries: Vec<Entry>,
    /// The list for the player, as JSON.
    pub playing: String,
    /// What plays first: id and MP3.
    pub first: Option<(String, String)>,
    /// The ids of everything that plays, with spaces between.
    pub all: String,
    /// The entry before this part; empty for the first part.
    pub behind: String,
    /// What the visitor may do.
    pub access: Access,
    /// Those who edit it with its owner.
    pub people: Vec<Person>,
    /// The link that lets others edit it; for its owner, where there is one.
    pub invitation: String,
    /// The part before; empty for none.
    pub before: String,
    /// The part after; empty for none.
    pub after: String,
    /// The two hues.
    pub hues: (i16, i16),
}

/// A track in a playlist.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The entry's id.
    pub id: String,
    /// The track.
    pub line: Line,
    /// The name of who added it; empty where one person edits.
    pub added_by: String,
    /// Whether it is the first.
    pub is_first: bool,
    /// Whether it is the last.
    pub is_last: bool,
}

/// Somebody who edits it with its owner.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account's id; only its owner's page says it, and one's own.
    pub account: String,
    /// What they are called.
    pub name: String,
    /// Whether it is who looks.
    pub is_viewer: bool,
}

impl Board {
    /// What this visitor sees of the part that begins at a position from 1.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        db: &mut Pooled,
        visit: &Visit,
        (playlist, access): (&Playlist, Access),
        from: i32,
    ) -> Result<Self, PageError> {
        let viewer = visit.account().map(|account| account.id);
        let total = playlists::count(db, playlist.id).await?;
        let listed = playlists::part_for(db, playlist.id, viewer, (from, i64::from(PER_PAGE))).await?;
        let collaborators = playlists::collaborators(db, playlist.id).await?;
        let is_shared = !collaborators.is_empty();
        let mut marks = Vec::new();
        let mut tracks = Vec::new();
        for one in listed {
            marks.push((one.entry, one.added_by));
            tracks.push((one.artist, one.release, one.track));
        }
        let behind = playlists::entry_at(db, playlist.id, from - 1).await?;
        let list = Tracklist::load(db, visit, tracks, from).await?;
        let known = Known::load(db, &[playlist.id]).await?;
        let summary = known.summary(playlist.id);
        let owner_actor = actors::of_account(db, playlist.account_id).await?;
        let entry = |((mark, added_by), line): ((playlists::Entry, String), Line)| Entry {
            id: mark.id.to_string(),
            added_by: if is_shared { added_by } else { String::new() },
            is_first: mark.position == 1,
            is_last: i64::from(mark.position) == total,
            line,
        };
        let entries: Vec<Entry> = marks.into_iter().zip(list.lines).map(entry).collect();
        let is_whole = from == 1 && total <= i64::from(PER_PAGE);
        let (tracks, length) = match is_whole {
            true => {
                let length = entries.iter().map(|entry| entry.line.duration_ms).sum();
                (i64::try_from(entries.len()).unwrap_or(i64::MAX), length)
            }
            false => (summary.tracks, summary.duration_ms),
        };
        Ok(Self {
            id: playlist.id.to_string(),
            version: playlist.version,
            title: playlist.title.clone(),
            about: playlist.about.clone(),
            href: urls::library::playlist(playlist.id.0),
            facts: format!("{}. {}", card::facts(tracks, length), readers(playlist, is_shared)),
            owner: summary.owner.clone(),
            owner_href: owner_actor.map(|actor| urls::artist(&actor.username)).unwrap_or_default(),
            covers: known.covers(playlist.id),
            drawn: Drawn::of(playlist.id.0, &playlist.title),
            entries,
            playing: list.playing,
            first: list.first,
            all: list.all,
            behind: behind.map(|entry| entry.to_string()).unwrap_or_default(),
            access,
            people: collaborators.iter().map(|one| Person::of(one, viewer, access)).collect(),
            invitation: invitation(visit, playlist, access),
            before: if from > 1 { part(playlist, (from - PER_PAGE).max(1)) } else { String::new() },
            after: if i64::from(from) + i64::from(PER_PAGE) <= total {
                part(playlist, from + PER_PAGE)
            } else {
                String::new()
            },
            hues: list.hues.unwrap_or_else(|| card::hues(playlist.id)),
        })
    }

    /// What is below its page: "edit", "moves" and the like.
    #[must_use]
    pub fn part(&self, part: &str) -> String {
        format!("{}/{part}", self.href)
    }

    /// Whether several people edit it.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        !self.people.is_empty()
    }
}

impl Person {
    fn of(one: &playlists::Collaborator, viewer: Option<AccountId>, access: Access) -> Self {
        let is_viewer = viewer == Some(one.account_id);
        let account = if access.owns() || is_viewer { one.account_id.to_string() } else { String::new() };
        Self { account, name: one.name.clone(), is_viewer }
    }
}

/// Who may read and edit it, as a sentence.
fn readers(playlist: &Playlist, is_shared: bool) -> &'static str {
    match (playlist.visibility, is_shared) {
        (Visibility::Private, false) => "Private.",
        (Visibility::Private, true) => "Private, edited together.",
        (Visibility::Unlisted, _) if playlist.is_shared_no_more(Utc::now()) => {
            "Its link has ended. Save it once more to share it."
        }
        (Visibility::Unlisted, false) => "Whoever has its address may listen.",
        (Visibility::Unlisted, true) => "Whoever has its address may listen; edited together.",
        (Visibility::Public, false) => "Public.",
        (Visibility::Public, true) => "Public, edited together.",
    }
}

fn invitation(visit: &Visit, playlist: &Playlist, access: Access) -> String {
    let key = playlist.invite_key.as_deref().filter(|_| access.owns());
    let link = |key: &str| urls::absolute(&visit.app.base_url, &urls::library::invitation(playlist.id.0, key));
    key.map(link).unwrap_or_default()
}

/// The part of a playlist that begins at a position.
fn part(playlist: &Playlist, from: i32) -> String {
    let page = urls::library::playlist(playlist.id.0);
    if from == 1 { page } else { format!("{page}?from={from}") }
}
