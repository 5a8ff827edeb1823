//! What the database finds by itself, while no engine answers: every word as it is, in titles, names and tags.

use std::collections::HashSet;

use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{Document, Key, Kind, documents};
use crate::releases::listing::patterns;
use crate::{Connection, fixed};

/// The most things of each kind that are looked at.
const MOST: i64 = 200;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: Kind,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// What has every word, of each kind the newest, and is let through by `wanted`; nothing is asked for that where `wanted` is
/// `None`.
///
/// # Errors
/// When the database fails.
pub async fn find(
    connection: &mut Connection,
    words: &str,
    wanted: Option<impl Fn(&Document) -> bool>,
) -> QueryResult<Vec<Key>> {
    let rows: Vec<Row> = fixed::query(include_str!("plain.sql"))
        .bind::<Array<Text>, _>(patterns(words))
        .bind::<BigInt, _>(MOST)
        .load(connection)
        .await?;
    let keys: Vec<Key> = rows.into_iter().map(|row| Key { kind: row.kind, id: row.id }).collect();
    let Some(wanted) = wanted else { return Ok(keys) };
    let let_through: HashSet<Key> =
        documents(connection, &keys).await?.iter().filter(|document| wanted(document)).map(|one| one.key).collect();
    Ok(keys.into_iter().filter(|key| let_through.contains(key)).collect())
}

impl Document {
    /// Its words of a facet, by the facet's name in addresses: `tag`, `place`, `format`, `price`, `licence`, `year`, `form`, `kind`.
    #[must_use]
    pub fn words_of(&self, facet: &str) -> Vec<String> {
        match facet {
            "kind" => vec![self.key.kind.word().to_owned()],
            "tag" => self.tags.clone(),
            "place" => vec![self.place.clone()],
            "format" => self.formats.iter().map(|format| format.word().to_owned()).collect(),
            "price" => self.price.clone().into_iter().collect(),
            "licence" => vec![self.licence.clone()],
            "year" => self.year.map(|year| year.to_string()).into_iter().collect(),
            "form" => vec![self.form.clone()],
            _ => Vec::new(),
        }
    }
}
