//! Making the first admin.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::account_links::{self, Purpose};
use model::accounts::{self, Account, AccountError, NewAccount};
use serde::Deserialize;

use super::new::{self, NewSetupPage};
use crate::accounts::problems::Problems;
use crate::accounts::{dead_link, sessions};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// The fields.
#[derive(Deserialize)]
pub struct SetupForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// `POST /setup/{token}`: a form that needs mending does not use the link up.
pub async fn create(
    visit: Visit,
    token: web::Path<String>,
    Form(form): Form<SetupForm>,
) -> Result<HttpResponse, PageError> {
    new::check(&visit, &token).await?;
    let problems = Problems::of_new_account(&form.email, &form.name, &form.password);
    if problems.any() {
        return refused(&visit, form, problems);
    }
    let token = token.into_inner();
    let mut connection = visit.db().await?;
    let made =
        connection.transaction::<_, AccountError, _>(async |connection| first(connection, &token, &form).await).await;
    let account = match made {
        Ok(Some(account)) => account,
        Ok(None) => return Err(dead_link("/sign-in", "Sign in")),
        Err(error) => return refused(&visit, form, Problems::of_error(error)?),
    };
    let words =
        format!("{} is yours. Choose who may sign up, then make your first artist in the studio.", visit.app.name());
    sessions::start(&visit, &mut connection, account.id, visit.redirect_saying("/admin/settings", &words)).await
}

async fn first(
    connection: &mut model::Connection,
    token: &str,
    form: &SetupForm,
) -> Result<Option<Account>, AccountError> {
    if account_links::take(connection, token, Purpose::FirstAdmin).await?.is_none() {
        return Ok(None);
    }
    let new = NewAccount {
        email: &form.email,
        name: &form.name,
        password: &form.password,
        is_admin: true,
        confirmed: true,
        approved: true,
    };
    accounts::create(connection, new).await.map(Some)
}

fn refused(visit: &Visit, form: SetupForm, problems: Problems) -> Result<HttpResponse, PageError> {
    let page = visit.form_page("Set up this instance")?.hidden();
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &NewSetupPage { page, email: form.email, name: form.name, problems })
}
