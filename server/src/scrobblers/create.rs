//! Connecting with a scrobbling server: the token is shown to it before it is kept.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::Duration;
use model::scrobblers;
use model::throttles::{self, Limit};
use serde::Deserialize;
use worker::listenbrainz::{self, ConnectError, Connected};

use super::show::{self, ScrobblingPage};
use crate::error::PageError;
use crate::form::Form;
use crate::page::render_as;
use crate::visit::SignedIn;

/// Tries of one account: each asks another server something.
const TRIES: Limit = Limit { name: "connect a scrobbler", attempts: 20, window: Duration::hours(1) };
/// No token is longer.
const TOKEN_BYTES: usize = 300;

/// The fields.
#[derive(Deserialize)]
pub struct ScrobblerForm {
    #[serde(default)]
    address: String,
    #[serde(default)]
    token: String,
}

/// `POST /account/scrobbling`
///
/// # Errors
/// 429 for too many tries; a form that needs mending is shown again.
pub async fn create(visit: SignedIn, Form(form): Form<ScrobblerForm>) -> Result<HttpResponse, PageError> {
    let (account, token) = (visit.account.id, form.token.trim());
    let db = &mut *visit.db().await?;
    if let Some(wait) = throttles::hit(db, TRIES, &account.to_string()).await? {
        return Err(PageError::too_many(wait.num_seconds()));
    }
    let (base_url, user_name) = match ask(&visit, &form.address, token).await {
        Ok(known) => known,
        Err(problem) => return again(&visit, &form, &problem).await,
    };
    scrobblers::connect(db, account, &base_url, token, &user_name).await.map_err(PageError::internal)?;
    let text = "Connected. What you hear is told there from the next track on.";
    Ok(visit.redirect_saying(urls::plays::SCROBBLING, text))
}

async fn ask(visit: &SignedIn, address: &str, token: &str) -> Result<(String, String), ConnectError> {
    if token.is_empty() || token.len() > TOKEN_BYTES || token.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(ConnectError::Token);
    }
    let client = &visit.app.federation.federation().client;
    let base_url = listenbrainz::base_url(client, address)?;
    let there = Connected { base_url: &base_url, token };
    let user_name = listenbrainz::user_name(client, there).await?;
    Ok((base_url, user_name))
}

async fn again(visit: &SignedIn, form: &ScrobblerForm, problem: &ConnectError) -> Result<HttpResponse, PageError> {
    let mut page = ScrobblingPage { address: form.address.clone(), ..show::page(visit).await? };
    match problem {
        ConnectError::Token => page.token_problem = problem.to_string(),
        ConnectError::Address | ConnectError::NotListenBrainz | ConnectError::Down => {
            page.address_problem = problem.to_string();
        }
    }
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
