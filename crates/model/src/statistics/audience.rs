//! Who follows, and what was sold: beside plays they say what became of them.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Text, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::{Span, Subject};
use crate::ids::ActorId;
use crate::{Connection, fixed};

/// An artist's followers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followers {
    /// How many there are now.
    pub now: i64,
    /// How many of them came in the span.
    pub came: i64,
    /// From how many servers they are, this one included.
    pub servers: i64,
    /// How many came on which day.
    pub by_day: Vec<(NaiveDate, i64)>,
}

/// What was sold in one currency.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Sales {
    /// ISO 4217.
    #[diesel(sql_type = Text)]
    pub currency: String,
    /// How many sales.
    #[diesel(sql_type = BigInt)]
    pub sales: i64,
    /// What buyers paid, in the currency's smallest unit.
    #[diesel(sql_type = BigInt)]
    pub amount_minor: i64,
}

#[derive(QueryableByName)]
struct Totals {
    #[diesel(sql_type = BigInt)]
    now: i64,
    #[diesel(sql_type = BigInt)]
    came: i64,
    #[diesel(sql_type = BigInt)]
    servers: i64,
}

#[derive(QueryableByName)]
struct Came {
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    came: i64,
}

/// An actor's followers, and who of them came in a span.
///
/// # Errors
/// When the database fails.
pub async fn followers(connection: &mut Connection, actor: ActorId, span: Span) -> QueryResult<Followers> {
    let totals: Totals = fixed::query(
        "SELECT count(*) AS now, count(DISTINCT coalesce(actors.host, '')) AS servers,
             count(*) FILTER (WHERE (follows.created_at AT TIME ZONE 'UTC')::date BETWEEN $2 AND $3) AS came
         FROM follows JOIN actors ON actors.id = follows.follower_id
         WHERE follows.followed_id = $1 AND follows.state = 'accepted' AND actors.deleted_at IS NULL",
    )
    .bind::<Uuid, _>(actor)
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.to)
    .get_result(connection)
    .await?;
    let by_day: Vec<Came> = fixed::query(
        "SELECT (follows.created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS came
         FROM follows JOIN actors ON actors.id = follows.follower_id
         WHERE follows.followed_id = $1 AND follows.state = 'accepted' AND actors.deleted_at IS NULL
           AND (follows.created_at AT TIME ZONE 'UTC')::date BETWEEN $2 AND $3
         GROUP BY 1 ORDER BY 1",
    )
    .bind::<Uuid, _>(actor)
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.to)
    .load(connection)
    .await?;
    Ok(Followers {
        now: totals.now,
        came: totals.came,
        servers: totals.servers,
        by_day: by_day.into_iter().map(|came| (came.day, came.came)).collect(),
    })
}

/// What was sold of the subject in a span and not given back: of an artist everything, tips and memberships too.
///
/// # Errors
/// When the database fails.
pub async fn sales(connection: &mut Connection, subject: Subject, span: Span) -> QueryResult<Vec<Sales>> {
    let (artist, release, track) = match subject {
        Subject::Artist(id) => (Some(id.0), None, None),
        Subject::Release(id) => (None, Some(id.0), None),
        Subject::Track(id) => (None, None, Some(id.0)),
    };
    fixed::query(
        "SELECT currency, count(*) AS sales, sum(amount_minor)::bigint AS amount_minor FROM purchases
         WHERE state = 'paid' AND (completed_at AT TIME ZONE 'UTC')::date BETWEEN $1 AND $2
           AND ($3::uuid IS NULL OR artist_id = $3) AND ($4::uuid IS NULL OR release_id = $4) AND ($5::uuid IS NULL OR track_id = $5)
         GROUP BY currency ORDER BY sales DESC, currency",
    )
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.to)
    .bind::<Nullable<Uuid>, _>(artist)
    .bind::<Nullable<Uuid>, _>(release)
    .bind::<Nullable<Uuid>, _>(track)
    .load(connection)
    .await
}
