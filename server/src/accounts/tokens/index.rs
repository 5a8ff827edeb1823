//! The list of one's tokens, and the form for another.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::api_tokens::{self, ApiToken, Scope};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// A row of the list.
pub struct Row {
    /// The token's id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// What it may do, in words.
    pub scope: &'static str,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// When it was last used.
    pub used: Option<DateTime<Utc>>,
}

/// The page.
#[derive(Template)]
#[template(path = "accounts/tokens/index.html")]
pub struct TokensPage {
    /// The common part.
    pub page: Page,
    /// The tokens that work, newest first.
    pub tokens: Vec<Row>,
    /// A token just made, shown this once; else empty.
    pub fresh: String,
    /// The name as typed.
    pub name: String,
    /// What is wrong with it.
    pub name_problem: String,
    /// Whether the form asks for a token that only reads.
    pub reads_only: bool,
}

/// `GET /account/tokens`
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    render(&page(&visit).await?)
}

/// The page with an empty form.
///
/// # Errors
/// When the database fails.
pub async fn page(visit: &SignedIn) -> Result<TokensPage, PageError> {
    let mut connection = visit.db().await?;
    let tokens = api_tokens::of_account(&mut connection, visit.account.id).await?.into_iter().map(row).collect();
    let (fresh, name, name_problem) = Default::default();
    Ok(TokensPage { page: visit.page("API tokens"), tokens, fresh, name, name_problem, reads_only: false })
}

fn row(token: ApiToken) -> Row {
    let scope = match token.scope {
        Scope::Read => "Reads",
        Scope::Write => "Reads and changes",
    };
    Row { id: token.id.to_string(), name: token.name, scope, created: token.created_at, used: token.last_used_at }
}
