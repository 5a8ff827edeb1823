//! `POST /live/{slug}/password`: says a show's password.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Duration, Utc};
use model::show_access::{Admission, Pass};
use model::shows::{Gate, Show};
use model::throttles::{self, Limit};
use serde::Deserialize;

use super::{door, show};
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::form::Form;
use crate::live::signed;
use crate::page::render_as;
use crate::visit::Visit;

/// Wrong passwords from one address.
const WRONG: Limit = Limit { name: "show password", attempts: 10, window: Duration::minutes(10) };

/// The form.
#[derive(Deserialize)]
pub struct PasswordForm {
    /// What was typed.
    #[serde(default)]
    password: String,
}

/// Opens the door for this browser, for a day.
///
/// # Errors
/// 404 for a show that has no password; 429 after too many wrong ones.
pub async fn create(
    visit: Visit,
    slug: web::Path<String>,
    Form(form): Form<PasswordForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (show, _) = door::find(&mut db, &slug).await?;
    if show.gate != Gate::Password {
        return Ok(visit.redirect(&urls::live::show(&show.slug)));
    }
    let who = format!("{} {}", show.id, visit.peer());
    if let Some(wait) = throttles::wait(&mut db, WRONG, &who).await? {
        return Err(PageError::too_many(wait.num_seconds()));
    }
    let said = form.password.trim();
    let pass = match door::asked(&mut db, &visit, &show, Some(said)).await? {
        Admission::Yes { pass } => pass,
        Admission::No { .. } => {
            throttles::hit(&mut db, WRONG, &who).await?;
            drop(db);
            let problem = if said.is_empty() { "Enter the password." } else { "This is not the password of the show." };
            return render_as(StatusCode::UNPROCESSABLE_ENTITY, &show::page(&visit, &slug, problem).await?);
        }
    };
    throttles::forget(&mut db, WRONG, &who).await?;
    let mut answer = visit.redirect(&urls::live::show(&show.slug));
    if let Some(cookie) = key(&visit, &show, &pass) {
        answer.add_cookie(&cookie).map_err(PageError::internal)?;
    }
    Ok(answer)
}

/// What keeps the door open for a browser.
fn key(visit: &Visit, show: &Show, pass: &Pass) -> Option<Cookie<'static>> {
    let word = signed::word(&visit.app, show.id, pass, Utc::now())?;
    Some(cookies::make(&visit.app, Name::Show(show.id.0), word, 1))
}
