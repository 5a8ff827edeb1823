//! Making a password for an app.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use model::app_passwords::{self, AppPasswordError};
use serde::Deserialize;

use super::index::{self, AppsPage, Fresh};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::studio::codes::qr;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct AppForm {
    #[serde(default)]
    name: String,
}

/// `POST /account/apps`: 201 and the password, which no later page shows.
///
/// # Errors
/// When the form is not from this page, or the database fails.
pub async fn create(visit: SignedIn, Form(form): Form<AppForm>) -> Result<HttpResponse, PageError> {
    if form.name.trim().is_empty() {
        return again(&visit, form, "Say which app it is for, e.g. “Symfonium on my phone”.".to_owned()).await;
    }
    let mut db = visit.db().await?;
    let made = app_passwords::create(&mut db, &visit.app.seal, visit.account.id, &form.name).await;
    drop(db);
    let password = match made {
        Ok(password) => password,
        Err(AppPasswordError::Database(error)) => return Err(error.into()),
        Err(error @ AppPasswordError::Sealing(_)) => return Err(PageError::internal(error)),
        Err(error @ AppPasswordError::TooMany) => return again(&visit, form, error.to_string()).await,
    };
    let page = index::page(&visit).await?;
    let qr = qr::of(&format!("{}\n{}\n{password}", page.address, page.user));
    render_as(StatusCode::CREATED, &AppsPage { fresh: Some(Fresh { password, qr }), ..page })
}

async fn again(visit: &SignedIn, form: AppForm, name_problem: String) -> Result<HttpResponse, PageError> {
    let page = AppsPage { name: form.name, name_problem, ..index::page(visit).await? };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
