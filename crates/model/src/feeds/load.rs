//! The things behind the rows of a feed, each kind in one query.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Boosted, Cursor, FeedEntry, FeedItem, Row};
use crate::Connection;
use crate::actors::{self, Actor};
use crate::artists::Artist;
use crate::ids::{ActorId, PostId, ReleaseId, RemoteReleaseId, TrackId};
use crate::posts::{self, Post};
use crate::releases::Release;
use crate::remote_releases::RemoteRelease;
use crate::schema::{artists, releases, remote_releases, tracks};
use crate::tracks::Track;

/// Everything a page of a feed shows, by id.
struct Things {
    releases: HashMap<ReleaseId, (Artist, Release)>,
    tracks: HashMap<TrackId, (Artist, Release, Track)>,
    posts: HashMap<PostId, Post>,
    remote: HashMap<RemoteReleaseId, RemoteRelease>,
    actors: HashMap<ActorId, Actor>,
}

/// The entries of these rows, in order; what vanished since they were read is left out.
pub(super) async fn entries(connection: &mut Connection, rows: &[Row]) -> QueryResult<Vec<FeedEntry>> {
    let posts: Vec<PostId> = rows.iter().filter_map(|row| row.post_id).collect();
    let mut things = Things {
        releases: releases_of(connection, rows).await?,
        tracks: tracks_of(connection, rows).await?,
        posts: posts::many(connection, &posts).await?,
        remote: remote_of(connection, rows).await?,
        actors: HashMap::new(),
    };
    let people: Vec<ActorId> = rows
        .iter()
        .filter_map(|row| row.boosted_by)
        .chain(things.posts.values().map(|post| post.actor_id))
        .chain(things.remote.values().map(|release| release.actor_id))
        .collect();
    things.actors = actors::many(connection, &people).await?;
    Ok(rows.iter().filter_map(|row| entry(row, &things)).collect())
}

fn entry(row: &Row, things: &Things) -> Option<FeedEntry> {
    let release = || row.release_id.and_then(|id| things.releases.get(&id).cloned()).map(Box::new);
    let track = || row.track_id.and_then(|id| things.tracks.get(&id).cloned()).map(Box::new);
    let post = || {
        let post = row.post_id.and_then(|id| things.posts.get(&id))?;
        Some(Box::new((post.clone(), things.actors.get(&post.actor_id)?.clone())))
    };
    let remote = || {
        let release = row.remote_release_id.and_then(|id| things.remote.get(&id))?;
        Some(Box::new((release.clone(), things.actors.get(&release.actor_id)?.clone())))
    };
    let item = match row.boosted_by {
        Some(by) => {
            let what = release()
                .map(Boosted::Release)
                .or_else(|| track().map(Boosted::Track))
                .or_else(|| post().map(Boosted::Post))?;
            FeedItem::Boost { by: Box::new(things.actors.get(&by)?.clone()), what }
        }
        None => release()
            .map(FeedItem::Release)
            .or_else(|| post().map(FeedItem::Post))
            .or_else(|| remote().map(FeedItem::RemoteRelease))?,
    };
    Some(FeedEntry { cursor: Cursor { at: row.at, id: row.id }, item, tag: row.tag.clone() })
}

async fn releases_of(connection: &mut Connection, rows: &[Row]) -> QueryResult<HashMap<ReleaseId, (Artist, Release)>> {
    let found: Vec<(Artist, Release)> = releases::table
        .inner_join(artists::table)
        .filter(releases::id.eq_any(rows.iter().filter_map(|row| row.release_id)))
        .select((Artist::as_select(), Release::as_select()))
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|found| (found.1.id, found)).collect())
}

async fn tracks_of(
    connection: &mut Connection,
    rows: &[Row],
) -> QueryResult<HashMap<TrackId, (Artist, Release, Track)>> {
    let found: Vec<(Artist, Release, Track)> = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(tracks::id.eq_any(rows.iter().filter_map(|row| row.track_id)))
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|found| (found.2.id, found)).collect())
}

async fn remote_of(connection: &mut Connection, rows: &[Row]) -> QueryResult<HashMap<RemoteReleaseId, RemoteRelease>> {
    let found: Vec<RemoteRelease> = remote_releases::table
        .filter(remote_releases::id.eq_any(rows.iter().filter_map(|row| row.remote_release_id)))
        .select(RemoteRelease::as_select())
        .load(connection)
        .await?;
    Ok(found.into_iter().map(|release| (release.id, release)).collect())
}
