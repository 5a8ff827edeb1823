//! `POST /studio/artists/{handle}/chat/moderators`, and `…/moderators/removal`: who looks after an artist's chats.

use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::ids::AccountId;
use model::{actors, chat};
use serde::Deserialize;

use super::show::{Refused, page};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// Somebody to ask.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewModerator {
    /// Their handle here, with or without its @.
    person: String,
}

/// Somebody to ask no more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OldModerator {
    /// The id of their account.
    account: String,
}

/// Asks somebody with a handle on this server.
///
/// # Errors
/// 404 for an artist of others. 422 with the page when nobody has the handle.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<NewModerator>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let name = form.person.trim().trim_start_matches('@');
    let actor = actors::public_by_username(&mut db, name).await?;
    let Some(account) = actor.as_ref().and_then(|actor| actor.account_id) else {
        drop(db);
        let message = "Nobody here has this handle. People choose one in their account. Write it as @ada.";
        let errors = FieldErrors::one("person", message);
        return page(&visit, artist, Refused { handle: form.person, errors }).await;
    };
    chat::add_moderator(&mut db, artist.id, account).await?;
    let said = format!("@{name} looks after your chats now.");
    Ok(visit.redirect_saying(&urls::live::chat_rules(&artist.handle), &said))
}

/// Somebody looks after the chats no more.
///
/// # Errors
/// 404 for an artist of others.
pub async fn delete(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<OldModerator>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let account: AccountId = find::id(&form.account)?;
    chat::remove_moderator(&mut db, artist.id, account).await?;
    Ok(visit.redirect_saying(&urls::live::chat_rules(&artist.handle), "They look after your chats no more."))
}
