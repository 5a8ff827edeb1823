//! What can be found: which things everybody may see, and what is said of each. The engine that finds them is told of every
//! change; triggers write down what changed, see [`changes`].
//!
//! Who may be found is said once, by the view `searchable` of the database.

pub mod changes;
pub mod found;
pub mod plain;
pub mod rebuilds;

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::downloads::{DownloadFormat, formats_of};
use crate::ids::{MasterId, ReleaseId, TrackId};
use crate::schema::tracks;
use crate::{Connection, fixed, licences, lrc, masters};

/// The most characters of the longest text that are kept of a thing.
const LONGEST: usize = 20_000;
/// The most words of each list that are kept of a thing.
const MOST: usize = 60;

crate::sql_types::words! {
    /// What kind of thing can be found.
    Kind {
        /// A person, band or label of this instance.
        Artist = "artist",
        /// A release of this instance.
        Release = "release",
        /// A track of this instance.
        Track = "track",
        /// A live set or a station.
        Show = "show",
        /// A public playlist.
        Playlist = "playlist",
        /// Somebody of another server with a release that is known here.
        RemoteArtist = "remote_artist",
        /// A release of another server.
        RemoteRelease = "remote_release",
    }
}

/// Which thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: Uuid,
}

/// What is said of a thing to whoever looks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Which thing.
    pub key: Key,
    /// Its name or title.
    pub title: String,
    /// Who made it: names, handles, credits.
    pub by: Vec<String>,
    /// The release or label it belongs to.
    pub on: Vec<String>,
    /// Lyrics, about, track titles of a release.
    pub text: String,
    /// Tags and genre, in lower case.
    pub tags: Vec<String>,
    /// Where it comes from; empty for unknown.
    pub place: String,
    /// The formats it can be downloaded in.
    pub formats: Vec<DownloadFormat>,
    /// The word of its price mode, of a release or a track.
    pub price: Option<String>,
    /// The code of its licence; empty for none.
    pub licence: String,
    /// The year it came out.
    pub year: Option<i32>,
    /// `album`, `single`, `band`, `label`, `station`…
    pub form: String,
    /// Seconds since 1970 at which it was public first.
    pub published_at: i64,
    /// How many different people heard it on each of the last 30 days, in all.
    pub popularity: i64,
}

/// A row of the queries in `search/`.
#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Array<Text>)]
    made_by: Vec<String>,
    #[diesel(sql_type = Array<Text>)]
    stands_on: Vec<String>,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = Text)]
    lyrics: String,
    #[diesel(sql_type = Text)]
    lyrics_synced: String,
    #[diesel(sql_type = Array<Text>)]
    tags: Vec<String>,
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Nullable<Text>)]
    price: Option<String>,
    #[diesel(sql_type = Text)]
    licence: String,
    #[diesel(sql_type = Nullable<Integer>)]
    year: Option<i32>,
    #[diesel(sql_type = Text)]
    form: String,
    #[diesel(sql_type = BigInt)]
    published_at: i64,
    #[diesel(sql_type = BigInt)]
    popularity: i64,
}

/// What is to be said of each of these things, as far as everybody may see it: what is missing from the answer is gone, or not
/// for everybody.
///
/// # Errors
/// When the database fails.
pub async fn documents(connection: &mut Connection, keys: &[Key]) -> QueryResult<Vec<Document>> {
    let mut all = Vec::with_capacity(keys.len());
    for kind in Kind::ALL {
        let ids: Vec<Uuid> = keys.iter().filter(|key| key.kind == *kind).map(|key| key.id).collect();
        if ids.is_empty() {
            continue;
        }
        let rows: Vec<Row> =
            diesel::sql_query(query_of(*kind)).bind::<Array<SqlUuid>, _>(&ids).load(connection).await?;
        let mut formats = formats(connection, *kind, &ids).await?;
        all.extend(rows.into_iter().map(|row| {
            let formats = formats.remove(&row.id).unwrap_or_default();
            row.document(*kind, formats)
        }));
    }
    Ok(all)
}

/// Which of these things everybody may see.
///
/// # Errors
/// When the database fails.
pub async fn visible(connection: &mut Connection, kind: Kind, ids: &[Uuid]) -> QueryResult<Vec<Uuid>> {
    let found: Vec<Id> = fixed::query("SELECT id FROM searchable WHERE kind = $1 AND id = ANY ($2)")
        .bind::<Text, _>(kind.word())
        .bind::<Array<SqlUuid>, _>(ids)
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|found| found.id).collect())
}

/// The next `limit` things of a kind that everybody may see, by their ids, behind `after`.
///
/// # Errors
/// When the database fails.
pub async fn all_keys(
    connection: &mut Connection,
    kind: Kind,
    after: Option<Uuid>,
    limit: i64,
) -> QueryResult<Vec<Key>> {
    let found: Vec<Id> = fixed::query("SELECT id FROM searchable WHERE kind = $1 AND id > $2 ORDER BY id LIMIT $3")
        .bind::<Text, _>(kind.word())
        .bind::<SqlUuid, _>(after.unwrap_or_default())
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|found| Key { kind, id: found.id }).collect())
}

/// How many things everybody may see.
///
/// # Errors
/// When the database fails.
pub async fn count(connection: &mut Connection) -> QueryResult<i64> {
    let counted: Count = fixed::query("SELECT count(*) AS count FROM searchable").get_result(connection).await?;
    Ok(counted.count)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const fn query_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Artist => include_str!("search/artist.sql"),
        Kind::Release => include_str!("search/release.sql"),
        Kind::Track => include_str!("search/track.sql"),
        Kind::Show => include_str!("search/show.sql"),
        Kind::Playlist => include_str!("search/playlist.sql"),
        Kind::RemoteArtist => include_str!("search/remote_artist.sql"),
        Kind::RemoteRelease => include_str!("search/remote_release.sql"),
    }
}

impl Row {
    fn document(self, kind: Kind, formats: Vec<DownloadFormat>) -> Document {
        let words = lrc::words(&self.lyrics, &self.lyrics_synced);
        let text: String = [self.text, words].join("\n").trim().chars().take(LONGEST).collect();
        let licence = match kind {
            Kind::RemoteRelease => licences::by_url(&self.licence).map(|licence| licence.code.to_owned()),
            _ => Some(self.licence),
        };
        Document {
            key: Key { kind, id: self.id },
            title: self.title,
            by: said(self.made_by),
            on: said(self.stands_on),
            text,
            tags: said(self.tags),
            place: self.place,
            formats,
            price: self.price,
            licence: licence.unwrap_or_default(),
            year: self.year,
            form: self.form,
            published_at: self.published_at,
            popularity: self.popularity,
        }
    }
}

/// What is not empty, each once, in the order given.
fn said(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        let word = word.trim();
        if !word.is_empty() && kept.len() < MOST && kept.iter().all(|known| known != word) {
            kept.push(word.to_owned());
        }
    }
    kept
}

/// The formats that each of these tracks is offered in, or each of these releases as a whole: those of all its tracks.
async fn formats(
    connection: &mut Connection,
    kind: Kind,
    ids: &[Uuid],
) -> QueryResult<HashMap<Uuid, Vec<DownloadFormat>>> {
    let query = tracks::table.filter(tracks::encoding_id.is_not_null()).select((
        tracks::id,
        tracks::release_id,
        tracks::master_id,
    ));
    let rows: Vec<(TrackId, ReleaseId, Option<MasterId>)> = match kind {
        Kind::Track => query.filter(tracks::id.eq_any(ids)).load(connection).await?,
        Kind::Release => query.filter(tracks::release_id.eq_any(ids)).load(connection).await?,
        _ => return Ok(HashMap::new()),
    };
    let wanted: Vec<MasterId> = rows.iter().filter_map(|(_, _, master)| *master).collect();
    let offered: HashMap<MasterId, Vec<DownloadFormat>> = masters::find_all(connection, &wanted)
        .await?
        .into_iter()
        .map(|master| (master.id, formats_of(&master)))
        .collect();
    let mut all: HashMap<Uuid, Vec<DownloadFormat>> = HashMap::new();
    for (track, release, master) in rows {
        let of_track = master.and_then(|id| offered.get(&id).cloned()).unwrap_or_default();
        let id = if kind == Kind::Track { track.0 } else { release.0 };
        all.entry(id).and_modify(|of_all| of_all.retain(|format| of_track.contains(format))).or_insert(of_track);
    }
    Ok(all)
}
