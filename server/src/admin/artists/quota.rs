//! Giving an artist a quota of its own, or the instance's again.

use actix_web::{HttpResponse, web};
use model::artists;
use serde::Deserialize;

use super::index::{self, WrongQuota};
use crate::admin::size;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Admin;

/// The fields.
#[derive(Deserialize)]
pub struct QuotaForm {
    #[serde(default)]
    gib: String,
    #[serde(default)]
    page: Option<i64>,
}

/// `POST /admin/artists/{id}/quota`: an empty field goes back to the instance's quota. What is there already stays even
/// if it is more.
pub async fn update(
    visit: Admin,
    id: web::Path<String>,
    Form(form): Form<QuotaForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let artist = super::find(&mut connection, &id).await?;
    let bytes = match form.gib.trim() {
        "" => None,
        typed => match size::from_gib(typed) {
            Some(bytes) => Some(bytes),
            None => {
                drop(connection);
                let problem =
                    "Enter a number of GiB such as 20 or 0.5, or nothing for the instance's quota.".to_owned();
                let wrong = WrongQuota { artist: artist.id, typed: form.gib, problem };
                return index::refused(&visit, form.page, wrong).await;
            }
        },
    };
    artists::set_quota(&mut connection, artist.id, bytes).await?;
    let words = match bytes {
        Some(bytes) => format!("{} may upload {} in all.", artist.name, size::words(bytes)),
        None => format!("{} has the instance's quota.", artist.name),
    };
    Ok(visit.redirect_saying(&format!("/admin/artists?page={}", form.page.unwrap_or(1)), &words))
}
