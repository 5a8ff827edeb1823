//! `POST /playlists/{id}/deletion`: a playlist's end.

use actix_web::{HttpResponse, web};
use model::playlists;
use serde::Deserialize;

use super::find;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// No fields but the token.
#[derive(Debug, Deserialize)]
pub struct Nothing {}

/// Deletes it.
///
/// # Errors
/// 404 for what is not there for this account, 403 for others' playlists.
pub async fn delete(visit: SignedIn, id: web::Path<String>, Form(_): Form<Nothing>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let playlist = find::owned(&mut db, &visit, &id).await?;
    playlists::delete(&mut db, playlist.id).await?;
    Ok(visit.redirect_saying(urls::library::PLAYLISTS, &format!("“{}” is deleted.", playlist.title)))
}
