//! Batches of download codes: made at once for a release, to be printed, sent or put into a record's sleeve.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{count, count_star};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use crate::Connection;
use crate::download_codes::{self, DownloadCode};
use crate::fields::FieldErrors;
use crate::ids::{ArtistId, CodeBatchId, ReleaseId};
use crate::releases::Release;
use crate::schema::{code_batches, download_codes as codes};
use crate::tokens::NoRandomness;

/// The most codes of a batch.
pub const MOST: usize = 1000;
/// The most codes of a release.
const MOST_OF_RELEASE: i64 = 20_000;
/// The most characters of a name.
const NAME_CHARS: usize = 100;

/// A batch as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = code_batches, check_for_backend(diesel::pg::Pg))]
pub struct CodeBatch {
    /// Its id.
    pub id: CodeBatchId,
    /// Whose release it gives.
    pub artist_id: ArtistId,
    /// The release that a code gives.
    pub release_id: ReleaseId,
    /// What the artist calls it: "Vinyl, first pressing".
    pub name: String,
    /// When its codes stop working; never for none.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What a batch is made from, as typed.
#[derive(Debug, Clone, Default)]
pub struct BatchInput {
    /// What it is called.
    pub name: String,
    /// How many codes.
    pub count: String,
    /// The last day on which they work, as `2026-12-31`; empty for no end.
    pub last_day: String,
}

/// What a batch is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// What it is called.
    pub name: String,
    /// How many codes.
    pub count: usize,
    /// When they stop working.
    pub expires_at: Option<DateTime<Utc>>,
}

/// How many codes of a batch there are, and how many of them were redeemed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// All.
    pub all: i64,
    /// Redeemed ones.
    pub redeemed: i64,
}

/// Why a batch cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The release has as many as it may have.
    #[error("A release has at most 20,000 codes. Use those that are left, or ask the admin of this instance.")]
    TooMany,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl BatchInput {
    /// The batch that was meant.
    ///
    /// # Errors
    /// A sentence for each field that will not do.
    pub fn check(&self, now: DateTime<Utc>) -> Result<NewBatch, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.line("name", Some(&self.name), NAME_CHARS).unwrap_or_default();
        if name.is_empty() {
            errors.add("name", "Say what they are for, such as “Vinyl, first pressing”. Only you see it.");
        }
        let count = self.count.trim().parse::<usize>().ok().filter(|count| (1..=MOST).contains(count));
        if count.is_none() {
            errors.add("count", "Write a whole number from 1 to 1000. For more, make a second batch.");
        }
        let last_day = match self.last_day.trim() {
            "" => None,
            typed => {
                let day = chrono::NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
                let end = day.and_then(|day| day.succ_opt()).and_then(|day| day.and_hms_opt(0, 0, 0));
                let end = end.map(|end| end.and_utc()).filter(|end| *end > now);
                if end.is_none() {
                    errors.add(
                        "last_day",
                        "Choose a day that is still to come, or leave it empty for codes without an end.",
                    );
                }
                end
            }
        };
        errors.or(NewBatch { name, count: count.unwrap_or_default(), expires_at: last_day })
    }
}

/// Makes a batch and its codes, in one transaction.
///
/// # Errors
/// When the release has too many, there are no random bytes, or the database fails.
pub async fn create(connection: &mut Connection, release: &Release, new: &NewBatch) -> Result<CodeBatch, BatchError> {
    connection
        .transaction::<_, BatchError, _>(async |connection| {
            // Two batches made at once are counted one after the other.
            crate::releases::lock(connection, release.id).await?;
            let there = download_codes::count_of_release(connection, release.id).await?;
            if there + i64::try_from(new.count).unwrap_or(i64::MAX) > MOST_OF_RELEASE {
                return Err(BatchError::TooMany);
            }
            let batch = CodeBatch {
                id: CodeBatchId::new(),
                artist_id: release.artist_id,
                release_id: release.id,
                name: new.name.clone(),
                expires_at: new.expires_at,
                created_at: Utc::now(),
            };
            let batch: CodeBatch = diesel::insert_into(code_batches::table)
                .values(batch)
                .returning(CodeBatch::as_returning())
                .get_result(connection)
                .await?;
            let fresh = (0..new.count).map(|_| DownloadCode::fresh(batch.id)).collect::<Result<Vec<_>, _>>()?;
            diesel::insert_into(codes::table).values(fresh).execute(connection).await?;
            Ok(batch)
        })
        .await
}

/// The batch with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(connection: &mut Connection, id: CodeBatchId) -> QueryResult<Option<CodeBatch>> {
    code_batches::table.find(id).select(CodeBatch::as_select()).first(connection).await.optional()
}

/// The batches of a release, the newest first, with how many of their codes were redeemed.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Vec<(CodeBatch, Count)>> {
    let batches: Vec<CodeBatch> = code_batches::table
        .filter(code_batches::release_id.eq(release))
        .order((code_batches::created_at.desc(), code_batches::id.desc()))
        .select(CodeBatch::as_select())
        .load(connection)
        .await?;
    let ids: Vec<CodeBatchId> = batches.iter().map(|batch| batch.id).collect();
    let counts: Vec<(CodeBatchId, i64, i64)> = codes::table
        .filter(codes::batch_id.eq_any(ids))
        .group_by(codes::batch_id)
        .select((codes::batch_id, count_star(), count(codes::redeemed_at)))
        .load(connection)
        .await?;
    let counts: HashMap<CodeBatchId, Count> =
        counts.into_iter().map(|(batch, all, redeemed)| (batch, Count { all, redeemed })).collect();
    let counted = |batch: CodeBatch| {
        let count = counts.get(&batch.id).copied().unwrap_or_default();
        (batch, count)
    };
    Ok(batches.into_iter().map(counted).collect())
}

/// Ends a batch: what nobody has redeemed by now stops working.
///
/// # Errors
/// When the database fails.
pub async fn end(connection: &mut Connection, id: CodeBatchId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(code_batches::table.find(id))
        .set(code_batches::expires_at.eq(Some(now)))
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, count: &str, last_day: &str) -> Result<NewBatch, FieldErrors> {
        let now = "2026-03-01T12:00:00Z".parse().expect("a moment");
        BatchInput { name: name.to_owned(), count: count.to_owned(), last_day: last_day.to_owned() }.check(now)
    }

    #[test]
    fn codes_work_through_their_last_day() {
        let batch = typed(" Vinyl ", "1000", "2026-03-01").expect("a batch");
        assert_eq!((batch.name.as_str(), batch.count), ("Vinyl", 1000));
        assert_eq!(batch.expires_at, Some("2026-03-02T00:00:00Z".parse().expect("a moment")));
        assert_eq!(typed("Vinyl", "1", "").expect("a batch").expires_at, None);
    }

    #[test]
    fn what_will_not_do_is_said_beside_its_field() {
        for count in ["0", "1001", "-1", "9223372036854775808", "many", ""] {
            assert!(!typed("Vinyl", count, "").expect_err(count).get("count").is_empty());
        }
        for day in ["2026-02-28", "31.12.2026", "262143-12-31"] {
            assert!(!typed("Vinyl", "1", day).expect_err(day).get("last_day").is_empty(), "{day}");
        }
        assert!(!typed(" ", "1", "").expect_err("no name").get("name").is_empty());
    }
}
