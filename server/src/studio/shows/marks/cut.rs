//! `POST /studio/shows/{id}/cut`: the recording is cut at its marks, again.

use actix_web::{HttpResponse, web};
use model::jobs::{self, CutRecording};
use model::releases;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Has the worker cut it. A release that is published, or that somebody bought, is not touched any more.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let back = urls::live::marks(show.id.0);
    if show.ended_at.is_none() {
        return Ok(visit.redirect_warning(&back, "The recording is cut when the show is over."));
    }
    if super::length_ms(&mut db, show.id).await? == 0 {
        return Ok(visit.redirect_warning(&back, "There is no recording to cut."));
    }
    let release = match show.recording_release_id {
        Some(id) => releases::find(&mut db, id).await?,
        None => None,
    };
    if release.is_some_and(|release| release.published_at.is_some() || release.publish_at.is_some()) {
        let said =
            "The release is out or scheduled. Take its publication back first: cutting again changes its tracks.";
        return Ok(visit.redirect_warning(&back, said));
    }
    jobs::enqueue(&mut db, &CutRecording { show_id: show.id }).await?;
    Ok(visit.redirect_saying(&back, "It is being cut. In a few minutes the tracks of the draft begin at these marks."))
}
