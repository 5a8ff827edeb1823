//! Which releases of a list are for somebody's eyes.

use std::collections::HashSet;

use diesel::QueryResult;

use super::{Who, of_releases};
use crate::Connection;
use crate::artists::Artist;
use crate::ids::{AccountId, ReleaseId};
use crate::releases::Release;

/// Which of these releases an account may see; without one, which everybody may.
///
/// # Errors
/// When the database fails.
pub async fn seen(
    connection: &mut Connection,
    viewer: Option<AccountId>,
    listed: Vec<(&Artist, &Release)>,
) -> QueryResult<HashSet<ReleaseId>> {
    let is_everybodys = |(artist, release): &(&Artist, &Release)| release.is_public() && artist.suspended_at.is_none();
    let (public, others): (Vec<_>, Vec<_>) = listed.into_iter().partition(is_everybodys);
    let mut seen: HashSet<ReleaseId> = public.iter().map(|(_, release)| release.id).collect();
    // Few of a list are not everybody's: those are decided for whoever looks.
    if let Some(account) = viewer.filter(|_| !others.is_empty()) {
        let listed = others.iter().map(|(_, release)| *release).collect();
        let rights = of_releases(connection, listed, Who::Account(account)).await?;
        let is_seen = |(artist, release): &&(&Artist, &Release)| {
            let rights = rights.get(&release.id);
            rights.is_some_and(|rights| rights.sees && (rights.is_artist || artist.suspended_at.is_none()))
        };
        seen.extend(others.iter().filter(is_seen).map(|(_, release)| release.id));
    }
    Ok(seen)
}
