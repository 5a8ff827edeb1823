//! Signing up.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use diesel_async::AsyncConnection;
use model::accounts::{self, SignUp};
use model::instance::Registration;
use model::passwords;
use serde::Deserialize;

use super::limits;
use super::new::NewAccountPage;
use super::problems::Problems;
use super::{next, registration};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// The fields.
#[derive(Deserialize)]
pub struct SignUpForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-up`: the answer is the same whether the address has an account or not; what is said about that goes to
/// the address itself.
pub async fn create(visit: Visit, Form(form): Form<SignUpForm>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let registration = registration::mode(&visit.app, &mut connection).await?;
    if registration == Registration::Closed {
        return refused(&visit, StatusCode::FORBIDDEN, registration, &form, Problems::default());
    }
    let problems = Problems::of_new_account(&form.email, &form.name, &form.password);
    if problems.any() {
        return refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, registration, &form, problems);
    }
    if let Some(wait) = limits::hit(&mut connection, limits::SIGN_UP_PEER, &limits::place(&visit)).await? {
        return refused(&visit, StatusCode::TOO_MANY_REQUESTS, registration, &form, Problems::of_form(&wait));
    }
    // The hash waits for its turn; nobody else's connection should wait with it.
    drop(connection);
    let password_hash = passwords::hash(&form.password).await.map_err(PageError::internal)?;
    let next = form.next;
    let new =
        SignUp { email: form.email, name: form.name, password_hash, approved: registration == Registration::Open };
    let mut connection = visit.db().await?;
    connection
        .transaction(async |connection| accounts::sign_up(connection, &new).await)
        .await
        .map_err(PageError::internal)?;
    let mut sent = visit.redirect("/sign-up/sent");
    if !next::local(&next, "").is_empty() {
        sent.add_cookie(&next::keep(&visit, &next)).map_err(PageError::internal)?;
    }
    Ok(sent)
}

fn refused(
    visit: &Visit,
    status: StatusCode,
    registration: Registration,
    form: &SignUpForm,
    problems: Problems,
) -> Result<HttpResponse, PageError> {
    let page = visit.form_page("Join")?;
    let (email, name) = (form.email.clone(), form.name.clone());
    let next = next::local(&form.next, "").to_owned();
    render_as(status, &NewAccountPage { page, registration, email, name, next, problems })
}
