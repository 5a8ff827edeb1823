//! Splits: shares of what a release or a track earns, for another artist of this instance. Proposed by the release's artist,
//! accepted by the other one, ended by either; a change is a new split.

mod agreeing;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Nullable, Text, Uuid};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, QueryableByName,
    Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::{ArtistId, ReleaseId, SplitId, TrackId};
use crate::schema::splits;
use crate::{Connection, fixed};

pub use agreeing::{accept, decline, end, propose};

/// All of it, in hundredths of a percent.
pub const WHOLE_BP: i32 = 10_000;

crate::sql_types::words! {
    /// How a split stands.
    SplitState {
        /// The other artist has not answered.
        Proposed = "proposed",
        /// It counts for sales between its days.
        Accepted = "accepted",
        /// The other artist does not want it.
        Declined = "declined",
        /// Somebody ended it: it counts until its last day, if it was accepted before.
        Ended = "ended",
    }
}

/// A split as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = splits, check_for_backend(diesel::pg::Pg))]
pub struct Split {
    /// Its id.
    pub id: SplitId,
    /// Whose release it is.
    pub artist_id: ArtistId,
    /// The release.
    pub release_id: ReleaseId,
    /// One track of it; none for all of it.
    pub track_id: Option<TrackId>,
    /// Who gets the share.
    pub payee_id: ArtistId,
    /// How much, in hundredths of a percent of what the artist earns with a sale.
    pub share_bp: i32,
    /// What for, in words.
    pub reason: String,
    /// How it stands.
    pub state: SplitState,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// The first day on which it no longer counts.
    pub ends_on: Option<NaiveDate>,
    /// When the other artist answered: no sale before that is shared.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
}

/// A share to propose.
#[derive(Debug, Clone)]
pub struct NewSplit {
    /// Of which release.
    pub release: ReleaseId,
    /// One track of it; none for all of it.
    pub track: Option<TrackId>,
    /// Who gets it.
    pub payee: ArtistId,
    /// How much, in hundredths of a percent.
    pub share_bp: i32,
    /// What for, in words.
    pub reason: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// The first day on which it no longer counts.
    pub ends_on: Option<NaiveDate>,
}

/// Why a split cannot be.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// The share is none.
    #[error("Enter a share between 0.01 and 100 percent.")]
    Share,
    /// With what is agreed or proposed already it would be more than everything.
    #[error("Only {0} percent are left to share on these days. Propose less, or end another split first.")]
    TooMuch(String),
    /// An artist cannot share with itself.
    #[error("That is the release’s own artist. Enter the handle of another one.")]
    Oneself,
    /// The days are in the wrong order or gone.
    #[error("Choose a first day from today on, and a last day after it.")]
    Days,
    /// It cannot end on a day whose sales may be shared already.
    #[error("Choose a day from tomorrow on: the sales of today are shared already.")]
    TooEarly,
    /// Somebody answered or ended it before.
    #[error("This split was answered or ended already. Reload the page.")]
    Over,
    /// There is no such release, track or split.
    #[error("There is no such release, track or split.")]
    Missing,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A split with the names of what it is about.
#[derive(Debug, Clone, QueryableByName)]
pub struct Listed {
    /// The split.
    #[diesel(sql_type = Uuid)]
    pub id: SplitId,
    /// The release.
    #[diesel(sql_type = Uuid)]
    pub release_id: ReleaseId,
    /// Its title.
    #[diesel(sql_type = Text)]
    pub release_title: String,
    /// The track's title, for one track.
    #[diesel(sql_type = Nullable<Text>)]
    pub track_title: Option<String>,
    /// Whether the artist who asked gives the share.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub gives: bool,
    /// The other artist's handle.
    #[diesel(sql_type = Text)]
    pub other_handle: String,
    /// The other artist's name.
    #[diesel(sql_type = Text)]
    pub other_name: String,
    /// In hundredths of a percent.
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub share_bp: i32,
    /// What for.
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// How it stands.
    #[diesel(sql_type = Text)]
    pub state: SplitState,
    /// Its first day.
    #[diesel(sql_type = diesel::sql_types::Date)]
    pub starts_on: NaiveDate,
    /// The first day on which it no longer counts.
    #[diesel(sql_type = Nullable<diesel::sql_types::Date>)]
    pub ends_on: Option<NaiveDate>,
    /// When the other artist answered.
    #[diesel(sql_type = Nullable<diesel::sql_types::Timestamptz>)]
    pub answered_at: Option<DateTime<Utc>>,
}

/// The split with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: SplitId) -> QueryResult<Option<Split>> {
    splits::table.find(id).select(Split::as_select()).first(connection).await.optional()
}

/// Every split an artist gives or gets, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(connection: &mut Connection, artist: ArtistId) -> QueryResult<Vec<Listed>> {
    fixed::query(include_str!("splits/of_artist.sql")).bind::<Uuid, _>(artist).load(connection).await
}

/// Those of a release that stand on some day from `from` on and before `to`: proposed, accepted, or ended later than that.
async fn standing(
    connection: &mut Connection,
    release: ReleaseId,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> QueryResult<Vec<Split>> {
    let found: Vec<Split> = splits::table
        .filter(splits::release_id.eq(release))
        .filter(splits::state.ne(SplitState::Declined))
        .filter(splits::ends_on.is_null().or(splits::ends_on.gt(from)))
        .select(Split::as_select())
        .load(connection)
        .await?;
    Ok(found.into_iter().filter(|split| to.is_none_or(|to| split.starts_on < to)).collect())
}
