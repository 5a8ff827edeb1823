//! Tips: something for an artist, for nothing but thanks.

pub mod create;
pub mod new;

use model::artists::Artist;
use model::releases::Release;
use model::{Connection, sellers};

use crate::app::App;

/// Where an artist is given something; empty where they take nothing, or nobody takes the money.
///
/// # Errors
/// When the database fails.
pub async fn link(db: &mut Connection, app: &App, artist: &Artist) -> diesel::QueryResult<String> {
    let seller = sellers::of(db, artist.id).await?;
    let can_pay = app.payments.provider().is_some_and(|(name, _)| seller.account_with(name).is_some());
    Ok(if can_pay && seller.takes_tips { urls::money::tip(&artist.handle) } else { String::new() })
}

/// The same from the page of a release that is out; empty before.
///
/// # Errors
/// When the database fails.
pub async fn link_on(
    db: &mut Connection,
    app: &App,
    (artist, release): (&Artist, &Release),
) -> diesel::QueryResult<String> {
    let plain = link(db, app, artist).await?;
    let is_out = release.published_at.is_some() && !plain.is_empty();
    Ok(if is_out { urls::money::tip_on(&artist.handle, release.id.0) } else { String::new() })
}
