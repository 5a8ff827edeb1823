//! `POST /blocks/removal`: a block or a mute is taken back. Follows that it ended do not come back by themselves.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::actor_blocks::{self, BlockKind};
use model::actors;

use super::BlockForm;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Takes it back.
///
/// # Errors
/// 404 when there is nobody of this id, or the account does not speak as the one who wanted it.
pub async fn delete(visit: SignedIn, Form(form): Form<BlockForm>) -> Result<HttpResponse, PageError> {
    let kind = form.kind()?;
    let mut connection = visit.db().await?;
    let own = super::acting(&mut connection, &visit, &form.wants).await?;
    let id = form.actor.parse().map_err(|_| PageError::not_found())?;
    let target = actors::find(&mut connection, id).await?.ok_or_else(PageError::not_found)?;
    let federation = visit.app.federation.federation();
    connection
        .transaction(async |connection| {
            let removed = actor_blocks::remove(connection, own.id, target.id, kind).await?;
            if removed && kind == BlockKind::Block {
                outbox::unblock(connection, federation, &own, &target).await?;
            }
            Ok::<_, FederationError>(())
        })
        .await
        .map_err(PageError::unavailable)?;
    let name = target.handle(&federation.domain);
    let words = match kind {
        BlockKind::Block => format!("@{name} is no longer blocked."),
        BlockKind::Mute => format!("@{name} is no longer muted."),
    };
    Ok(visit.redirect_saying(&form.way_back(&own), &words))
}
