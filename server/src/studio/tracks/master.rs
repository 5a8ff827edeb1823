//! `POST /studio/tracks/{id}/master`: a better file for a track, sent by a form.

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};

use crate::error::PageError;
use crate::studio::find;
use crate::studio::multipart::Parts;
use crate::studio::releases::uploads::{answer, take};
use crate::visit::SignedIn;

/// Takes it; what plays goes on until the new file's ladder is made.
///
/// # Errors
/// 404 for a track of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, multipart: Multipart) -> Result<HttpResponse, PageError> {
    let (release, track) = {
        let mut connection = visit.db().await?;
        let (_, release, track) = find::track(&mut connection, &visit, find::id(&id)?).await?;
        (release, track)
    };
    let mut parts = Parts::open(&visit, multipart).await?;
    let taken = take(&visit, &release, Some(track.id), &mut parts).await?;
    Ok(answer(&visit, &urls::studio::release(release.id.0), &taken))
}
