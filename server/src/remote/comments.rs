//! `POST /remote/releases/{id}/comments`: to the form for a comment on a release of another server. A comment there is an answer to
//! the note that announced it, which is asked for if it never came here.

use actix_web::{HttpResponse, web};
use federation::remote::fetch::{self, Found};
use model::actors::Actor;
use model::posts::{self, Post, Subject};
use model::remote_releases::RemoteRelease;
use uuid::Uuid;

use super::releases;
use crate::comments::{limits, place};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Leads there, or back with a reason.
///
/// # Errors
/// 404 when there is no such release, 429 for too many.
pub async fn create(
    visit: SignedIn,
    id: web::Path<Uuid>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (release, actor) = releases::find(&mut db, *id).await?;
    let known = posts::announcing(&mut db, actor.id, page(&release)).await?;
    let note = match known {
        Some(note) => Some(note),
        None => {
            limits::hit(&mut db, limits::FETCH, &visit.account).await?;
            drop(db);
            asked_for(&visit, &release, &actor).await
        }
    };
    if let Some(note) = note {
        let about = urls::encode(&place::word(Subject::Post(note.id)));
        return Ok(visit.redirect(&format!("/comments/new?about={about}")));
    }
    let host = actor.host.unwrap_or_default();
    let words =
        format!("{host} takes no comments on this from other servers, or does not answer. Write on its page there.");
    Ok(visit.redirect_warning(&urls::fans::remote_release(release.id.0), &words))
}

/// The release's page on its own server.
pub(super) fn page(release: &RemoteRelease) -> &str {
    release.url.as_deref().unwrap_or(&release.uri)
}

/// The note behind the release's page, if it is its artist's and for everybody.
async fn asked_for(visit: &SignedIn, release: &RemoteRelease, actor: &Actor) -> Option<Post> {
    match Box::pin(fetch::object(&visit.app.federation, page(release), None)).await {
        Ok(Found::Post(post)) => Some(*post).filter(|post| post.actor_id == actor.id && post.is_shown()),
        Ok(_) => None,
        Err(error) => {
            tracing::info!(%error, uri = release.uri, "no note about a release elsewhere was found");
            None
        }
    }
}
