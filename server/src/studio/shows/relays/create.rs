//! `POST /studio/shows/{id}/relays`

use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::show_relays;
use serde::Deserialize;

use super::index::page;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The most relays that a show can have: each is an upload of the whole stream.
pub const AT_MOST: usize = 10;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RelayForm {
    /// Where the sound goes, with its password.
    pub address: String,
}

/// Adds a relay.
///
/// # Errors
/// 404 for a show of others. 422 with the page for an address that will not do.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<RelayForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let is_full = show_relays::of_show(&mut db, show.id).await?.len() >= AT_MOST;
    let problem = match show_relays::problem(&form.address) {
        Some(problem) => Some(problem),
        None if is_full => Some("A show can be sent on to 10 addresses. Remove another one first."),
        None => None,
    };
    if let Some(problem) = problem {
        drop(db);
        return page(&visit, (artist, show), form.address, FieldErrors::one("address", problem)).await;
    }
    show_relays::add(&mut db, show.id, &form.address).await?;
    Ok(visit.redirect_saying(&urls::live::relays(show.id.0), "It gets the sound as soon as the show is on air."))
}
