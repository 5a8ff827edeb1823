//! What is new, here and where other servers told of it.

use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;

use super::entry::{self, Entry, Row};
use super::{Format, Narrowed};
use crate::feeds::Cursor;
use crate::{Connection, fixed};

/// What everybody may hear, newest first, `limit` of it behind `before`. Releases of other servers are among it as far as they say
/// what it is narrowed to; those of silenced servers are not.
///
/// # Errors
/// When the database fails.
pub async fn newest(
    connection: &mut Connection,
    narrowed: &Narrowed,
    before: Option<Cursor>,
    limit: i64,
) -> QueryResult<Vec<Entry>> {
    let rows: Vec<Row> = fixed::query(include_str!("newest.sql"))
        .bind::<Nullable<Text>, _>(narrowed.tag_key())
        .bind::<Nullable<Array<Text>>, _>(narrowed.place_key())
        .bind::<Nullable<Text>, _>(narrowed.label_key())
        .bind::<Nullable<Text>, _>(narrowed.format.and_then(Format::kind))
        .bind::<Bool, _>(narrowed.format == Some(Format::Lossless))
        .bind::<Nullable<Timestamptz>, _>(before.map(|before| before.at))
        .bind::<Nullable<Uuid>, _>(before.map(|before| before.id))
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await?;
    entry::load(connection, &rows).await
}
