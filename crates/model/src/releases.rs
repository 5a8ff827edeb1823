//! Releases: albums, EPs, singles, compilations and live recordings.

pub mod fields;
pub mod listing;
pub mod mining;
pub mod publication;
pub mod slug;
pub mod telling;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::{
    AsChangeset, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::artists::Artist;
use crate::ids::{ArtistId, ImageId, ReleaseId};
use crate::jobs::ReleaseEvent;
use crate::schema::{artists, releases};
use crate::{Connection, changes, previews, slugs, tokens};

crate::sql_types::words! {
    /// What a release is.
    ReleaseKind {
        /// Long.
        Album = "album",
        /// Between.
        Ep = "ep",
        /// One track, or one and its other side.
        Single = "single",
        /// By several artists, or from several times.
        Compilation = "compilation",
        /// Recorded before an audience.
        Live = "live",
    }
}

impl ReleaseKind {
    /// As it stands before a list of tracks.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Album => "Album",
            Self::Ep => "EP",
            Self::Single => "Single",
            Self::Compilation => "Compilation",
            Self::Live => "Live recording",
        }
    }
}

crate::sql_types::words! {
    /// How a release is priced.
    PriceMode {
        /// It costs nothing.
        Free = "free",
        /// It costs what it says.
        Fixed = "fixed",
        /// It costs what it says or more.
        Minimum = "minimum",
    }
}

crate::sql_types::words! {
    /// What stands between a release and its listeners.
    ReleaseState {
        /// Its artist works on it.
        Draft = "draft",
        /// It will be published by itself.
        Scheduled = "scheduled",
        /// Everybody hears it.
        Published = "published",
    }
}

/// A release as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = releases, check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the fields are those of the feature map, named as there")]
pub struct Release {
    pub id: ReleaseId,
    pub artist_id: ArtistId,
    pub slug: String,
    pub title: String,
    pub kind: ReleaseKind,
    /// Markdown.
    pub about: String,
    pub genre: String,
    pub tags: Vec<String>,
    /// A language tag of BCP 47, or empty.
    pub language: String,
    pub place: String,
    pub label: String,
    pub catalogue_number: String,
    pub upc: String,
    /// A code of [`crate::licences`].
    pub licence: String,
    pub explicit: bool,
    /// Empty until declared; a word of [`AiDeclaration`].
    pub ai_declaration: String,
    pub price_mode: PriceMode,
    /// In the currency's smallest unit.
    pub price_amount_minor: i64,
    /// ISO 4217.
    pub price_currency: String,
    pub release_date: Option<NaiveDate>,
    pub cover_id: Option<ImageId>,
    /// The key of the private link, where there is one.
    pub private_key: Option<String>,
    pub publish_at: Option<DateTime<Utc>>,
    pub published_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Integrated loudness of all tracks that play, as of one piece; null for silence.
    pub loudness_lufs: Option<f64>,
    /// The highest true peak of its tracks.
    pub true_peak_dbtp: Option<f64>,
    /// Whether nobody has said the title yet: it comes from a folder's name.
    pub title_is_guess: bool,
    /// How many are sold at most; `None` for no end.
    pub copies: Option<i32>,
    /// Whether it is for members only.
    pub members_only: bool,
    /// When everybody could hear it for the first time. Set once, by the database; nothing changes it.
    pub first_published_at: Option<DateTime<Utc>>,
}

crate::sql_types::words! {
    /// What the artist declares about generated music.
    AiDeclaration {
        /// Made by people.
        None = "none",
        /// Generated in part: a voice, an instrument, a mix.
        Partly = "partly",
        /// Generated.
        Wholly = "wholly",
    }
}

impl Release {
    /// Whether it is published, and for everybody.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.published_at.is_some() && !self.members_only
    }

    /// What stands between it and its listeners.
    #[must_use]
    pub fn state(&self) -> ReleaseState {
        match (self.published_at, self.publish_at) {
            (Some(_), _) => ReleaseState::Published,
            (None, Some(_)) => ReleaseState::Scheduled,
            (None, None) => ReleaseState::Draft,
        }
    }
}

/// The fields a form or the API changes; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = releases)]
#[expect(missing_docs, reason = "the fields are those of the feature map, named as there")]
pub struct ReleaseChanges {
    pub title: Option<String>,
    pub kind: Option<ReleaseKind>,
    pub about: Option<String>,
    pub genre: Option<String>,
    pub tags: Option<Vec<String>>,
    pub language: Option<String>,
    pub place: Option<String>,
    pub label: Option<String>,
    pub catalogue_number: Option<String>,
    pub upc: Option<String>,
    pub licence: Option<String>,
    pub explicit: Option<bool>,
    pub ai_declaration: Option<String>,
    pub price_mode: Option<PriceMode>,
    pub price_amount_minor: Option<i64>,
    pub price_currency: Option<String>,
    pub release_date: Option<Option<NaiveDate>>,
    pub cover_id: Option<ImageId>,
    pub copies: Option<Option<i32>>,
    pub members_only: Option<bool>,
}

/// Makes a draft. Its slug comes from the title, see [`slug`].
///
/// # Errors
/// When the database fails.
pub async fn create(
    connection: &mut Connection,
    artist: ArtistId,
    title: &str,
    kind: ReleaseKind,
) -> QueryResult<Release> {
    let title: String = title.trim().chars().take(200).collect();
    let taken: Vec<String> =
        releases::table.filter(releases::artist_id.eq(artist)).select(releases::slug).load(connection).await?;
    let mut slug = slugs::free(&slugs::from_title(&title, kind.word()), &taken);
    loop {
        let made = diesel::insert_into(releases::table)
            .values((
                releases::id.eq(ReleaseId::new()),
                releases::artist_id.eq(artist),
                releases::slug.eq(&slug),
                releases::title.eq(&title),
                releases::kind.eq(kind),
                releases::licence.eq("all-rights-reserved"),
            ))
            .on_conflict((releases::artist_id, releases::slug))
            .do_nothing()
            .returning(Release::as_returning())
            .get_result(connection)
            .await
            .optional()?;
        match made {
            Some(release) => return Ok(release),
            // Two drafts of one title at once: the second takes a slug of its own.
            None => slug = format!("{slug}-{}", chrono::Utc::now().timestamp_millis() % 10_000),
        }
    }
}

/// The release with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: ReleaseId) -> QueryResult<Option<Release>> {
    releases::table.find(id).select(Release::as_select()).first(connection).await.optional()
}

/// The release with this id, locked until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock(connection: &mut Connection, id: ReleaseId) -> QueryResult<Option<Release>> {
    releases::table.find(id).for_update().select(Release::as_select()).first(connection).await.optional()
}

/// The artist and release behind an address, if both are everybody's: neither suspended nor unpublished nor for members.
///
/// # Errors
/// When the database fails.
pub async fn public_by_path(
    connection: &mut Connection,
    handle: &str,
    slug: &str,
) -> QueryResult<Option<(Artist, Release)>> {
    let found = by_path(connection, handle, slug).await?;
    Ok(found.filter(|(_, release)| release.is_public()))
}

/// The artist and release behind an address, unless the artist is suspended. Whoever asks is to be asked who may see it.
///
/// # Errors
/// When the database fails.
pub async fn by_path(connection: &mut Connection, handle: &str, slug: &str) -> QueryResult<Option<(Artist, Release)>> {
    releases::table
        .inner_join(artists::table)
        .filter(artists::handle.eq(handle.to_lowercase()))
        .filter(releases::slug.eq(slug))
        .filter(artists::suspended_at.is_null())
        .select((Artist::as_select(), Release::as_select()))
        .first(connection)
        .await
        .optional()
}

/// The artist and release behind a private link.
///
/// # Errors
/// When the database fails.
pub async fn by_private_key(connection: &mut Connection, key: &str) -> QueryResult<Option<(Artist, Release)>> {
    releases::table
        .inner_join(artists::table)
        .filter(releases::private_key.eq(key))
        .filter(artists::suspended_at.is_null())
        .select((Artist::as_select(), Release::as_select()))
        .first(connection)
        .await
        .optional()
}

/// Changes a release.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, id: ReleaseId, fields: &ReleaseChanges) -> QueryResult<Release> {
    let was_public = find(connection, id).await?.is_some_and(|release| release.is_public());
    let release = diesel::update(releases::table.find(id))
        .set((fields, releases::updated_at.eq(Utc::now())))
        .returning(Release::as_returning())
        .get_result(connection)
        .await?;
    let release = match fields.title {
        Some(_) => {
            let release = settle_title(connection, release).await?;
            slug::follow(connection, release).await?
        }
        None => release,
    };
    match (was_public, release.is_public()) {
        // It became everybody's, or its members' alone: elsewhere that is to come and to go.
        (false, true) => telling::tell(connection, id, ReleaseEvent::Published).await?,
        (true, false) => telling::tell(connection, id, ReleaseEvent::Unpublished).await?,
        _ => telling::tell_of_change(connection, id).await?,
    }
    previews::ask(connection, id).await?;
    changes::notify(connection, id).await?;
    Ok(release)
}

/// Somebody has said what the title is: tags no longer change it.
async fn settle_title(connection: &mut Connection, release: Release) -> QueryResult<Release> {
    if !release.title_is_guess {
        return Ok(release);
    }
    let settled = releases::title_is_guess.eq(false);
    diesel::update(releases::table.find(release.id)).set(settled).execute(connection).await?;
    Ok(Release { title_is_guess: false, ..release })
}

/// The title is a guess: the first file whose tags name an album says a better one.
///
/// # Errors
/// When the database fails.
pub async fn guess_title(connection: &mut Connection, id: ReleaseId) -> QueryResult<()> {
    diesel::update(releases::table.find(id)).set(releases::title_is_guess.eq(true)).execute(connection).await?;
    Ok(())
}

/// Keeps how loud the release is as a whole.
///
/// # Errors
/// When the database fails.
pub async fn set_loudness(
    connection: &mut Connection,
    id: ReleaseId,
    (lufs, true_peak_dbtp): (Option<f64>, Option<f64>),
) -> QueryResult<()> {
    diesel::update(releases::table.find(id))
        .set((releases::loudness_lufs.eq(lufs), releases::true_peak_dbtp.eq(true_peak_dbtp)))
        .execute(connection)
        .await?;
    Ok(())
}

/// Why a private link cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PrivateLinkError {
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] tokens::NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
}

/// Gives the release a new private link (the old one stops working), or takes it away.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn set_private_link(connection: &mut Connection, id: ReleaseId, on: bool) -> Result<(), PrivateLinkError> {
    let key = if on { Some(tokens::random("")?) } else { None };
    diesel::update(releases::table.find(id)).set(releases::private_key.eq(key)).execute(connection).await?;
    Ok(())
}

/// Removes a draft with its tracks; a published release is unpublished first.
///
/// # Errors
/// When the database fails. [`Error::NotFound`] when it is published or scheduled.
pub async fn delete_draft(connection: &mut Connection, id: ReleaseId) -> QueryResult<()> {
    let removed = diesel::delete(
        releases::table.find(id).filter(releases::published_at.is_null()).filter(releases::publish_at.is_null()),
    )
    .execute(connection)
    .await;
    match removed {
        Ok(0) | Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Err(Error::NotFound),
        Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}
