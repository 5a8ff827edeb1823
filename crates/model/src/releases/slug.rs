//! Slugs of releases and tracks follow their titles until the release is published or scheduled for the first time: from then on
//! somebody may have the address.

use diesel::result::{DatabaseErrorKind, Error};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::Release;
use crate::ids::ReleaseId;
use crate::schema::{releases, terms_acceptances};
use crate::{Connection, slugs};

/// Whether the addresses of a release and its tracks stay as they are. Terms are accepted with every publication.
///
/// # Errors
/// When the database fails.
pub async fn is_fixed(connection: &mut Connection, release: ReleaseId) -> QueryResult<bool> {
    let accepted = terms_acceptances::table.filter(terms_acceptances::release_id.eq(release));
    diesel::select(diesel::dsl::exists(accepted)).get_result(connection).await
}

/// Gives a release the slug of its title, while it may change.
pub(super) async fn follow(connection: &mut Connection, release: Release) -> QueryResult<Release> {
    let wanted = slugs::from_title(&release.title, release.kind.word());
    if slugs::is_of(&release.slug, &wanted) || is_fixed(connection, release.id).await? {
        return Ok(release);
    }
    let taken: Vec<String> = releases::table
        .filter(releases::artist_id.eq(release.artist_id))
        .filter(releases::id.ne(release.id))
        .select(releases::slug)
        .load(connection)
        .await?;
    let slug = slugs::free(&wanted, &taken);
    let moved = connection
        .transaction(async |connection| {
            diesel::update(releases::table.find(release.id)).set(releases::slug.eq(&slug)).execute(connection).await
        })
        .await;
    match moved {
        Ok(_) => Ok(Release { slug, ..release }),
        // Somebody took it just now: the old one does as well.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(release),
        Err(error) => Err(error),
    }
}
