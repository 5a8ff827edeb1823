//! `POST /reactions`: likes or boosts something, or takes that back. Said twice it counts once.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::actor_blocks::{self, BlockKind};
use model::actors::Actor;
use model::reactions::ReactionKind;
use serde::Deserialize;

use crate::accounts::next;
use crate::comments::limits;
use crate::comments::place::{self, Place};
use crate::comments::voices::{HANDLE_PAGE, Voices};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What to do with what.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReactionForm {
    /// See [`place::word`].
    about: String,
    /// `like`, `unlike`, `boost` or `unboost`.
    act: String,
    /// As whom: the id of an actor; the first one for none.
    speaker: String,
    /// The page to come back to.
    back: String,
}

/// Does it.
///
/// # Errors
/// 404 for what is not there, 403 for what one is kept from, 429 for too many.
pub async fn create(visit: SignedIn, Form(form): Form<ReactionForm>) -> Result<HttpResponse, PageError> {
    let subject = place::parse(&form.about)?;
    let (kind, on) = match form.act.as_str() {
        "like" => (ReactionKind::Like, true),
        "unlike" => (ReactionKind::Like, false),
        "boost" => (ReactionKind::Boost, true),
        "unboost" => (ReactionKind::Boost, false),
        _ => return Err(PageError::bad_request("The form has no such action. Reload the page.")),
    };
    let mut db = visit.db().await?;
    let voices = Voices::of(&mut db, &visit.account).await?;
    let place = Place::of(&mut db, subject, &voices).await?.ok_or_else(PageError::not_found)?;
    let speaker = if form.speaker.is_empty() { voices.0.first() } else { voices.chosen(&form.speaker) };
    let Some(speaker) = speaker else {
        return Ok(visit.redirect_warning(HANDLE_PAGE, "Choose a handle first: others see who likes and boosts."));
    };
    if kind == ReactionKind::Boost && place.post.as_ref().is_some_and(|post| !post.visibility.is_public()) {
        return Err(PageError::bad_request("This was not written for everybody, so it cannot be boosted."));
    }
    if let Some(owner) = place.owner.as_ref().filter(|_| on)
        && actor_blocks::has(&mut db, owner.id, speaker.id, BlockKind::Block).await?
    {
        return Err(PageError::forbidden("Whose this is does not want to hear of you."));
    }
    limits::hit(&mut db, limits::REACT, &visit.account).await?;
    let federation = visit.app.federation.federation();
    // Taken back is what any of one's voices said: the page shows one button for all.
    let who: Vec<&Actor> = if on { vec![speaker] } else { voices.0.iter().collect() };
    db.transaction(async |db| {
        for actor in who {
            match on {
                true => outbox::react(db, federation, kind, actor, subject).await?,
                false => outbox::unreact(db, federation, kind, actor, subject).await?,
            }
        }
        Ok::<_, FederationError>(())
    })
    .await
    .map_err(PageError::from)?;
    Ok(visit.redirect(next::local(&form.back, &place.href)))
}
