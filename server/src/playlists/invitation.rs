//! `POST /playlists/{id}/invitation`: makes a link that lets others edit a playlist, renews it, or takes it away.

use actix_web::{HttpResponse, web};
use model::playlists;
use serde::Deserialize;

use super::find;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// What is to be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// Whether there is to be a link; a new one each time.
    on: bool,
}

/// Does it.
///
/// # Errors
/// 404 for what is not there for this account, 403 for others' playlists.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<InvitationForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let playlist = find::owned(&mut db, &visit, &id).await?;
    playlists::set_invitation(&mut db, playlist.id, form.on).await?;
    let page = urls::library::playlist_part(playlist.id.0, "edit");
    let words = match (form.on, playlist.invite_key.is_some()) {
        (true, true) => "The link is a new one. The old one leads nowhere now.",
        (true, false) => "Pass the link on to whoever is to edit this with you.",
        (false, _) => "The link leads nowhere now. Those who edit it already still do.",
    };
    Ok(visit.redirect_saying(&page, words))
}
