//! `/sandbox/accounts/{id}`: where a seller tells the provider who they are. Here a button is enough.

use actix_web::{HttpResponse, web};
use askama::Template;
use payments::{Onboarding, SandboxAccount};
use serde::Deserialize;

use super::room;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "sandbox/accounts.html")]
pub struct SandboxAccountPage {
    /// The common part.
    pub page: Page,
    /// The account.
    pub account: SandboxAccount,
    /// Where it leads when it is done.
    pub back: String,
}

/// The field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OnboardingForm {
    /// `complete`, `without_bank` or `restricted`.
    how: String,
}

/// `GET`
///
/// # Errors
/// 404 where there is no sandbox, or nobody has this account.
pub async fn show(visit: Visit, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let account = room::of(&visit.app)?.look_at_account(&id).await.map_err(room::failed)?;
    let back = room::local(&visit.app, &account.return_url).to_owned();
    render(&SandboxAccountPage { page: visit.form_page("Sandbox: set up payments")?.hidden(), account, back })
}

/// `POST`
///
/// # Errors
/// 404 where there is no sandbox, or nobody has this account.
pub async fn update(
    visit: Visit,
    id: web::Path<String>,
    Form(form): Form<OnboardingForm>,
) -> Result<HttpResponse, PageError> {
    let sandbox = room::of(&visit.app)?;
    let how_far = match form.how.as_str() {
        "without_bank" => Onboarding::WithoutBank,
        "restricted" => Onboarding::Restricted,
        _ => Onboarding::Complete,
    };
    let event = sandbox.onboard(&id, how_far).await.map_err(room::failed)?;
    room::tell(&visit, &event).await?;
    let account = sandbox.look_at_account(&id).await.map_err(room::failed)?;
    Ok(visit.redirect(room::local(&visit.app, &account.return_url)))
}
