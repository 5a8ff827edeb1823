//! `POST /studio/shows/{id}/cancellation`: a planned show will not be.

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::shows::{self, State};

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Cancels it. One that has begun is ended, not cancelled.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = super::find(&mut db, &visit, &id).await?;
    if show.state() != State::Planned {
        return Ok(
            visit.redirect_warning(&urls::live::desk(show.id.0), "Only a show that has not begun can be cancelled.")
        );
    }
    shows::cancel(&mut db, show.id, Utc::now()).await?;
    let said = format!("“{}” is cancelled. Its page says so, and what was paid for tickets goes back.", show.title);
    Ok(visit.redirect_saying(&urls::live::studio(&artist.handle), &said))
}
