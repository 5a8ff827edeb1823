//! A history as its owner looks at it.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::sql_types::{BigInt, Bool, Uuid};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, PgTextExpressionMethods, QueryDsl, QueryResult, QueryableByName,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::artists::Artist;
use crate::ids::{AccountId, HistoryEntryId, ReleaseId};
use crate::plays::Source;
use crate::releases::Release;
use crate::schema::{artist_members, artists, history_entries, releases, tracks};
use crate::tracks::Track;

/// What somebody heard once.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: HistoryEntryId,
    /// When it began.
    pub played_at: DateTime<Utc>,
    /// Where it was heard.
    pub source: Source,
    /// Whose track.
    pub artist: Artist,
    /// On which release.
    pub release: Release,
    /// Which track.
    pub track: Track,
    /// Whether it is public, or the reader's own: of anything else nothing may be shown.
    pub is_there: bool,
}

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of a title or a name; all of them have to be there.
    pub words: String,
    /// Only what is older than this entry.
    pub before: Option<HistoryEntryId>,
    /// How many at most.
    pub limit: i64,
}

type Row = (HistoryEntryId, DateTime<Utc>, Source, Artist, Release, Track, bool);

/// Somebody's history, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(connection: &mut Connection, account: AccountId, filter: &Filter) -> QueryResult<Vec<Entry>> {
    let is_own = exists(
        artist_members::table
            .filter(artist_members::artist_id.eq(artists::id))
            .filter(artist_members::account_id.eq(account)),
    );
    let is_public = releases::published_at.is_not_null().and(artists::suspended_at.is_null());
    let mut found = history_entries::table
        .inner_join(tracks::table.inner_join(releases::table.inner_join(artists::table)))
        .filter(history_entries::account_id.eq(account))
        .order((history_entries::played_at.desc(), history_entries::id.desc()))
        .limit(filter.limit.clamp(0, 1000))
        .select((
            history_entries::id,
            history_entries::played_at,
            history_entries::source,
            Artist::as_select(),
            Release::as_select(),
            Track::as_select(),
            is_public.or(is_own),
        ))
        .into_boxed();
    for word in filter.words.split_whitespace().take(10) {
        let pattern = format!("%{}%", word.chars().take(60).collect::<String>().replace(['\\', '%', '_', '\0'], ""));
        found = found.filter(
            is_public.or(is_own).and(
                tracks::title
                    .ilike(pattern.clone())
                    .or(tracks::artist_name.ilike(pattern.clone()))
                    .or(releases::title.ilike(pattern.clone()))
                    .or(artists::name.ilike(pattern)),
            ),
        );
    }
    if let Some(before) = filter.before {
        found = found.filter(
            sql::<Bool>("(history_entries.played_at, history_entries.id) < (SELECT played_at, id FROM history_entries WHERE id = ")
                .bind::<Uuid, _>(before)
                .sql(")"),
        );
    }
    let rows: Vec<Row> = found.load(connection).await?;
    Ok(rows.into_iter().map(entry).collect())
}

fn entry((id, played_at, source, artist, release, track, is_there): Row) -> Entry {
    Entry { id, played_at, source, artist, release, track, is_there }
}

#[derive(QueryableByName)]
struct Heard {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
}

/// The releases that somebody heard last, that one first.
///
/// # Errors
/// When the database fails.
pub async fn recently_heard(
    connection: &mut Connection,
    account: AccountId,
    limit: i64,
) -> QueryResult<Vec<ReleaseId>> {
    heard(connection, account, "max(history_entries.played_at)", limit).await
}

/// The releases that somebody heard most, that one first.
///
/// # Errors
/// When the database fails.
pub async fn often_heard(connection: &mut Connection, account: AccountId, limit: i64) -> QueryResult<Vec<ReleaseId>> {
    heard(connection, account, "count(*)", limit).await
}

async fn heard(connection: &mut Connection, account: AccountId, by: &str, limit: i64) -> QueryResult<Vec<ReleaseId>> {
    let found: Vec<Heard> = diesel::sql_query(format!(
        "SELECT tracks.release_id AS id FROM history_entries JOIN tracks ON tracks.id = history_entries.track_id
         WHERE history_entries.account_id = $1 GROUP BY 1 ORDER BY {by} DESC, 1 LIMIT $2"
    ))
    .bind::<Uuid, _>(account)
    .bind::<BigInt, _>(limit.clamp(0, 1000))
    .load(connection)
    .await?;
    Ok(found.into_iter().map(|heard| ReleaseId(heard.id)).collect())
}
