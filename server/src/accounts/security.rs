//! The page where address and password are changed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::problems::Problems;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page with both forms.
#[derive(Template)]
#[template(path = "accounts/security.html")]
pub struct SecurityPage {
    /// The common part.
    pub page: Page,
    /// The address as it is.
    pub email: String,
    /// The new address as typed.
    pub new_email: String,
    /// What is wrong with the form for the address.
    pub email_problems: Problems,
    /// What is wrong with the form for the password.
    pub password_problems: Problems,
}

/// `GET /account/security`
pub async fn show(visit: SignedIn) -> Result<HttpResponse, PageError> {
    render(&page(&visit))
}

/// The page again, with what is wrong with the new address.
///
/// # Errors
/// When a template fails.
pub fn refuse_email(visit: &SignedIn, new_email: String, problems: Problems) -> Result<HttpResponse, PageError> {
    let again = SecurityPage { new_email, email_problems: problems, ..page(visit) };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &again)
}

/// The page again, with what is wrong with the new password.
///
/// # Errors
/// When a template fails.
pub fn refuse_password(visit: &SignedIn, problems: Problems) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &SecurityPage { password_problems: problems, ..page(visit) })
}

fn page(visit: &SignedIn) -> SecurityPage {
    SecurityPage {
        page: visit.page("E-mail and password"),
        email: visit.account.email.clone(),
        new_email: String::new(),
        email_problems: Problems::default(),
        password_problems: Problems::default(),
    }
}
