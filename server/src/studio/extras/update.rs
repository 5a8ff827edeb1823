//! `POST /studio/extras/{id}`: another name or description for a bonus file.

use actix_web::{HttpResponse, web};
use model::extras::{self, ExtraInput};
use serde::Deserialize;

use super::index::{Typed, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExtraForm {
    filename: String,
    description: String,
}

/// Saves them.
///
/// # Errors
/// 404 for a file of others. 422 with the page when a field will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<ExtraForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release, extra) = find::extra(&mut connection, &visit, find::id(&id)?).await?;
    let input = ExtraInput { filename: Some(form.filename.clone()), description: Some(form.description.clone()) };
    match input.check(&extra) {
        Ok(changes) => extras::update(&mut connection, &extra, &changes).await?,
        Err(errors) => {
            drop(connection);
            let typed = Typed { id: extra.id, filename: form.filename, description: form.description, errors };
            return refused(&visit, (artist, release), typed).await;
        }
    }
    Ok(visit.redirect_saying(&urls::studio::release_extras(release.id.0), "Saved."))
}
