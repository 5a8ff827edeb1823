//! `POST /blocks`: somebody here wants nothing to do with somebody, or only not to see them.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use federation::{Federation, FederationError, outbox};
use model::actor_blocks::{self, BlockKind};
use model::actors::{self, Actor};
use model::{Connection, follows};

use super::{BlockForm, NotFound};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Blocks or mutes them.
///
/// # Errors
/// 404 when there is nobody to block, or the account does not speak as the one who wants it.
pub async fn create(visit: SignedIn, Form(form): Form<BlockForm>) -> Result<HttpResponse, PageError> {
    let kind = form.kind()?;
    let mut connection = visit.db().await?;
    let own = super::acting(&mut connection, &visit, &form.wants).await?;
    let target = match form.actor.parse() {
        Ok(id) => actors::find(&mut connection, id).await?.filter(|actor| actor.service.is_none()),
        Err(_) => None,
    };
    drop(connection);
    let target = match target {
        Some(target) => target,
        None if form.handle.trim().is_empty() => return Err(PageError::not_found()),
        None => match super::by_handle(&visit.app, &form.handle).await {
            Ok(target) => target,
            Err(NotFound::Page(error)) => return Err(error),
            Err(problem) => return super::index::refused(&visit, form, kind, problem.to_string()).await,
        },
    };
    if target.id == own.id {
        return super::index::refused(&visit, form, kind, "That is you.".to_owned()).await;
    }
    let federation = visit.app.federation.federation();
    let mut connection = visit.db().await?;
    connection
        .transaction(async |connection| match kind {
            BlockKind::Block => block(connection, federation, &own, &target).await,
            BlockKind::Mute => Ok(actor_blocks::add(connection, own.id, target.id, kind).await.map(|_| ())?),
        })
        .await
        .map_err(PageError::unavailable)?;
    let name = target.handle(&federation.domain);
    let words = match kind {
        BlockKind::Block => format!("@{name} is blocked."),
        BlockKind::Mute => format!("@{name} is muted."),
    };
    Ok(visit.redirect_saying(&form.way_back(&own), &words))
}

/// Ends the follows between the two and keeps the other away. Servers differ in what they take a Block to mean, so one elsewhere
/// hears of each by itself.
async fn block(
    connection: &mut Connection,
    federation: &Federation,
    own: &Actor,
    target: &Actor,
) -> Result<(), FederationError> {
    if actor_blocks::has(connection, own.id, target.id, BlockKind::Block).await? {
        return Ok(());
    }
    outbox::unfollow(connection, federation, own, target).await?;
    if let Some(follow) = follows::remove(connection, target.id, own.id).await?
        && let Some(uri) = &follow.uri
    {
        outbox::reject(connection, federation, own, target, uri).await?;
    }
    actor_blocks::add(connection, own.id, target.id, BlockKind::Block).await?;
    outbox::block(connection, federation, own, target).await
}
