//! `GET /studio/artists/{handle}/tiers/new`: the form for another tier.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::tiers::TierInput;

use super::edit;
use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// Shows it, with what most artists include.
///
/// # Errors
/// 404 for an artist of others.
pub async fn new(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let currency = edit::currency(&mut db, &artist).await?;
    let form =
        TierInput { includes_releases: true, includes_members_only: true, includes_live: true, ..TierInput::default() };
    edit::page(&visit, (artist, None), currency, (StatusCode::OK, form, FieldErrors::default()))
}
