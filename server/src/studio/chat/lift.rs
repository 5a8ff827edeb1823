//! `POST /studio/chat/bans/{id}/lift`: somebody may write again.

use actix_web::{HttpResponse, web};
use model::chat;
use model::ids::ChatBanId;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LiftForm {
    /// The handle of the artist in whose chats they may not write.
    artist: String,
}

/// Lifts a mute or ban.
///
/// # Errors
/// 404 for an artist of others.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<LiftForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &form.artist).await?;
    let ban: ChatBanId = find::id(&id)?;
    chat::lift(&mut db, artist.id, ban).await?;
    Ok(visit.redirect_saying(&urls::live::chat_rules(&artist.handle), "They may write again."))
}
