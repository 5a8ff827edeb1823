//! `POST /studio/releases/{id}/codes`

use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::code_batches::{self, BatchError, BatchInput};
use model::fields::FieldErrors;
use serde::Deserialize;

use super::index::refused;
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BatchForm {
    /// What they are for.
    pub name: String,
    /// How many.
    pub count: String,
    /// The last day on which they work.
    pub last_day: String,
}

/// Makes a batch of codes.
///
/// # Errors
/// 404 for a release of others. 422 with the page when a field will not do.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<BatchForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, release) = find::release(&mut db, &visit, find::id(&id)?).await?;
    let typed = BatchInput { name: form.name.clone(), count: form.count.clone(), last_day: form.last_day.clone() };
    let new = match typed.check(Utc::now()) {
        Ok(new) => new,
        Err(errors) => {
            drop(db);
            return refused(&visit, (artist, release), form, errors).await;
        }
    };
    match code_batches::create(&mut db, &release, &new).await {
        Ok(_) => {
            let said = format!("{} codes are here. Save them as a table, or print them.", new.count);
            Ok(visit.redirect_saying(&urls::letters::codes(release.id.0), &said))
        }
        Err(error @ BatchError::TooMany) => {
            drop(db);
            refused(&visit, (artist, release), form, FieldErrors::one("count", &error.to_string())).await
        }
        Err(error) => Err(PageError::internal(error)),
    }
}
