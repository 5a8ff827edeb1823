//! `POST /studio/releases/{id}/deletion`: the end of a draft.

use actix_web::{HttpResponse, web};
use model::{releases, uploads};
use storage::Group;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::{NoFields, find};
use crate::uploads::remove::remove_file;
use crate::visit::SignedIn;

/// Removes a draft with its tracks and what is on its way in.
///
/// # Errors
/// 404 for a release of others, 422 for one that somebody bought.
pub async fn create(visit: SignedIn, id: web::Path<String>, _form: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    PageError::if_sold(&mut connection, release.id).await?;
    let files = uploads::of_release(&mut connection, release.id).await?;
    match releases::delete_draft(&mut connection, release.id).await {
        Ok(()) => {}
        Err(diesel::result::Error::NotFound) => {
            let text = "Unpublish the release first. Then it can be deleted.";
            return Ok(visit.redirect_warning(&urls::studio::publication(release.id.0), text));
        }
        Err(error) => return Err(error.into()),
    }
    for file in files {
        remove_file(&visit.app, file).await?;
    }
    visit.app.storage.delete_group(Group::Extras(release.id.0)).await?;
    Ok(visit.redirect_saying(&urls::studio::releases(), &format!("“{}” is deleted.", release.title)))
}
