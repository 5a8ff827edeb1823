//! `POST /@{artist}/letters`

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection as _;
use model::fields::FieldErrors;
use model::subscribers::{self, Asked, Source};
use model::{accounts, artists};
use serde::Deserialize;

use super::new::refused;
use crate::accounts::{limits, problems};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Visit;

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SubscribeForm {
    /// The address as typed, of somebody who is not signed in.
    pub email: String,
    /// Whether they say yes to letters.
    pub consent: bool,
}

/// Takes the wish: at once for the confirmed address of whoever is signed in, else once a link in a mail was opened.
///
/// # Errors
/// 404 when there is no such artist. 422 with the form without an address or the tick.
pub async fn create(
    visit: Visit,
    handle: web::Path<String>,
    Form(form): Form<SubscribeForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    let typed = visit.account().map_or(form.email.as_str(), |account| account.email.as_str());
    let mut errors = FieldErrors::default();
    if accounts::normal_email(typed).is_none() {
        errors.add("email", problems::email_problem(typed));
    }
    if !form.consent {
        errors.add("consent", "Tick this to say that you want them.");
    }
    if errors.is_empty()
        && let Some(wait) = limits::hit(&mut db, limits::ASK_PEER, &limits::place(&visit)).await?
    {
        errors.add("email", wait);
    }
    let Some(email) = accounts::normal_email(typed).filter(|_| errors.is_empty()) else {
        drop(db);
        return refused(&visit, &artist, form, errors).await;
    };
    let account = visit.account().map(|account| account.id);
    let asked = db
        .transaction::<_, diesel::result::Error, _>(async |db| {
            subscribers::ask(db, artist.id, (&email, account), Source::ArtistPage).await
        })
        .await?;
    let page = urls::artist(&artist.handle);
    Ok(match asked {
        Asked::Subscribed => visit.redirect_saying(&page, &format!("Letters from {} come to {email}.", artist.name)),
        Asked::Already => visit.redirect_saying(&page, &format!("They come to {email} already.")),
        Asked::ToConfirm => visit.redirect(urls::letters::SENT),
    })
}
