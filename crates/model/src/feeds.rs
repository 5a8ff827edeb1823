//! Feeds: what those whom somebody follows brought out, wrote and boosted, and what has tags they follow, newest first.

mod load;

use std::str::FromStr;

use chrono::{DateTime, Datelike, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use crate::actors::Actor;
use crate::artists::Artist;
use crate::ids::{AccountId, ActorId, PostId, ReleaseId, RemoteReleaseId, TrackId};
use crate::posts::Post;
use crate::releases::Release;
use crate::remote_releases::RemoteRelease;
use crate::tracks::Track;
use crate::{Connection, fixed};

/// Where a page of a feed ends. As text it is the microsecond of an entry and its id, with a dash between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When the last entry was published.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: uuid::Uuid,
}

/// A cursor that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a feed")]
pub struct BadCursor;

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.timestamp_micros(), self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;
    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let (micros, id) = text.rsplit_once('-').ok_or(BadCursor)?;
        let micros: i64 = micros.parse().map_err(|_| BadCursor)?;
        // Far-off years are none that the database knows.
        let at =
            DateTime::from_timestamp_micros(micros).filter(|at| (1..=9999).contains(&at.year())).ok_or(BadCursor)?;
        Ok(Self { at, id: id.parse().map_err(|_| BadCursor)? })
    }
}

/// One thing in a feed.
#[derive(Debug, Clone)]
pub struct FeedEntry {
    /// Where it stands: the next page begins behind that of the last entry.
    pub cursor: Cursor,
    /// What it is.
    pub item: FeedItem,
    /// The followed tag for which a release is there, where it is not there for its artist.
    pub tag: Option<String>,
}

/// What stands in a feed.
#[derive(Debug, Clone)]
pub enum FeedItem {
    /// A release of this instance came out.
    Release(Box<(Artist, Release)>),
    /// A release of another server came out.
    RemoteRelease(Box<(RemoteRelease, Actor)>),
    /// Somebody wrote.
    Post(Box<(Post, Actor)>),
    /// Somebody boosted.
    Boost {
        /// Who.
        by: Box<Actor>,
        /// What.
        what: Boosted,
    },
}

/// What somebody boosted.
#[derive(Debug, Clone)]
pub enum Boosted {
    /// A release of this instance.
    Release(Box<(Artist, Release)>),
    /// A track of this instance.
    Track(Box<(Artist, Release, Track)>),
    /// A post, from here or elsewhere.
    Post(Box<(Post, Actor)>),
}

/// One row of the feed: which thing, and who boosted it.
#[derive(Debug, Clone, QueryableByName)]
struct Row {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Nullable<Uuid>)]
    boosted_by: Option<ActorId>,
    #[diesel(sql_type = Nullable<Uuid>)]
    release_id: Option<ReleaseId>,
    #[diesel(sql_type = Nullable<Uuid>)]
    track_id: Option<TrackId>,
    #[diesel(sql_type = Nullable<Uuid>)]
    post_id: Option<PostId>,
    #[diesel(sql_type = Nullable<Uuid>)]
    remote_release_id: Option<RemoteReleaseId>,
    #[diesel(sql_type = Nullable<Text>)]
    tag: Option<String>,
}

/// What those whom `actor` follows brought out, wrote (comments left out) and boosted, and releases with the tags its account
/// follows, newest first, `limit` of it behind `before`. Who is blocked, muted, suspended or deleted does not come up, and neither
/// does what is meant for others.
///
/// # Errors
/// When the database fails.
pub async fn home(
    connection: &mut Connection,
    actor: ActorId,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<FeedEntry>> {
    load_for(connection, (Some(actor), None), before, limit).await
}

/// Releases with the tags that an account without a handle follows, newest first, `limit` of them behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn of_tags(
    connection: &mut Connection,
    account: AccountId,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<FeedEntry>> {
    load_for(connection, (None, Some(account)), before, limit).await
}

async fn load_for(
    connection: &mut Connection,
    (actor, account): (Option<ActorId>, Option<AccountId>),
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<FeedEntry>> {
    let rows: Vec<Row> = fixed::query(include_str!("feeds/home.sql"))
        .bind::<Nullable<Uuid>, _>(actor)
        .bind::<Nullable<Timestamptz>, _>(before.map(|before| before.at))
        .bind::<Nullable<Uuid>, _>(before.map(|before| before.id))
        .bind::<BigInt, _>(limit)
        .bind::<Nullable<Uuid>, _>(account)
        .load(connection)
        .await?;
    load::entries(connection, &rows).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let cursor =
            Cursor { at: DateTime::from_timestamp_micros(1_763_700_000_123_456).unwrap(), id: uuid::Uuid::now_v7() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        let early = Cursor { at: DateTime::from_timestamp_micros(-5).unwrap(), ..cursor };
        assert_eq!(early.to_string().parse(), Ok(early));
        for text in [
            "",
            "-",
            "5",
            "5-",
            "x-0190f3f0c0de7000800000000000abcd",
            "9223372036854775807-1",
            "-8000000000000000000-0190f3f0c0de7000800000000000abcd",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(BadCursor), "{text}");
        }
    }
}
