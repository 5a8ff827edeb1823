//! Changing one's name.

use actix_web::HttpResponse;
use model::accounts;
use serde::Deserialize;

use super::{problems, show};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct AccountForm {
    #[serde(default)]
    name: String,
}

/// `POST /account`
pub async fn update(visit: SignedIn, Form(form): Form<AccountForm>) -> Result<HttpResponse, PageError> {
    let problem = problems::name_problem(&form.name);
    if !problem.is_empty() {
        return show::refused(&visit, form.name, problem).await;
    }
    let mut connection = visit.db().await?;
    accounts::set_name(&mut connection, visit.account.id, &form.name).await?;
    Ok(visit.redirect_saying("/account", "Your name is saved."))
}
