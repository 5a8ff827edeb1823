//! `POST /studio/artists/{handle}/tiers`: another tier.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::tiers::{self, TierInput};

use super::edit;
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// Makes it.
///
/// # Errors
/// 404 for an artist of others. 422 with the page when a field will not do.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<TierInput>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let currency = edit::currency(&mut db, &artist).await?;
    let is_full = tiers::of_artist(&mut db, artist.id).await?.len() >= tiers::AT_MOST;
    let checked = match form.check(currency) {
        Ok(_) if is_full => Err(FieldErrors::one("name", "An artist can offer 20 tiers. Archive one first.")),
        checked => checked,
    };
    match checked {
        Ok(fields) => {
            tiers::create(&mut db, artist.id, &fields).await?;
            let said = format!("“{}” is offered on the artist's page now.", fields.name);
            Ok(visit.redirect_saying(&urls::memberships::tiers(&artist.handle), &said))
        }
        Err(errors) => edit::page(&visit, (artist, None), currency, (StatusCode::UNPROCESSABLE_ENTITY, form, errors)),
    }
}
