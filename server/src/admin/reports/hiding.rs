//! Hiding the post that is reported from every page, or showing it again.

use actix_web::{HttpResponse, web};
use model::posts;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct HidingForm {
    hide: bool,
}

/// `POST /admin/reports/{id}/hiding`
///
/// # Errors
/// 404 when there is no such report, or it is about no post.
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<HidingForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let report = super::find(&mut connection, &id).await?;
    let post = report.post_id.ok_or_else(PageError::not_found)?;
    let words = if form.hide {
        posts::hide(&mut connection, post).await?;
        "The post is hidden."
    } else {
        posts::unhide(&mut connection, post).await?;
        "The post is shown again."
    };
    Ok(visit.redirect_saying(super::PAGE, words))
}
