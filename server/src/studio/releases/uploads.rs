//! `POST /studio/releases/{id}/uploads`: files sent by a form, without scripts; and an upload that is given up.

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};
use model::ids::{TrackId, UploadId};
use model::releases::Release;
use model::{members, uploads};

use crate::error::PageError;
use crate::form::Form;
use crate::studio::multipart::Parts;
use crate::studio::{NoFields, find};
use crate::uploads::begin::Announced;
use crate::uploads::error::UploadError;
use crate::uploads::receive::receive;
use crate::uploads::remove::remove;
use crate::visit::SignedIn;

/// Takes every file of the form; each that came whole is a track, whatever becomes of the others.
///
/// # Errors
/// 404 for a release of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, multipart: Multipart) -> Result<HttpResponse, PageError> {
    let release = {
        let mut connection = visit.db().await?;
        find::release(&mut connection, &visit, find::id(&id)?).await?.1
    };
    let mut parts = Parts::open(&visit, multipart).await?;
    let taken = take(&visit, &release, None, &mut parts).await?;
    Ok(answer(&visit, &urls::studio::release(release.id.0), &taken))
}

/// What became of the files of a form.
#[derive(Debug, Default)]
pub struct Taken {
    count: usize,
    refused: Vec<String>,
}

/// Takes the files of a form, for a release or to mend a track.
///
/// # Errors
/// When the form breaks off, or the server fails.
pub async fn take(
    visit: &SignedIn,
    release: &Release,
    track: Option<TrackId>,
    parts: &mut Parts,
) -> Result<Taken, PageError> {
    let mut taken = Taken::default();
    while let Some(mut field) = parts.next().await? {
        let name = field.content_disposition().and_then(|disposition| disposition.get_filename().map(str::to_owned));
        let Some(filename) = name.filter(|name| !name.is_empty()) else { continue };
        let shown = uploads::plain_filename(&filename);
        let announced = Announced { account: visit.account.id, filename, position: None, track, bytes: 0 };
        match receive(&visit.app, release, &announced, &mut field).await {
            Ok(_) => taken.count += 1,
            Err(error @ (UploadError::Empty | UploadError::NoRoom)) => taken.refused.push(format!("{shown}: {error}")),
            // The rest of a file that is too large is not read: no other file of this form can follow.
            Err(error @ (UploadError::TooLarge(_) | UploadError::Quota { .. })) => {
                taken.refused.push(format!("{shown}: {error}"));
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(taken)
}

/// 303 to `path`, which says what became of the files.
#[must_use]
pub fn answer(visit: &SignedIn, path: &str, taken: &Taken) -> HttpResponse {
    match (taken.refused.as_slice(), taken.count) {
        ([], 0) => visit.redirect_warning(path, "Choose a file first."),
        ([], 1) => visit.redirect_saying(path, "The file is here. It is being prepared."),
        ([], count) => visit.redirect_saying(path, &format!("{count} files are here. They are being prepared.")),
        (refused, _) => visit.redirect_warning(path, &refused.join(" ")),
    }
}

/// `POST /studio/uploads/{id}/deletion`
///
/// # Errors
/// 404 for an upload of others, or one that is complete.
pub async fn delete(visit: SignedIn, id: web::Path<String>, _form: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let upload = uploads::find(&mut connection, find::id::<UploadId>(&id)?).await?.ok_or_else(PageError::not_found)?;
    members::role(&mut connection, upload.artist_id, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    if upload.completed_at.is_some() {
        return Err(PageError::not_found());
    }
    remove(&mut connection, &visit.app, upload.id).await?;
    Ok(visit.redirect(&urls::studio::release(upload.release_id.0)))
}
