//! A release as it is worked on: its tracks, what is still on its way, and what its publication needs.

use std::collections::HashMap;

use chrono::Utc;
use model::artists::Artist;
use model::entitlements::Who;
use model::ids::{AccountId, EncodingId, TrackId, UploadId};
use model::releases::publication::{self, Missing};
use model::releases::{Release, ReleaseState};
use model::{Connection, encodings, notices, tracks, uploads};
use sha2::{Digest as _, Sha256};

use super::row::{Row, Source};
use crate::app::App;
use crate::error::PageError;
use crate::media::grant;
use crate::releases::addresses::Addresses;
use crate::releases::record::{Entry, Record};
use crate::releases::sleeve::Sleeve;
use crate::tracks::playing;
use crate::uploads as files;

/// Everything the page of a release shows.
pub struct Board {
    /// The release and its artist.
    pub head: Head,
    /// Its tracks in order.
    pub rows: Vec<Row>,
    /// Files that are not whole yet.
    pub unfinished: Vec<Unfinished>,
    /// What its publication needs.
    pub wants: Wants,
    /// The list for the player, as JSON.
    pub playing: String,
    /// The position the next file takes.
    pub next_position: i32,
}

/// What stands above every page of a release.
#[derive(Debug, Clone)]
pub struct Head {
    /// The release.
    pub release: Release,
    /// Its artist's name.
    pub artist_name: String,
    /// Its artist's handle.
    pub artist_handle: String,
    /// Its cover; empty while there is none to show.
    pub cover: String,
    /// Classes of the two hues.
    pub hues: (i16, i16),
    /// `Draft`, `Scheduled`, `Published`.
    pub state: &'static str,
    /// The class of its badge.
    pub badge: &'static str,
    /// Its public page; empty while it has none.
    pub public: String,
}

/// A file that is not whole yet.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// The upload's id.
    pub id: String,
    /// Where it goes on.
    pub address: String,
    /// Where it is given up.
    pub delete: String,
    /// What it is called.
    pub filename: String,
    /// How many bytes are here.
    pub offset: u64,
    /// How many it has.
    pub size: u64,
    /// "1.2 of 4 GB".
    pub words: String,
}

/// What a publication needs.
#[derive(Debug, Clone)]
pub struct Wants {
    /// What it cannot do without: sentence and link.
    pub required: Vec<(String, String)>,
    /// What would be better: sentence and link.
    pub advised: Vec<(String, String)>,
}

impl Head {
    /// Of a loaded release.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        let sleeve = &record.sleeve;
        let release = &sleeve.release;
        let (state, badge) = match release.state() {
            ReleaseState::Draft => ("Draft", "warn"),
            ReleaseState::Scheduled => ("Scheduled", "key"),
            ReleaseState::Published => ("Published", "good"),
        };
        let page = release.published_at.map(|_| urls::release(&sleeve.artist.handle, &release.slug));
        Self {
            artist_name: sleeve.artist.name.clone(),
            artist_handle: sleeve.artist.handle.clone(),
            cover: sleeve.cover.as_ref().map(|cover| urls::image(cover.id.0, 160)).unwrap_or_default(),
            hues: sleeve.hues(),
            state,
            badge,
            public: page.unwrap_or_default(),
            release: release.clone(),
        }
    }

    /// The address of one of the release's pages or actions, by the last part of its address.
    #[must_use]
    pub fn tab(&self, name: &str) -> String {
        let id = self.release.id.0;
        match name {
            "details" => urls::studio::release_details(id),
            "tracks" => urls::studio::release_tracks(id),
            "publication" => urls::studio::publication(id),
            "unpublication" => urls::studio::unpublication(id),
            "uploads" => urls::studio::release_uploads(id),
            "order" => urls::studio::release_order(id),
            "extras" => urls::studio::release_extras(id),
            "extras-order" => urls::studio::release_extras_order(id),
            "events" => urls::studio::release_events(id),
            "private-link" => urls::studio::private_link(id),
            "codes" => urls::letters::codes(id),
            "deletion" => urls::studio::release_deletion(id),
            _ => urls::studio::release(id),
        }
    }
}

impl Wants {
    /// Of a release.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(connection: &mut Connection, release: &Release) -> diesel::QueryResult<Self> {
        let missing = publication::missing(connection, release).await?;
        let (required, advised): (Vec<_>, Vec<_>) = missing.iter().partition(|one| one.is_required());
        let linked = |one: &Missing| (one.sentence(), link(release, one));
        Ok(Self {
            required: required.into_iter().map(linked).collect(),
            advised: advised.into_iter().map(linked).collect(),
        })
    }
}

fn link(release: &Release, missing: &Missing) -> String {
    let (details, tracks) = (urls::studio::release_details(release.id.0), urls::studio::release(release.id.0));
    match missing {
        Missing::Title => format!("{details}#f-title"),
        Missing::Tracks => format!("{tracks}#upload-files"),
        Missing::TracksInWork(_) | Missing::TracksRefused(_) => format!("{tracks}#track-list"),
        Missing::CoverRefused | Missing::Cover => format!("{details}#f-cover"),
        Missing::Genre => format!("{details}#f-genre"),
        Missing::AiDeclaration => format!("{details}#f-ai_declaration"),
    }
}

impl Board {
    /// Everything, looked up now, as `reader` may see it.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub async fn load(
        connection: &mut Connection,
        app: &App,
        (artist, release): (Artist, Release),
        reader: AccountId,
    ) -> Result<Self, PageError> {
        let tracks = tracks::of_release(connection, release.id).await?;
        // Refused files too, which public pages pass over.
        let entries = Entry::load_all(connection, tracks).await?;
        let record = Record { sleeve: Sleeve::load(connection, artist, release).await?, entries, credits: Vec::new() };
        let id = record.sleeve.release.id;
        let encodings: Vec<EncodingId> = record.entries.iter().filter_map(|entry| entry.track.encoding_id).collect();
        let renditions = encodings::renditions_of(connection, &encodings).await?;
        let from: HashMap<TrackId, UploadId> = uploads::last_of_tracks(connection, id).await?.into_iter().collect();
        let notices = notices::of_release(connection, id, reader).await?;
        let row = |entry: &Entry| {
            let sound = entry.encoding.as_ref().map(|encoding| {
                let id = encoding.id.0;
                let grant = grant::sign(app, id, Who::Account(reader), Utc::now());
                let file = if encoding.has_files() { urls::media::progressive_mp3 } else { urls::media::hls };
                file(&grant, id)
            });
            let sound = sound.unwrap_or_default();
            let from = from.get(&entry.track.id).copied().or(entry.track.upload_id);
            let notices = notices.get(&entry.track.id).map(Vec::as_slice).unwrap_or_default();
            Row::of(Source { entry, renditions: &renditions, from, sound, notices })
        };
        let rows: Vec<Row> = record.entries.iter().map(row).collect();
        Ok(Self {
            head: Head::of(&record),
            unfinished: unfinished(connection, app, id).await?,
            wants: Wants::load(connection, &record.sleeve.release).await?,
            playing: playing::json(&playing::of_record(&record, &Addresses::studio(app, &record.sleeve, reader)))?,
            next_position: rows.iter().map(|row| row.position).max().unwrap_or(0) + 1,
            rows,
        })
    }
}

impl Board {
    /// Names what the page shows of it; equal as long as nothing looks different.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        // Signed addresses change with the hour; they do not make a page look different.
        let rows: Vec<Row> =
            self.rows.iter().cloned().map(|row| Row { sound: (!row.sound.is_empty()).to_string(), ..row }).collect();
        let head = (self.head.state, &self.head.release.title, &self.head.cover);
        let shown = format!("{:?}", (rows, &self.unfinished, &self.wants, head));
        hex::encode(Sha256::digest(shown.as_bytes())).chars().take(16).collect()
    }
}

async fn unfinished(
    connection: &mut Connection,
    app: &App,
    id: model::ids::ReleaseId,
) -> Result<Vec<Unfinished>, PageError> {
    let mut found = Vec::new();
    for upload in uploads::unfinished_of_release(connection, id).await? {
        let offset = tokio::fs::metadata(files::path(app, upload.id)).await.map_or(0, |file| file.len());
        let size = u64::try_from(upload.bytes_total).unwrap_or(0);
        found.push(Unfinished {
            id: upload.id.to_string(),
            address: format!("/api/v1/uploads/{}", upload.id),
            delete: urls::studio::upload_deletion(upload.id.0),
            filename: upload.filename,
            offset,
            size,
            words: format!("{} of {}", files::sizes::words(offset), files::sizes::words(size)),
        });
    }
    Ok(found)
}
