//! What somebody keeps, by kind. What they may not see any more is left out, and comes back when they may.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, NullableExpressionMethods, QueryDsl, QueryResult,
    SelectableHelper,
};
use diesel_async::RunQueryDsl;

use super::{Kept, Part};
use crate::artists::Artist;
use crate::ids::{AccountId, FavouriteId};
use crate::releases::Release;
use crate::schema::{artist_members, artists, favourites, releases, tracks};
use crate::tracks::Track;
use crate::{Connection, entitlements};

/// A track that is kept: where it stands, since when, and the track with its release.
type TrackRow = (FavouriteId, DateTime<Utc>, (Artist, Release, Track));

/// So many times a part is filled up where some of it is hidden.
const FILLS: usize = 8;

/// The artists an account keeps, newest first, at most `limit` behind `before`. Suspended ones are left out, but for those who
/// manage them.
///
/// # Errors
/// When the database fails.
pub async fn list_artists(
    connection: &mut Connection,
    account: AccountId,
    before: Option<FavouriteId>,
    limit: i64,
) -> QueryResult<Part<Artist>> {
    let own = artist_members::table.filter(artist_members::account_id.eq(account)).select(artist_members::artist_id);
    let rows: Vec<(FavouriteId, DateTime<Utc>, Artist)> = favourites::table
        .inner_join(artists::table.on(favourites::artist_id.eq(artists::id.nullable())))
        .filter(favourites::account_id.eq(account))
        .filter(favourites::id.lt(behind(before)))
        .filter(artists::suspended_at.is_null().or(artists::id.eq_any(own)))
        .order(favourites::id.desc())
        .limit(limit + 1)
        .select((favourites::id, favourites::created_at, Artist::as_select()))
        .load(connection)
        .await?;
    let kept = rows.into_iter().map(|(id, created_at, what)| Kept { id, created_at, what }).collect();
    Ok(cut(kept, limit, None))
}

/// The releases an account keeps and may see, newest first, at most `limit` behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn list_releases(
    connection: &mut Connection,
    account: AccountId,
    before: Option<FavouriteId>,
    limit: i64,
) -> QueryResult<Part<(Artist, Release)>> {
    let mut kept = Vec::new();
    let mut from = before;
    for _ in 0..FILLS {
        let rows: Vec<(FavouriteId, DateTime<Utc>, (Artist, Release))> = favourites::table
            .inner_join(releases::table.on(favourites::release_id.eq(releases::id.nullable())))
            .inner_join(artists::table.on(artists::id.eq(releases::artist_id)))
            .filter(favourites::account_id.eq(account))
            .filter(favourites::id.lt(behind(from)))
            .order(favourites::id.desc())
            .limit(limit + 1)
            .select((favourites::id, favourites::created_at, (Artist::as_select(), Release::as_select())))
            .load(connection)
            .await?;
        let listed = rows.iter().map(|(.., (artist, release))| (artist, release)).collect();
        let seen = entitlements::seen(connection, Some(account), listed).await?;
        from = rows.last().map(|(id, ..)| *id).filter(|_| is_over(&rows, limit));
        let shown = rows.into_iter().filter(|(.., (_, release))| seen.contains(&release.id));
        kept.extend(shown.map(|(id, created_at, what)| Kept { id, created_at, what }));
        if from.is_none() || is_over(&kept, limit) {
            break;
        }
    }
    Ok(cut(kept, limit, from))
}

/// The tracks an account keeps and may see, newest first, at most `limit` behind `before`.
///
/// # Errors
/// When the database fails.
pub async fn list_tracks(
    connection: &mut Connection,
    account: AccountId,
    before: Option<FavouriteId>,
    limit: i64,
) -> QueryResult<Part<(Artist, Release, Track)>> {
    let mut kept = Vec::new();
    let mut from = before;
    for _ in 0..FILLS {
        let rows: Vec<TrackRow> = favourites::table
            .inner_join(tracks::table.on(favourites::track_id.eq(tracks::id.nullable())))
            .inner_join(releases::table.on(releases::id.eq(tracks::release_id)))
            .inner_join(artists::table.on(artists::id.eq(releases::artist_id)))
            .filter(favourites::account_id.eq(account))
            .filter(favourites::id.lt(behind(from)))
            .order(favourites::id.desc())
            .limit(limit + 1)
            .select((
                favourites::id,
                favourites::created_at,
                (Artist::as_select(), Release::as_select(), Track::as_select()),
            ))
            .load(connection)
            .await?;
        let listed = rows.iter().map(|(.., (artist, release, _))| (artist, release)).collect();
        let seen = entitlements::seen(connection, Some(account), listed).await?;
        from = rows.last().map(|(id, ..)| *id).filter(|_| is_over(&rows, limit));
        let shown = rows.into_iter().filter(|(.., (_, release, _))| seen.contains(&release.id));
        kept.extend(shown.map(|(id, created_at, what)| Kept { id, created_at, what }));
        if from.is_none() || is_over(&kept, limit) {
            break;
        }
    }
    Ok(cut(kept, limit, from))
}

/// The greatest id there can be, where the list starts at its beginning.
fn behind(before: Option<FavouriteId>) -> FavouriteId {
    before.unwrap_or(FavouriteId(uuid::Uuid::max()))
}

/// Whether there are more than were asked for, so that the list goes on.
fn is_over<T>(rows: &[T], limit: i64) -> bool {
    i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit
}

/// At most `limit` of these; `from` is where to look on when they are fewer and not all was looked at.
fn cut<T>(mut kept: Vec<Kept<T>>, limit: i64, from: Option<FavouriteId>) -> Part<T> {
    let is_over = is_over(&kept, limit);
    kept.truncate(usize::try_from(limit).unwrap_or_default());
    let before = if is_over { kept.last().map(|last| last.id) } else { from };
    Part { kept, before }
}

#[cfg(test)]
mod tests {
    use super::{Part, cut};
    use crate::favourites::Kept;
    use crate::ids::FavouriteId;

    #[test]
    fn a_part_says_where_the_next_begins() {
        let kept = |n: usize| -> Vec<Kept<usize>> {
            (0..n).map(|what| Kept { id: FavouriteId::new(), created_at: chrono::Utc::now(), what }).collect()
        };
        let Part { kept: part, before } = cut(kept(3), 2, None);
        assert_eq!((part.len(), before), (2, part.last().map(|last| last.id)));
        assert_eq!(cut(kept(2), 2, None).before, None);
        let looked_at = FavouriteId::new();
        assert_eq!(cut(kept(0), 2, Some(looked_at)).before, Some(looked_at), "the rest of it was hidden");
    }
}
