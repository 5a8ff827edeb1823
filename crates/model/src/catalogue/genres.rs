//! Genres: the genre and the tags of releases, each a word of its own.

use diesel::sql_types::{Array, BigInt, Bool, Text, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::Scope;
use crate::{Connection, fixed};

/// The most genres that are told.
const MOST: i64 = 1000;

/// A genre, and how much of it there is.
#[derive(Debug, Clone, QueryableByName)]
pub struct Genre {
    /// Its word, in lower case.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// How many releases have it.
    #[diesel(sql_type = BigInt)]
    pub releases: i64,
    /// How many tracks they have.
    #[diesel(sql_type = BigInt)]
    pub tracks: i64,
}

/// The genres of what is in sight, by their word.
///
/// # Errors
/// When the database fails.
pub async fn genres(connection: &mut Connection, scope: &Scope) -> QueryResult<Vec<Genre>> {
    let only: Vec<uuid::Uuid> = scope.only.iter().flatten().map(|id| id.0).collect();
    let besides: Vec<uuid::Uuid> = scope.besides.iter().map(|id| id.0).collect();
    fixed::query(include_str!("genres.sql"))
        .bind::<Array<Uuid>, _>(besides)
        .bind::<Bool, _>(scope.only.is_some())
        .bind::<Array<Uuid>, _>(only)
        .bind::<BigInt, _>(MOST)
        .load(connection)
        .await
}
