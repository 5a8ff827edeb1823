//! `POST /studio/releases/{id}/private-link`: on, off, or another one.

use actix_web::{HttpResponse, web};
use model::releases;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::visit::SignedIn;

/// What to do with it.
#[derive(Debug, Deserialize)]
pub struct PrivateLinkForm {
    /// `off`; everything else makes a new one.
    #[serde(default)]
    link: String,
}

/// Makes a new link (the old one stops working), or takes it away.
///
/// # Errors
/// 404 for a release of others.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<PrivateLinkForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let on = form.link != "off";
    releases::set_private_link(&mut connection, release.id, on).await.map_err(PageError::internal)?;
    let said = match (on, release.private_key.is_some()) {
        (true, false) => "There is a private link now.",
        (true, true) => "There is a new private link. The old one has stopped working.",
        (false, _) => "The private link has stopped working.",
    };
    Ok(visit.redirect_saying(&urls::studio::publication(release.id.0), said))
}
