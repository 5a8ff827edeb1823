//! `GET` and `POST /playlists/{id}/invitations/{key}`: what an invitation leads to, and taking it.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::playlists::{self, Access, PlaylistError};
use serde::Deserialize;

use super::board::Board;
use super::find;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render};
use crate::visit::{SignedIn, Visit};

/// The page.
#[derive(Template)]
#[template(path = "playlists/joining.html")]
pub struct JoiningPage {
    /// The common part.
    pub page: Page,
    /// The playlist.
    pub board: Board,
    /// Where the invitation is taken.
    pub action: String,
}

/// No fields but the token.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// Shows whose playlist it is, and the button. Who edits it already goes to it.
///
/// # Errors
/// 404 for a link that leads nowhere.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let mut db = visit.db().await?;
    let viewer = visit.account().map(|account| account.id);
    let found = playlists::find(&mut db, find::parse(&id)?, viewer, Some(&key)).await?;
    let (playlist, access) = found.ok_or_else(PageError::not_found)?;
    if access.edits() {
        return Ok(visit.redirect(&urls::library::playlist(playlist.id.0)));
    }
    // A public playlist is read with any word; an invitation is only the one that stands.
    if playlist.invite_key.as_deref() != Some(key.as_str()) {
        return Err(PageError::not_found());
    }
    let board = Board::load(&mut db, &visit, (&playlist, Access::Reads), 1).await?;
    drop(db);
    let (hue1, hue2) = board.hues;
    render(&JoiningPage {
        page: visit.page(&format!("Edit {} together", playlist.title)).in_hues(hue1, hue2).hidden(),
        board,
        action: urls::library::invitation(playlist.id.0, &key),
    })
}

/// Takes it.
///
/// # Errors
/// 404 for a link that leads nowhere.
pub async fn create(
    visit: SignedIn,
    path: web::Path<(String, String)>,
    Form(_): Form<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let joined = playlists::join(&mut *visit.db().await?, find::parse(&id)?, visit.account.id, &key).await;
    match joined {
        Ok(playlist) => {
            let page = urls::library::playlist(playlist.id.0);
            Ok(visit.redirect_saying(&page, "You edit this playlist now. Add tracks from any page."))
        }
        Err(error @ PlaylistError::Crowded) => {
            Ok(visit.redirect_warning(&urls::library::invitation(find::parse(&id)?.0, &key), &error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}
