//! `GET /studio/statistics`: leads to the first artist's.

use actix_web::HttpResponse;
use model::members;

use crate::error::PageError;
use crate::visit::SignedIn;

/// Leads there; those without an artist to the form that makes one.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let artists = members::artists_of(&mut *visit.db().await?, visit.account.id).await?;
    Ok(match artists.first() {
        Some(artist) => visit.redirect(&urls::plays::statistics(&artist.handle)),
        None => {
            visit.redirect_warning(&urls::studio::new_artist(), "Statistics are an artist’s. Make your artist first.")
        }
    })
}
