//! `POST /studio/tiers/{id}/archiving`: a tier is not offered any more, or is again.

use actix_web::{HttpResponse, web};
use model::tiers;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Archives a tier that is offered, and offers one that is archived. Members keep it either way.
///
/// # Errors
/// 404 for a tier of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, tier) = super::find(&mut db, &visit, &id).await?;
    let back = urls::memberships::tiers(&artist.handle);
    if !tier.is_open() && tiers::of_artist(&mut db, artist.id).await?.len() >= tiers::AT_MOST {
        return Ok(visit.redirect_warning(&back, "An artist can offer 20 tiers. Archive another one first."));
    }
    tiers::archive(&mut db, tier.id, tier.is_open()).await?;
    let said = if tier.is_open() {
        format!("“{}” is archived. Nobody can join it; who has it keeps it.", tier.name)
    } else {
        format!("“{}” is offered again.", tier.name)
    };
    Ok(visit.redirect_saying(&back, &said))
}
