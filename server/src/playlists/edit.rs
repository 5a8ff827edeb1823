//! `GET /playlists/{id}/edit`: the form of a playlist's words, who edits it with its owner, and its end.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::playlists::Playlist;

use super::board::Board;
use super::find;
use super::form::{PlaylistForm, VISIBILITIES, Wrong};
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "playlists/edit.html")]
pub struct EditPlaylistPage {
    /// The common part.
    pub page: Page,
    /// The playlist as it is.
    pub board: Board,
    /// What was typed.
    pub form: PlaylistForm,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// Who may read it: word, name, what that means.
    pub visibilities: [(&'static str, &'static str, &'static str); 3],
}

/// Shows it.
///
/// # Errors
/// 404 for what is not there for this account, 403 for others' playlists.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let playlist = find::owned(&mut *visit.db().await?, &visit, &id).await?;
    let form = PlaylistForm::of(&playlist);
    shown(&visit, &playlist, form, Wrong::default()).await
}

/// The form, with what is wrong with what was typed.
///
/// # Errors
/// When the database fails.
pub async fn shown(
    visit: &SignedIn,
    playlist: &Playlist,
    form: PlaylistForm,
    wrong: Wrong,
) -> Result<HttpResponse, PageError> {
    let access = model::playlists::Access::Owns;
    let board = Board::load(&mut visit.db().await?, visit, (playlist, access), 1).await?;
    let is_right = wrong.title.is_empty() && wrong.about.is_empty() && wrong.form.is_empty();
    let status = if is_right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visit.page(&format!("Edit {}", playlist.title)).hidden();
    render_as(status, &EditPlaylistPage { page, board, form, wrong, visibilities: VISIBILITIES })
}
