//! `POST /posts/{id}/hiding`: an artist's people and admins take a comment off the pages, and show it again.

use actix_web::{HttpResponse, web};
use model::posts;
use serde::Deserialize;

use super::find;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What to do with it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HidingForm {
    /// `hide` or `show`.
    act: String,
}

/// Hides it, or shows it again.
///
/// # Errors
/// 404 for what one cannot see, 403 for what stands below what is not one's own.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<HidingForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = find::post(&mut db, &visit, &id).await?;
    if !found.moderates {
        return Err(PageError::forbidden("Only the artist below whose music it stands, and the admins, can hide it."));
    }
    let page = super::href(found.post.id);
    match form.act.as_str() {
        "hide" => {
            posts::hide(&mut db, found.post.id).await?;
            Ok(visit.redirect_saying(
                &page,
                "Hidden from your pages, with everything below it. You can show it again here.",
            ))
        }
        "show" => {
            posts::unhide(&mut db, found.post.id).await?;
            Ok(visit.redirect_saying(&page, "It is shown again."))
        }
        _ => Err(PageError::bad_request("The form has no such action. Reload the page.")),
    }
}
