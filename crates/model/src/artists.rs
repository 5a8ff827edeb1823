//! Artists: public profiles of persons, bands and labels.

pub mod fields;

use chrono::{DateTime, Utc};
use diesel::result::Error;
use diesel::{
    AsChangeset, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use crate::handles::{self, HandleError};
use crate::ids::{AccountId, ArtistId, ImageId};
use crate::members::{self, Role};
use crate::schema::{actors as actors_table, artists, roster_entries};
use crate::{Connection, actors};

crate::sql_types::words! {
    /// Who is behind a profile.
    ArtistKind {
        /// One person.
        Person = "person",
        /// Several.
        Band = "band",
        /// A label, which has a roster of artists.
        Label = "label",
    }
}

/// An artist as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = artists, check_for_backend(diesel::pg::Pg))]
pub struct Artist {
    /// Its id.
    pub id: ArtistId,
    /// Its name in addresses; unique.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Who is behind it.
    pub kind: ArtistKind,
    /// Markdown.
    pub bio: String,
    /// Where it is at home, in words.
    pub place: String,
    /// A JSON list of [`Link`].
    pub links: serde_json::Value,
    /// Its picture.
    pub picture_id: Option<ImageId>,
    /// The wide picture above its page.
    pub header_id: Option<ImageId>,
    /// First hue, 0 to 359 in steps of 15.
    pub hue1: i16,
    /// Second hue.
    pub hue2: i16,
    /// Its own quota in bytes; the instance's when null.
    pub quota_bytes: Option<i64>,
    /// Since when it is hidden.
    pub suspended_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed.
    pub updated_at: DateTime<Utc>,
}

/// An address on a profile.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads; http or https.
    pub url: String,
}

impl Artist {
    /// The links of the profile.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        serde_json::from_value(self.links.clone()).unwrap_or_default()
    }
}

/// The fields of a profile that a form changes; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = artists)]
pub struct ArtistChanges {
    /// Its name.
    pub name: Option<String>,
    /// Who is behind it.
    pub kind: Option<ArtistKind>,
    /// Markdown.
    pub bio: Option<String>,
    /// Where it is at home.
    pub place: Option<String>,
    /// A JSON list of [`Link`].
    pub links: Option<serde_json::Value>,
    /// Its picture.
    pub picture_id: Option<ImageId>,
    /// Its header.
    pub header_id: Option<ImageId>,
    /// First hue.
    pub hue1: Option<i16>,
    /// Second hue.
    pub hue2: Option<i16>,
}

/// Why an artist cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ArtistError {
    /// The handle will not do.
    #[error(transparent)]
    Handle(#[from] HandleError),
    /// Somebody has the handle.
    #[error("The handle is taken. Choose another one.")]
    HandleTaken,
    /// No name.
    #[error("Enter the name of the artist.")]
    NameMissing,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Makes an artist that `owner` manages, and its actor with it.
///
/// # Errors
/// When the handle is invalid, reserved or taken by an artist or a fan, or the name is empty.
pub async fn create(
    connection: &mut Connection,
    owner: AccountId,
    handle: &str,
    name: &str,
    kind: ArtistKind,
) -> Result<Artist, ArtistError> {
    let handle = handles::normal(handle)?;
    let name: String = name.trim().chars().take(100).collect();
    if name.is_empty() {
        return Err(ArtistError::NameMissing);
    }
    let new =
        (artists::id.eq(ArtistId::new()), artists::handle.eq(handle), artists::name.eq(name), artists::kind.eq(kind));
    let made = connection.transaction(async |connection| {
        let artist: Artist = diesel::insert_into(artists::table)
            .values(new)
            .returning(Artist::as_returning())
            .get_result(connection)
            .await?;
        actors::of_new_artist(connection, &artist).await?;
        members::add(connection, artist.id, owner, Role::Owner).await?;
        QueryResult::Ok(artist)
    });
    made.await.map_err(|error| match error {
        taken if actors::is_taken(&taken) => ArtistError::HandleTaken,
        other => ArtistError::Database(other),
    })
}

/// Up to three handles nobody has, made from a name.
///
/// # Errors
/// When the database fails.
pub async fn suggest_handles(connection: &mut Connection, name: &str) -> QueryResult<Vec<String>> {
    let slug = crate::slugs::from_title(name, "artist").replace('-', "_");
    let stem: String = slug.chars().take(24).collect();
    let stem = stem.trim_matches('_').to_owned();
    let joined = stem.replace('_', "");
    let candidates: Vec<String> =
        [stem.clone(), joined, format!("{stem}_music"), format!("{stem}_band"), format!("the_{stem}")]
            .into_iter()
            .chain((2..6).map(|n| format!("{stem}_{n}")))
            .filter_map(|candidate| handles::normal(&candidate).ok())
            .collect();
    let taken: Vec<String> = actors_table::table
        .filter(actors_table::username.eq_any(&candidates))
        .filter(actors_table::host.is_null())
        .filter(actors_table::deleted_at.is_null())
        .select(actors_table::username)
        .load(connection)
        .await?;
    let mut free: Vec<String> = Vec::new();
    for candidate in candidates {
        if !taken.contains(&candidate) && !free.contains(&candidate) {
            free.push(candidate);
        }
    }
    free.truncate(3);
    Ok(free)
}

/// The artist with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ArtistId) -> QueryResult<Option<Artist>> {
    artists::table.find(id).select(Artist::as_select()).first(connection).await.optional()
}

/// The artist with this id, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(connection: &mut Connection, id: ArtistId) -> QueryResult<Option<Artist>> {
    artists::table.find(id).for_update().select(Artist::as_select()).first(connection).await.optional()
}

/// The artists with these ids, in no order.
///
/// # Errors
/// When the database fails.
pub async fn many(connection: &mut Connection, ids: &[ArtistId]) -> QueryResult<Vec<Artist>> {
    artists::table.filter(artists::id.eq_any(ids)).select(Artist::as_select()).load(connection).await
}

/// The artist with this handle.
///
/// # Errors
/// When the database fails.
pub async fn by_handle(connection: &mut Connection, handle: &str) -> QueryResult<Option<Artist>> {
    artists::table
        .filter(artists::handle.eq(handle.to_lowercase()))
        .select(Artist::as_select())
        .first(connection)
        .await
        .optional()
}

/// The artist with this handle, unless it is suspended.
///
/// # Errors
/// When the database fails.
pub async fn public_by_handle(connection: &mut Connection, handle: &str) -> QueryResult<Option<Artist>> {
    Ok(by_handle(connection, handle).await?.filter(|artist| artist.suspended_at.is_none()))
}

/// All artists, newest first, `page` from 0 with `per_page` each.
///
/// # Errors
/// When the database fails.
pub async fn list(connection: &mut Connection, page: i64, per_page: i64) -> QueryResult<Vec<Artist>> {
    artists::table
        .order(artists::created_at.desc())
        .limit(per_page)
        .offset(page * per_page)
        .select(Artist::as_select())
        .load(connection)
        .await
}

/// Changes a profile, and what the artist's actor has of it.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, id: ArtistId, changes: &ArtistChanges) -> QueryResult<Artist> {
    connection
        .transaction(async |connection| {
            let artist: Artist = diesel::update(artists::table.find(id))
                .set((changes, artists::updated_at.eq(Utc::now())))
                .returning(Artist::as_returning())
                .get_result(connection)
                .await?;
            actors::follow_artist(connection, &artist).await?;
            Ok(artist)
        })
        .await
}

/// Hides an artist and everything it has, or shows it again.
///
/// # Errors
/// When the database fails.
pub async fn suspend(connection: &mut Connection, id: ArtistId, suspended: bool) -> QueryResult<()> {
    let since = suspended.then(Utc::now);
    diesel::update(artists::table.find(id)).set(artists::suspended_at.eq(since)).execute(connection).await?;
    Ok(())
}

/// Sets the artist's own quota in bytes; `None` goes back to the instance's.
///
/// # Errors
/// When the database fails.
pub async fn set_quota(connection: &mut Connection, id: ArtistId, bytes: Option<i64>) -> QueryResult<()> {
    diesel::update(artists::table.find(id)).set(artists::quota_bytes.eq(bytes)).execute(connection).await?;
    Ok(())
}

/// The artists on a label's roster that are not suspended, by name.
///
/// # Errors
/// When the database fails.
pub async fn roster(connection: &mut Connection, label: ArtistId) -> QueryResult<Vec<Artist>> {
    let members = roster_entries::table.filter(roster_entries::label_id.eq(label)).select(roster_entries::artist_id);
    artists::table
        .filter(artists::id.eq_any(members))
        .filter(artists::suspended_at.is_null())
        .order(artists::name.asc())
        .select(Artist::as_select())
        .load(connection)
        .await
}

/// The labels that have the artist on their roster.
///
/// # Errors
/// When the database fails.
pub async fn labels_of(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Artist>> {
    let labels = roster_entries::table.filter(roster_entries::artist_id.eq(artist)).select(roster_entries::label_id);
    artists::table
        .filter(artists::id.eq_any(labels))
        .filter(artists::suspended_at.is_null())
        .order(artists::name.asc())
        .select(Artist::as_select())
        .load(connection)
        .await
}

/// Puts an artist on a label's roster; nothing changes if it is there.
///
/// # Errors
/// When the database fails.
pub async fn add_to_roster(connection: &mut Connection, label: ArtistId, artist: ArtistId) -> QueryResult<()> {
    diesel::insert_into(roster_entries::table)
        .values((roster_entries::label_id.eq(label), roster_entries::artist_id.eq(artist)))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes an artist off a label's roster.
///
/// # Errors
/// When the database fails.
pub async fn remove_from_roster(connection: &mut Connection, label: ArtistId, artist: ArtistId) -> QueryResult<()> {
    diesel::delete(roster_entries::table.find((label, artist))).execute(connection).await?;
    Ok(())
}

/// Removes an artist with its releases, tracks and masters; of its actor stays that it is gone. Their blobs are the caller's to
/// remove.
///
/// # Errors
/// When the database fails.
pub async fn delete(connection: &mut Connection, id: ArtistId) -> QueryResult<()> {
    connection
        .transaction(async |connection| {
            let actor = actors::of_artist(connection, id).await?;
            actors::entomb(connection, actor).await?;
            diesel::delete(artists::table.find(id)).execute(connection).await?;
            Ok(())
        })
        .await
}
