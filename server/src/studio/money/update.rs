//! `POST /studio/artists/{handle}/money/settings`

use actix_web::{HttpResponse, web};
use model::sellers;
use model::sellers::fields::SellerInput;

use super::desk::Desk;
use super::settings::refused;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Saves it, and leads whoever has no account with the provider to the page where that begins.
///
/// # Errors
/// 404 for an artist of others, 403 for an editor. 422 with the form when a field will not do.
pub async fn update(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<SellerInput>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of_owner(&mut connection, &visit, &handle).await?;
    let changes = match form.check() {
        Ok(changes) => changes,
        Err(errors) => return refused(&visit, desk, form, errors),
    };
    let seller = sellers::update(&mut connection, desk.artist.id, &changes).await?;
    let next = if seller.charges_enabled { desk.at("/settings") } else { desk.at("/account") };
    Ok(visit.redirect_saying(&next, "Saved. It counts for what is sold from now on."))
}
