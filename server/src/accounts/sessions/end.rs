//! Ending one session of one's own, or all but this one.

use actix_web::{HttpResponse, web};
use model::ids::SessionId;
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The token alone.
#[derive(Deserialize)]
pub struct EndForm {}

/// `POST /account/sessions/{id}/end`
pub async fn one(visit: SignedIn, id: web::Path<String>, _: Form<EndForm>) -> Result<HttpResponse, PageError> {
    let id: SessionId = id.parse().map_err(|_| PageError::not_found())?;
    let mut connection = visit.db().await?;
    if !model::sessions::end(&mut connection, visit.account.id, id).await? {
        return Err(PageError::not_found());
    }
    Ok(visit.redirect_saying("/account/sessions", "The session has ended."))
}

/// `POST /account/sessions/end-others`
pub async fn others(visit: SignedIn, _: Form<EndForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let ended = model::sessions::end_all(&mut connection, visit.account.id, Some(visit.session.id)).await?;
    let words = match ended {
        0 => "There was no other session.".to_owned(),
        1 => "The other session has ended.".to_owned(),
        many => format!("{many} other sessions have ended."),
    };
    Ok(visit.redirect_saying("/account/sessions", &words))
}
