//! `POST /live/{slug}/chat/messages`: says something by a form. Where a script runs, it goes over the WebSocket instead.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::enter;
use super::saying::say;
use super::voice::Voice;
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::shows;
use crate::visit::Visit;

/// How many days a browser keeps a guest's name.
const NAME_DAYS: i64 = 30;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// What a guest is called.
    name: String,
    /// What is said.
    body: String,
}

/// Says it, and leads back to the show.
///
/// # Errors
/// 404 when there is no such show or no chat; 403 for whoever is not let in. 422, or 429 where it is too soon, with the page and
/// what was typed when it is not said.
pub async fn create(
    visit: Visit,
    slug: web::Path<String>,
    Form(form): Form<LineForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (show, _) = enter(&mut db, &visit, &slug).await?;
    let voice = Voice::of(&mut db, &visit).await?;
    drop(db);
    let refused = match say(&visit.app, &voice, &show, (&form.name, &form.body)).await {
        Ok(()) => {
            let mut answer = visit.redirect(&super::place(&show));
            if voice.is_guest() {
                let name = hex::encode(form.name.trim());
                let cookie = cookies::make(&visit.app, Name::ChatName, name, NAME_DAYS);
                answer.add_cookie(&cookie).map_err(PageError::internal)?;
            }
            return Ok(answer);
        }
        Err(refused) => refused,
    };
    let mut page = shows::show::page(&visit, &slug, "").await?;
    let Some(kept) = page.chat.as_mut().and_then(|chat| chat.form.as_mut()) else {
        return Ok(visit.redirect_warning(&super::place(&show), &refused.sentence));
    };
    kept.problem = refused.sentence;
    kept.typed = form.body;
    if voice.is_guest() {
        kept.name = form.name;
    }
    let is_too_soon = refused.seconds > 0;
    let status = if is_too_soon { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    render_as(status, &page)
}
