//! `GET /library/playlists`: the playlists somebody owns or edits, last changed first.

use actix_web::HttpResponse;
use askama::Template;
use model::ids::PlaylistId;
use model::playlists;

use super::card::{Known, PlaylistCard};
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "playlists/index.html")]
pub struct PlaylistsPage {
    /// The common part.
    pub page: Page,
    /// Their own.
    pub own: Vec<PlaylistCard>,
    /// Others', which they edit.
    pub shared: Vec<PlaylistCard>,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let all = playlists::of_account(&mut db, visit.account.id).await?;
    let ids: Vec<PlaylistId> = all.iter().map(|(playlist, _)| playlist.id).collect();
    let known = Known::load(&mut db, &ids).await?;
    drop(db);
    let (own, shared): (Vec<_>, Vec<_>) = all.iter().partition(|(_, access)| access.owns());
    let cards = |some: &[&(playlists::Playlist, playlists::Access)], is_own| {
        some.iter().map(|(playlist, _)| known.card(playlist, is_own)).collect()
    };
    render(&PlaylistsPage {
        page: visit.page("Playlists").hidden(),
        own: cards(&own, true),
        shared: cards(&shared, false),
    })
}
