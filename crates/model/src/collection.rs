//! Collection: what somebody bought or was given, and what they have as a member.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid};
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, QueryableByName, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::artists::Artist;
use crate::ids::{AccountId, ArtistId, EntitlementId, ReleaseId, TrackId};
use crate::memberships::{self, Rights};
use crate::releases::Release;
use crate::releases::listing::patterns;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;
use crate::{Connection, entitlements, fixed};

/// Something somebody owns.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Where it stands in the list; later ones are greater.
    pub id: EntitlementId,
    /// Whose it is on.
    pub artist: Artist,
    /// The release, or the one its track is on.
    pub release: Release,
    /// The track, where it was bought by itself.
    pub track: Option<Track>,
    /// Since when they have it.
    pub since: DateTime<Utc>,
    /// Whether it was bought; else it came with a download code.
    pub is_bought: bool,
}

#[derive(Debug, QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    id: EntitlementId,
    #[diesel(sql_type = Uuid)]
    release_id: ReleaseId,
    #[diesel(sql_type = Nullable<Uuid>)]
    track_id: Option<TrackId>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    is_bought: bool,
}

/// What an account owns, newest first, at most `limit` behind `before`. With words: where each stands in a title, a track's title,
/// the artist's name or the label. Something they have twice is listed once.
///
/// # Errors
/// When the database fails.
pub async fn owned(
    connection: &mut Connection,
    account: AccountId,
    words: &str,
    before: Option<EntitlementId>,
    limit: i64,
) -> QueryResult<Vec<Owned>> {
    let rows: Vec<Row> = fixed::query(include_str!("collection/owned.sql"))
        .bind::<Uuid, _>(account)
        .bind::<Array<Text>, _>(patterns(words))
        .bind::<Nullable<Uuid>, _>(before)
        .bind::<BigInt, _>(limit)
        .load(connection)
        .await?;
    let of: Vec<ReleaseId> = rows.iter().map(|row| row.release_id).collect();
    let found: Vec<(Artist, Release)> = releases::table
        .inner_join(artists::table)
        .filter(releases::id.eq_any(of))
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await?;
    let single: Vec<Track> = tracks::table
        .filter(tracks::id.eq_any(rows.iter().filter_map(|row| row.track_id)))
        .select(Track::as_select())
        .load(connection)
        .await?;
    let owned = |row: Row| {
        let (artist, release) = found.iter().find(|(_, release)| release.id == row.release_id)?.clone();
        let track = row.track_id.and_then(|id| single.iter().find(|track| track.id == id).cloned());
        Some(Owned { id: row.id, artist, release, track, since: row.created_at, is_bought: row.is_bought })
    };
    Ok(rows.into_iter().filter_map(owned).collect())
}

/// What an account has as a member of its artists, newest first, at most `limit`; narrowed by words as [`owned`] is.
///
/// # Errors
/// When the database fails.
pub async fn as_member(
    connection: &mut Connection,
    account: AccountId,
    words: &str,
    limit: i64,
) -> QueryResult<Vec<(Artist, Release)>> {
    let rights: Vec<(ArtistId, Rights)> = memberships::of_account_artists(connection, account).await?;
    let of: Vec<ArtistId> = rights.iter().map(|(artist, _)| *artist).collect();
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let mut listed = releases::table
        .inner_join(artists::table)
        .filter(releases::artist_id.eq_any(of))
        .filter(releases::published_at.is_not_null().or(releases::publish_at.is_not_null()))
        .filter(artists::suspended_at.is_null())
        .order((releases::published_at.desc(), releases::id.desc()))
        .limit(limit.saturating_mul(4))
        .select((Artist::as_select(), Release::as_select()))
        .into_boxed();
    for pattern in patterns(words) {
        use diesel::PgTextExpressionMethods;
        let named = releases::title.ilike(pattern.clone()).or(artists::name.ilike(pattern.clone()));
        let with_track = tracks::table.filter(tracks::title.ilike(pattern.clone())).select(tracks::release_id);
        listed = listed.filter(named.or(releases::label.ilike(pattern)).or(releases::id.eq_any(with_track)));
    }
    let found: Vec<(Artist, Release)> = listed.load(connection).await?;
    let has = |release: &Release| {
        let mut of_artist = rights.iter().filter(|(artist, _)| *artist == release.artist_id);
        of_artist.any(|(_, rights)| entitlements::member_has(rights, release))
    };
    let had = found.into_iter().filter(|(_, release)| has(release));
    Ok(had.take(usize::try_from(limit).unwrap_or_default()).collect())
}
