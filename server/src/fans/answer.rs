//! `POST /account/fan/requests/{id}`: answers somebody who asked to follow.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::actors;
use model::follows::{self, FollowState};
use model::ids::FollowId;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The field.
#[derive(Deserialize)]
pub struct AnswerForm {
    /// `accept`, or anything else for no.
    #[serde(default)]
    answer: String,
}

/// Says yes or no; who is elsewhere is told.
///
/// # Errors
/// 404 when there is no such request, or it is somebody else's to answer.
pub async fn create(
    visit: SignedIn,
    id: web::Path<Uuid>,
    Form(form): Form<AnswerForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = actors::of_account(&mut db, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let request = follows::find(&mut db, FollowId(*id)).await?;
    let request = request.filter(|request| request.followed_id == own.id && request.state == FollowState::Requested);
    let request = request.ok_or_else(PageError::not_found)?;
    let follower = actors::find(&mut db, request.follower_id).await?.ok_or_else(PageError::not_found)?;
    let federation = visit.app.federation.federation();
    let accepts = form.answer == "accept";
    let uri = request.uri.unwrap_or_default();
    db.transaction(async |db| {
        if accepts {
            follows::accept(db, follower.id, own.id).await?;
            outbox::accept(db, federation, &own, &follower, &uri).await
        } else {
            follows::remove(db, follower.id, own.id).await?;
            outbox::reject(db, federation, &own, &follower, &uri).await
        }
    })
    .await
    .map_err(|error: FederationError| PageError::from(error))?;
    let name = follower.shown_name();
    let words = if accepts { format!("{name} follows you now.") } else { format!("{name} does not follow you.") };
    Ok(visit.redirect_saying(urls::fans::PROFILE, &words))
}
