//! `GET /redeem`, and `/redeem/{code}` as QR codes hold it: the form. It looks nothing up.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::download_codes;
use model::fields::FieldErrors;

use super::create::RedeemForm;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "codes/new.html")]
pub struct RedeemPage {
    /// The common part.
    pub page: Page,
    /// What stands in the fields.
    pub form: RedeemForm,
    /// What is wrong with them.
    pub errors: FieldErrors,
}

/// Shows it empty.
///
/// # Errors
/// When there are no random bytes.
pub async fn new(visit: Visit) -> Result<HttpResponse, PageError> {
    render(&page(&visit, RedeemForm::default(), FieldErrors::default())?)
}

/// Shows it with the code filled in.
///
/// # Errors
/// When there are no random bytes.
pub async fn with_code(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, PageError> {
    let code = match download_codes::normal(&code) {
        Some(code) => download_codes::shown(&code),
        None => code.chars().take(40).collect(),
    };
    render(&page(&visit, RedeemForm { code, ..RedeemForm::default() }, FieldErrors::default())?)
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When there are no random bytes.
pub fn refused(
    visit: &Visit,
    status: StatusCode,
    form: RedeemForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    render_as(status, &page(visit, form, errors)?)
}

fn page(visit: &Visit, form: RedeemForm, errors: FieldErrors) -> Result<RedeemPage, PageError> {
    Ok(RedeemPage { page: visit.form_page("Redeem a code")?, form, errors })
}
