//! `POST /studio/tiers/{id}`: a tier's fields.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use model::tiers::{self, TierInput};

use super::edit;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Saves them. Who has the tier keeps the price they joined for.
///
/// # Errors
/// 404 for a tier of others. 422 with the page when a field will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<TierInput>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, tier) = super::find(&mut db, &visit, &id).await?;
    let currency = edit::currency(&mut db, &artist).await?;
    match form.check(currency) {
        Ok(fields) => {
            tiers::update(&mut db, tier.id, &fields).await?;
            Ok(visit.redirect_saying(&urls::memberships::tiers(&artist.handle), "Saved."))
        }
        Err(errors) => {
            edit::page(&visit, (artist, Some(tier)), currency, (StatusCode::UNPROCESSABLE_ENTITY, form, errors))
        }
    }
}
