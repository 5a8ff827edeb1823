//! Asking for a link.

use actix_web::HttpResponse;
use model::account_mails::AccountMail;

use super::new::NewResetPage;
use crate::accounts::asking::{self, AddressForm};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// `POST /reset`: the same answer whether or not there is an account.
pub async fn create(visit: Visit, Form(form): Form<AddressForm>) -> Result<HttpResponse, PageError> {
    match asking::ask(&visit, &form.email, AccountMail::Reset).await? {
        Ok(()) => Ok(visit.redirect("/reset/sent")),
        Err((status, problems)) => {
            render_as(status, &NewResetPage { page: visit.form_page("New password")?, email: form.email, problems })
        }
    }
}
