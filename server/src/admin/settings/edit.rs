//! The form: who may sign up.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use model::instance::Registration;

use crate::accounts::registration;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Admin;

/// One way to handle new accounts.
pub struct Choice {
    /// Its word in the form.
    pub word: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What it means.
    pub text: &'static str,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/settings/edit.html")]
pub struct SettingsPage {
    /// The common part.
    pub page: Page,
    /// The ways to handle new accounts.
    pub choices: Vec<Choice>,
    /// What is wrong with the choice.
    pub problem: String,
    /// The public address of the instance.
    pub address: String,
    /// Where mail goes, in words.
    pub mail: String,
}

/// `GET /admin/settings`
pub async fn edit(visit: Admin) -> Result<HttpResponse, PageError> {
    render(&page(&visit, String::new()).await?)
}

/// The page again, with what is wrong.
///
/// # Errors
/// When the database fails.
pub async fn refused(visit: &Admin, problem: &str) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, problem.to_owned()).await?)
}

async fn page(visit: &Admin, problem: String) -> Result<SettingsPage, PageError> {
    let mut connection = visit.db().await?;
    let mode = registration::mode(&visit.app, &mut connection).await?;
    let settings = &visit.app.settings;
    let mail = match &settings.smtp_url {
        Some(_) => format!("Sent by a mail server, from {}", settings.mail_from),
        None => format!("Written into {}, because no mail server is set", settings.outbox().display()),
    };
    let choices = Registration::ALL.iter().map(|choice| choice_of(*choice, mode)).collect();
    Ok(SettingsPage { page: visit.page("Settings"), choices, problem, address: visit.app.base_url.clone(), mail })
}

fn choice_of(choice: Registration, mode: Registration) -> Choice {
    let (label, text) = match choice {
        Registration::Open => ("Open", "Whoever confirms an e-mail address gets an account."),
        Registration::Approval => ("By approval", "An admin looks at every new account and lets it in."),
        Registration::Closed => ("Closed", "Nobody can sign up. The accounts there are go on as before."),
    };
    Choice { word: choice.word(), label, text, chosen: choice == mode }
}
