//! Hiding an artist and everything it has, or showing it again.

use actix_web::{HttpResponse, web};
use model::artists;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The decision.
#[derive(Deserialize)]
pub struct SuspensionForm {
    suspend: bool,
    #[serde(default)]
    page: Option<i64>,
}

/// `POST /admin/artists/{id}/suspension`
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<SuspensionForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let artist = super::find(&mut connection, &id).await?;
    artists::suspend(&mut connection, artist.id, form.suspend).await?;
    let words = match form.suspend {
        true => format!("{} is suspended: its pages and its music are hidden.", artist.name),
        false => format!("{} is public again.", artist.name),
    };
    Ok(visit.redirect_saying(&format!("/admin/artists?page={}", form.page.unwrap_or(1)), &words))
}
