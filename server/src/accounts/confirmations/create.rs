//! Asking for another link.

use actix_web::HttpResponse;
use model::account_mails::AccountMail;

use super::new::NewConfirmationPage;
use crate::accounts::asking::{self, AddressForm};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::Visit;

/// `POST /confirm`: the same answer whether or not there is an account that waits for its link.
pub async fn create(visit: Visit, Form(form): Form<AddressForm>) -> Result<HttpResponse, PageError> {
    match asking::ask(&visit, &form.email, AccountMail::Confirm).await? {
        Ok(()) => Ok(visit.redirect("/confirm/sent")),
        Err((status, problems)) => render_as(
            status,
            &NewConfirmationPage { page: visit.form_page("Confirm your address")?, email: form.email, problems },
        ),
    }
}
