//! `POST /studio/followers/{handle}`: answers who asks to follow, and parts from who does.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use federation::{Federation, FederationError, outbox};
use model::actor_blocks::{self, BlockKind};
use model::actors::{self, Actor, ActorChanges};
use model::follows::{self, FollowState};
use model::ids::ActorId;
use model::notifications::{self, NotificationKind};
use model::{Connection, posts::Subject};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::speaking;
use crate::visit::SignedIn;

/// What to do with whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FollowersForm {
    /// `accept`, `reject`, `remove`, `block`, `unblock`, `by_hand` or `at_once`.
    act: String,
    /// The id of an actor; empty for the last two.
    actor: String,
}

/// Does it.
///
/// # Errors
/// 404 for an artist of others, and for who is not there.
pub async fn update(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<FollowersForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, own) = speaking::of_form(&mut db, &visit, &handle).await?;
    let federation = visit.app.federation.federation();
    let said = match form.act.as_str() {
        "by_hand" => by_hand(&mut db, federation, &own, true).await,
        "at_once" => by_hand(&mut db, federation, &own, false).await,
        "accept" | "reject" | "remove" | "block" | "unblock" => {
            let id: ActorId = form.actor.parse().map_err(|_| PageError::not_found())?;
            let other = actors::find(&mut db, id).await?.filter(|other| other.id != own.id);
            let other = other.ok_or_else(PageError::not_found)?;
            db.transaction(async |db| part(db, federation, (&own, &other), &form.act).await).await
        }
        _ => return Err(PageError::bad_request("The form has no such action. Reload the page.")),
    };
    let said = said.map_err(PageError::from)?;
    Ok(visit.redirect_saying(&format!("/studio/followers?artist={}", artist.handle), said))
}

async fn by_hand(
    db: &mut Connection,
    federation: &Federation,
    own: &Actor,
    on: bool,
) -> Result<&'static str, FederationError> {
    db.transaction(async |db| {
        let changes = ActorChanges { manually_approves: Some(on), ..ActorChanges::default() };
        let own = actors::change(db, own.id, &changes).await?;
        outbox::actor_changed(db, federation, &own).await
    })
    .await?;
    Ok(match on {
        true => "From now on you answer whoever asks to follow.",
        false => "From now on everybody can follow. Who asked before still waits for your answer.",
    })
}

/// Answers or parts from somebody, with what they are told.
async fn part(
    db: &mut Connection,
    federation: &Federation,
    (own, other): (&Actor, &Actor),
    act: &str,
) -> Result<&'static str, FederationError> {
    let follow = follows::between(db, other.id, own.id).await?;
    // A remote Follow is known by the id that its server gave it.
    let uri = follow.as_ref().and_then(|follow| follow.uri.clone());
    match act {
        "accept" => {
            if !follows::accept(db, other.id, own.id).await? {
                return Ok("Nobody waits for that answer any more.");
            }
            if let Some(uri) = uri {
                outbox::accept(db, federation, own, other, &uri).await?;
            }
            notifications::withdraw_follow(db, own.id, other.id).await?;
            notifications::notify(db, own.id, NotificationKind::Follow, other.id, None::<Subject>).await?;
            Ok("Accepted.")
        }
        "unblock" => {
            if actor_blocks::remove(db, own.id, other.id, BlockKind::Block).await? {
                outbox::unblock(db, federation, own, other).await?;
            }
            Ok("No longer blocked. To follow again, they have to ask anew.")
        }
        _ => {
            let was_asking = follow.as_ref().is_some_and(|follow| follow.state == FollowState::Requested);
            let ended = follows::remove(db, other.id, own.id).await?.is_some();
            if let Some(uri) = uri.filter(|_| ended) {
                outbox::reject(db, federation, own, other, &uri).await?;
            }
            notifications::withdraw_follow(db, own.id, other.id).await?;
            if act == "block" {
                if let Some(back) = follows::between(db, own.id, other.id).await?
                    && back.state == FollowState::Accepted
                {
                    outbox::unfollow(db, federation, own, other).await?;
                }
                if actor_blocks::add(db, own.id, other.id, BlockKind::Block).await? {
                    outbox::block(db, federation, own, other).await?;
                }
                return Ok("Blocked. They no longer follow, comment or see you here.");
            }
            Ok(if was_asking { "Refused." } else { "They no longer follow." })
        }
    }
}
