//! `GET /live/{slug}/ticket/{id}/{key}`: whoever bought a ticket comes in with the link of the purchase, account or none.

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::show_access::Pass;
use model::tickets;

use super::door;
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::live::signed;
use crate::purchases::held;
use crate::visit::Visit;

/// Opens the door for this browser, for a day, and leads to the show.
///
/// # Errors
/// 404 without the right key, or when the ticket is for another show or does not count any more.
pub async fn show(visit: Visit, path: web::Path<(String, String, String)>) -> Result<HttpResponse, PageError> {
    let (slug, id, key) = path.into_inner();
    let mut db = visit.db().await?;
    let (show, _) = door::find(&mut db, &slug).await?;
    let purchase = held::find(&mut db, &visit.app, &id, &key).await?;
    let pass = Pass::Ticket(purchase.id);
    let is_for_it = tickets::show_of(&mut db, purchase.id).await? == Some(show.id);
    if !is_for_it || !model::show_access::holds(&mut db, &show, &pass).await? {
        return Err(PageError::not_found());
    }
    let mut answer = visit.redirect(&urls::live::show(&show.slug));
    if let Some(word) = signed::word(&visit.app, show.id, &pass, Utc::now()) {
        let cookie = cookies::make(&visit.app, Name::Show(show.id.0), word, 1);
        answer.add_cookie(&cookie).map_err(PageError::internal)?;
    }
    Ok(answer)
}
