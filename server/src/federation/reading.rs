//! Who may read a document that not everybody may.

use actix_web::HttpRequest;
use chrono::Utc;
use federation::inbox::reader;
use federation::signatures::Incoming;
use model::actors::Actor;

use super::answer::Refusal;
use crate::app::App;

/// The headers of a request whose values are text.
#[must_use]
pub fn headers(request: &HttpRequest) -> Vec<(&str, &str)> {
    let named = request.headers().iter();
    named.filter_map(|(name, value)| value.to_str().ok().map(|value| (name.as_str(), value))).collect()
}

/// A GET as signatures see it, with what [`headers`] gives.
#[must_use]
pub fn incoming<'a>(app: &'a App, request: &'a HttpRequest, headers: &'a [(&'a str, &'a str)]) -> Incoming<'a> {
    Incoming {
        method: "GET",
        target: request.uri().path_and_query().map_or("/", |target| target.as_str()),
        host: &app.federation.federation().domain,
        scheme: if app.secure { "https" } else { "http" },
        headers,
        body: None,
    }
}

/// The actor that signed the request.
///
/// # Errors
/// 401 when nobody did, 403 when its server is blocked.
pub async fn signer(app: &App, request: &HttpRequest) -> Result<Actor, Refusal> {
    let headers = headers(request);
    let incoming = incoming(app, request, &headers);
    Ok(Box::pin(reader::reader(&app.federation, &incoming, Utc::now())).await?)
}
