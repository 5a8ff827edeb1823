//! `POST /studio/posts/{handle}/elsewhere`: boosts or answers a post of another server by its address.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use federation::remote::fetch::{self, Boost, Found};
use federation::{FederationError, outbox};
use model::Connection;
use model::actors::Actor;
use model::fields::FieldErrors;
use model::ids::PostId;
use model::posts::{Post, Subject};
use model::reactions::{self, ReactionKind};
use serde::Deserialize;

use super::form::NewPostForm;
use super::index::refused;
use crate::comments::limits;
use crate::comments::place;
use crate::error::PageError;
use crate::form::Form;
use crate::studio::speaking;
use crate::visit::SignedIn;

/// What to do with which post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ElsewhereForm {
    /// `boost` or `answer`.
    act: String,
    /// Its address.
    address: String,
}

/// Finds it, then boosts it or leads to the form for an answer.
///
/// # Errors
/// 404 for an artist of others, 429 for too many. 422 with the page when there is no such post.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<ElsewhereForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, actor) = speaking::of_form(&mut db, &visit, &handle).await?;
    limits::hit(&mut db, limits::FETCH, &visit.account).await?;
    let address = form.address.trim();
    let known = model::posts::by_uri(&mut db, address).await?.filter(Post::is_shown);
    drop(db);
    let post = match known {
        Some(post) => Ok(post.id),
        None => fetched(&visit, &actor, address).await,
    };
    let post = match post {
        Ok(post) => post,
        Err(message) => {
            let errors = FieldErrors::one("address", &message);
            return refused(
                &visit,
                &artist.handle,
                NewPostForm { address: form.address, ..NewPostForm::default() },
                errors,
            )
            .await;
        }
    };
    let subject = Subject::Post(post);
    if form.act == "answer" {
        let about = urls::encode(&place::word(subject));
        return Ok(visit.redirect(&format!("/comments/new?about={about}&speaker={}", actor.id)));
    }
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    let boosted =
        db.transaction(async |db| outbox::react(db, federation, ReactionKind::Boost, &actor, subject).await).await;
    boosted.map_err(PageError::from)?;
    Ok(visit.redirect_saying(&format!("/studio/posts?artist={}", artist.handle), "Boosted."))
}

/// Fetches a post; the words for the one who asked when there is none.
async fn fetched(visit: &SignedIn, actor: &Actor, address: &str) -> Result<PostId, String> {
    let plumbing = &visit.app.federation;
    // A post of people whom nobody here follows is kept because somebody here boosts it. Whether they do is decided later.
    let boost = Some(Boost { by: actor.id, uri: None });
    let found = match Box::pin(fetch::object(plumbing, address, boost)).await {
        Ok(Found::Post(post)) => post.id,
        Ok(Found::Actor(_)) => {
            return Err("That is somebody, not a post of theirs. Copy the address of the post.".to_owned());
        }
        Ok(Found::Release(_)) => return Err("That is a release. Copy the address of a post.".to_owned()),
        Err(error) => return Err(sentence(&error)),
    };
    let taken_back = async {
        let mut db = plumbing.federation().db().await?;
        let connection: &mut Connection = &mut db;
        reactions::remove(connection, ReactionKind::Boost, actor.id, Subject::Post(found)).await?;
        Ok::<_, FederationError>(())
    };
    taken_back.await.map_err(|error| sentence(&error))?;
    Ok(found)
}

fn sentence(error: &FederationError) -> String {
    tracing::info!(%error, "a post elsewhere was not found");
    match error.status() {
        403 => "That post is not for everybody, or this instance does not speak to that server.",
        404 | 410 => "There is no such post, or it was deleted.",
        503 => "That server does not answer. Try again later.",
        _ => "No post was found there. Copy its address from the server it is on.",
    }
    .to_owned()
}
