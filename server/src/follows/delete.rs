//! `POST /follows/{id}/deletion`: one's own handle no longer follows somebody.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::ids::FollowId;
use model::{actors, follows};
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct UnfollowForm {
    /// The page to come back to.
    #[serde(default)]
    next: String,
}

/// Ends the follow, or takes the request back.
///
/// # Errors
/// 404 when it is somebody else's.
pub async fn delete(
    visit: SignedIn,
    id: web::Path<Uuid>,
    Form(form): Form<UnfollowForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = actors::of_account(&mut db, visit.account.id).await?.ok_or_else(PageError::not_found)?;
    let follow = follows::find(&mut db, FollowId(*id)).await?.filter(|follow| follow.follower_id == own.id);
    let follow = follow.ok_or_else(PageError::not_found)?;
    let followed = actors::find(&mut db, follow.followed_id).await?.ok_or_else(PageError::not_found)?;
    let federation = visit.app.federation.federation();
    db.transaction(async |db| outbox::unfollow(db, federation, &own, &followed).await)
        .await
        .map_err(|error: FederationError| PageError::from(error))?;
    let back = next::local(&form.next, urls::fans::FOLLOWS);
    Ok(visit.redirect_saying(back, &format!("You no longer follow {}.", followed.shown_name())))
}
