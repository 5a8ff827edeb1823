//! `GET /studio/shows/new`: the form for a show.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::members;

use super::edit;
use super::form::ShowForm;
use super::index::Asked;
use crate::error::PageError;
use crate::studio::tiers::edit::currency;
use crate::visit::SignedIn;

/// Shows it, with what most artists choose.
///
/// # Errors
/// 404 for an artist of others.
pub async fn new(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artists = members::artists_of(&mut db, visit.account.id).await?;
    let artist = artists
        .into_iter()
        .find(|artist| asked.artist.is_empty() || artist.handle == asked.artist)
        .ok_or_else(PageError::not_found)?;
    let currency = currency(&mut db, &artist).await?;
    drop(db);
    edit::page(&visit, (artist, None), currency, (StatusCode::OK, ShowForm::usual(), FieldErrors::default())).await
}
