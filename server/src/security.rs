//! Headers that every answer carries, and the refusal of what another site sends.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::Cookie;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use crate::app::App;
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::robots::mark;
use crate::visit::NewVisitor;

/// The word that marks this answer's own scripts and styles.
pub struct Nonce(pub String);

/// Gives the request its nonce and puts the headers on the answer.
///
/// # Errors
/// When there are no random bytes, or what it wraps fails.
pub async fn guard<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let nonce = model::tokens::random("").map_err(PageError::internal)?;
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let is_framed = is_framed(request.path());
    let had_flash =
        request.app_data::<web::Data<App>>().is_some_and(|app| request.cookie(&Name::Flash.on(app)).is_some());
    let mut response = next.call(request).await?;
    let leads_to = response.request().app_data::<web::Data<App>>().map(|app| pages_to_pay_on(app)).unwrap_or_default();
    let new_cookies = if is_framed { Vec::new() } else { cookies_for(&response, had_flash) };
    let is_html = is_html(response.headers());
    let headers = response.headers_mut();
    for cookie in new_cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    if is_html {
        set(headers, header::CONTENT_SECURITY_POLICY, &policy(&nonce, &leads_to, is_framed));
        if !headers.contains_key(header::CACHE_CONTROL) {
            set(headers, header::CACHE_CONTROL, "private, no-store");
        }
    }
    if is_html || is_feed(headers) {
        mark::reserve(headers);
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    if !is_framed {
        set(headers, header::X_FRAME_OPTIONS, "DENY");
    }
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), interest-cohort=()");
    Ok(response)
}

/// Refuses what another site sends. It stands inside of what dresses errors, so that the refusal is a page.
///
/// # Errors
/// When what it wraps fails before there is an answer.
pub async fn refuse_foreign<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if is_foreign(&request) {
        return Ok(request.error_response(PageError::stale_form()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Players for other people's pages: they alone may stand in a frame, and nothing is asked or kept there.
fn is_framed(path: &str) -> bool {
    path.starts_with("/embed/")
}

fn policy(nonce: &str, leads_to: &str, is_framed: bool) -> String {
    let (forms, frames) = if is_framed { ("'none'".to_owned(), "*") } else { (format!("'self'{leads_to}"), "'none'") };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; form-action {forms}; base-uri 'none'; \
         frame-ancestors {frames}; manifest-src 'self'"
    )
}

/// Where forms of ours may lead besides here: a browser holds their answer's redirect to the same rule.
fn pages_to_pay_on(app: &App) -> String {
    let Some(stripe) = &app.settings.stripe else { return String::new() };
    match &stripe.api_base {
        Some(base) => format!(" {}", base.origin().ascii_serialization()),
        None => " https://checkout.stripe.com https://billing.stripe.com https://connect.stripe.com".to_owned(),
    }
}

fn cookies_for<B>(response: &ServiceResponse<B>, had_flash: bool) -> Vec<Cookie<'static>> {
    let Some(app) = response.request().app_data::<web::Data<App>>() else { return Vec::new() };
    let mut all = Vec::new();
    if let Some(NewVisitor(word)) = response.request().extensions().get::<NewVisitor>() {
        all.push(cookies::make(app, Name::Visitor, word.clone(), 1));
    }
    // A page has been shown, and what the flash said with it.
    if had_flash && is_html(response.headers()) {
        all.push(cookies::remove(app, Name::Flash));
    }
    all
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html"))
}

fn is_feed(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/rss+xml"))
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Whether a request that changes something says that it comes from another site. Programs say nothing about it.
fn is_foreign(request: &ServiceRequest) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    // An app says who it is in its parameters, and may be a page of another site: no cookie counts there.
    if request.path().starts_with("/rest/") {
        return false;
    }
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    match text("origin") {
        Some(origin) => origin.split_once("://").map(|(_, host)| host) != text("host"),
        None => false,
    }
}
