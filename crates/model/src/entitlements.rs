//! Entitlements: what of a release's sound a listener may have. This is the one place that decides it.

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{AccountId, EncodingId};
use crate::members;
use crate::releases::{PriceMode, Release};
use crate::schema::{artists, encodings, releases, tracks};

/// As whom somebody listens to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listener {
    /// As anybody.
    Anybody,
    /// Through the release's private link.
    PrivateLink,
    /// As one of those who manage its artist.
    Member,
}

/// What a listener may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entitlement {
    /// The sound, in the rungs that lose some of it.
    pub stream: bool,
    /// The rung that loses nothing.
    pub lossless: bool,
}

/// What a listener may have of a release, leaving aside whether its artist is suspended.
#[must_use]
pub fn of(release: &Release, listener: Listener) -> Entitlement {
    match listener {
        Listener::Member | Listener::PrivateLink => Entitlement { stream: true, lossless: true },
        Listener::Anybody => {
            let public = release.published_at.is_some();
            // What everybody may download in FLAC, everybody may hear in FLAC.
            Entitlement { stream: public, lossless: public && release.price_mode == PriceMode::Free }
        }
    }
}

/// As whom an account, or nobody, listens to a release.
///
/// # Errors
/// When the database fails.
pub async fn listener(
    connection: &mut Connection,
    release: &Release,
    account: Option<AccountId>,
) -> QueryResult<Listener> {
    let Some(account) = account else { return Ok(Listener::Anybody) };
    let role = members::role(connection, release.artist_id, account).await?;
    Ok(role.map_or(Listener::Anybody, |_| Listener::Member))
}

/// What anybody may have of an encoding. One that a newer one replaced still counts: somebody may be in the middle of it.
///
/// # Errors
/// When the database fails.
pub async fn of_anybody(connection: &mut Connection, encoding: EncodingId) -> QueryResult<Entitlement> {
    let of_track = encodings::table.find(encoding).select(encodings::track_id);
    let release: Option<Release> = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(tracks::id.eq_any(of_track))
        .filter(artists::suspended_at.is_null())
        .select(Release::as_select())
        .first(connection)
        .await
        .optional()?;
    Ok(release.map(|release| of(&release, Listener::Anybody)).unwrap_or_default())
}
