//! A track's slug follows its title as its release's does.

use diesel::result::{DatabaseErrorKind, Error};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::Track;
use crate::releases::slug::is_fixed;
use crate::schema::tracks;
use crate::{Connection, slugs};

/// The address of the release's own downloads, which no track may have.
pub(super) const RESERVED: &str = "downloads";

/// Gives a track the slug of its title, while it may change.
pub(super) async fn follow(connection: &mut Connection, track: Track) -> QueryResult<Track> {
    let wanted = slugs::from_title(&track.title, "track");
    if slugs::is_of(&track.slug, &wanted) || is_fixed(connection, track.release_id).await? {
        return Ok(track);
    }
    let mut taken: Vec<String> = tracks::table
        .filter(tracks::release_id.eq(track.release_id))
        .filter(tracks::id.ne(track.id))
        .select(tracks::slug)
        .load(connection)
        .await?;
    taken.push(RESERVED.to_owned());
    let slug = slugs::free(&wanted, &taken);
    let moved = connection
        .transaction(async |connection| {
            diesel::update(tracks::table.find(track.id)).set(tracks::slug.eq(&slug)).execute(connection).await
        })
        .await;
    match moved {
        Ok(_) => Ok(Track { slug, ..track }),
        // Somebody took it just now: the old one does as well.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(track),
        Err(error) => Err(error),
    }
}
