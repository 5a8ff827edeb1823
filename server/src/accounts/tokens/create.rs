//! Making a token.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use model::api_tokens::{self, Scope};
use serde::Deserialize;

use super::index::{self, TokensPage};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct TokenForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    scope: String,
}

/// `POST /account/tokens`: 201 and the token, which no later page shows.
pub async fn create(visit: SignedIn, Form(form): Form<TokenForm>) -> Result<HttpResponse, PageError> {
    let scope = form.scope.parse().unwrap_or(Scope::Read);
    if form.name.trim().is_empty() {
        let name_problem = "Say what the token is for, e.g. “upload script”.".to_owned();
        let again = TokensPage {
            name: form.name,
            name_problem,
            reads_only: scope == Scope::Read,
            ..index::page(&visit).await?
        };
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &again);
    }
    let mut connection = visit.db().await?;
    let fresh = api_tokens::create(&mut connection, visit.account.id, &form.name, scope).await?;
    drop(connection);
    render_as(StatusCode::CREATED, &TokensPage { fresh, ..index::page(&visit).await? })
}
