//! `POST /follows`: one's own handle follows somebody, named by a button (their id) or in a form (handle or address).

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::actor_blocks::{self, BlockKind};
use model::actors::{self, Actor};
use model::follows::FollowState;
use model::ids::ActorId;
use serde::Deserialize;

use super::index;
use crate::accounts::next;
use crate::error::PageError;
use crate::form::Form;
use crate::remote::resolve::{self, Named, Problem};
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct FollowForm {
    /// The id of an actor that is known here.
    #[serde(default)]
    actor: String,
    /// A handle or an address.
    #[serde(default)]
    address: String,
    /// The page to come back to.
    #[serde(default)]
    next: String,
}

/// Follows, or asks to.
///
/// # Errors
/// 422 and the form again for a handle or address that leads nowhere.
pub async fn create(visit: SignedIn, Form(form): Form<FollowForm>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let Some(own) = actors::of_account(&mut db, visit.account.id).await? else {
        let words = "Choose a handle first: it is the name that those you follow see.";
        return Ok(visit.redirect_warning(urls::fans::PROFILE, words));
    };
    let followed = if form.address.trim().is_empty() {
        let id: ActorId = form.actor.parse().map_err(|_| PageError::not_found())?;
        actors::public(&mut db, id).await?.ok_or_else(PageError::not_found)?
    } else {
        drop(db);
        match resolve::named(&visit, &form.address).await {
            Ok(Named::Actor(actor)) => *actor,
            Ok(other) => return Ok(visit.redirect(&other.href())),
            Err(Problem::Words(words)) => return index::refused(&visit, form.address, words).await,
            Err(Problem::Page(error)) => return Err(error),
        }
    };
    let back = next::local(&form.next, urls::fans::FOLLOWS);
    match follow(&visit, &own, &followed).await? {
        Some(words) => Ok(visit.redirect_saying(back, &words)),
        None if form.address.is_empty() => {
            Ok(visit.redirect_warning(back, &format!("{} cannot be followed by you.", followed.shown_name())))
        }
        None => {
            let words = format!("{} cannot be followed by you.", followed.shown_name());
            index::refused(&visit, form.address, words).await
        }
    }
}

/// Follows, and says so; none where that cannot be.
async fn follow(visit: &SignedIn, own: &Actor, followed: &Actor) -> Result<Option<String>, PageError> {
    let mut db = visit.db().await?;
    let is_refused = own.id == followed.id || actor_blocks::has(&mut db, followed.id, own.id, BlockKind::Block).await?;
    if is_refused {
        return Ok(None);
    }
    let federation = visit.app.federation.federation();
    let follow = db
        .transaction(async |db| outbox::follow(db, federation, own, followed).await)
        .await
        .map_err(|error: FederationError| PageError::from(error))?;
    let name = followed.shown_name();
    Ok(Some(match follow.state {
        FollowState::Accepted => format!("You follow {name}."),
        FollowState::Requested if followed.is_local() => {
            format!("{name} was asked. You follow them as soon as they say yes.")
        }
        FollowState::Requested => {
            format!("{name}’s server was asked. What they bring out and write from then on comes into your feed.")
        }
    }))
}
