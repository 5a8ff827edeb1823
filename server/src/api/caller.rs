//! Who calls: an API token (`Authorization: Bearer`), or a signed-in browser, whose changes carry the page's form token in
//! `X-CSRF-Token`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{FromRequest, HttpRequest, web};
use model::Pooled;
use model::accounts::Account;
use model::api_tokens::{self, Scope};

use crate::api::error::ApiError;
use crate::app::App;
use crate::error::PageError;
use crate::visit::Visit;

/// How somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// By an API token.
    Token,
    /// By the session of a browser.
    Session,
}

/// A call by an account.
pub struct Caller {
    /// The instance.
    pub app: web::Data<App>,
    /// Who calls.
    pub account: Account,
    /// How it is known.
    pub via: Via,
}

/// A call by anybody, known or not.
pub struct Reader {
    /// The instance.
    pub app: web::Data<App>,
    /// Who calls, where that is known.
    pub account: Option<Account>,
}

impl Caller {
    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer: 503.
    pub async fn db(&self) -> Result<Pooled, ApiError> {
        Ok(self.app.db().await?)
    }
}

impl Reader {
    /// A connection from the pool.
    ///
    /// # Errors
    /// When the database does not answer: 503.
    pub async fn db(&self) -> Result<Pooled, ApiError> {
        Ok(self.app.db().await?)
    }
}

async fn identify(request: &HttpRequest) -> Result<Option<(Account, Via)>, ApiError> {
    let app = app_of(request)?;
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if let Some(value) = request.headers().get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(bearer).unwrap_or_default();
        let mut connection = app.db().await?;
        let Some((token, account)) = api_tokens::find(&mut connection, token).await? else {
            let detail = "The token is not known here, or was revoked. Make one under Account, API tokens.";
            return Err(ApiError::new(StatusCode::UNAUTHORIZED, "invalid_token", detail));
        };
        if changes && token.scope != Scope::Write {
            let detail = "This token may only read. Make one with the scope “write”.";
            return Err(ApiError::new(StatusCode::FORBIDDEN, "insufficient_scope", detail));
        }
        return Ok(Some((account, Via::Token)));
    }
    let visit = Visit::extract(request).await?;
    let Some(account) = visit.account().cloned() else { return Ok(None) };
    let given = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if changes && !visit.holds(given) {
        let detail =
            "The page is out of date. Reload it, then try again. Programs send the page's token as X-CSRF-Token.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, "csrf", detail));
    }
    Ok(Some((account, Via::Session)))
}

fn app_of(request: &HttpRequest) -> Result<web::Data<App>, ApiError> {
    let app = request.app_data::<web::Data<App>>().cloned();
    app.ok_or_else(|| PageError::internal("no App in the application's data").into())
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let detail = "Send an API token as “Authorization: Bearer TOKEN”, or sign in.";
            let nobody = || ApiError::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail);
            let (account, via) = identify(&request).await?.ok_or_else(nobody)?;
            Ok(Self { app: app_of(&request)?, account, via })
        })
    }
}

impl FromRequest for Reader {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let account = identify(&request).await?.map(|(account, _)| account);
            Ok(Self { app: app_of(&request)?, account })
        })
    }
}
