//! Who may read documents at all. A server that this instance does not speak to is shown none, as far as it says who it is; with
//! the setting `authorized_fetch` everybody must say so, by a signature. What the answer depends on keeps it out of caches.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, web};
use chrono::Utc;
use federation::FederationError;
use federation::remote::read;
use federation::signatures::Claim;
use model::actors::{self, Service};
use model::domain_blocks;

use super::answer::Refusal;
use super::{negotiation, reading};
use crate::app::App;

/// What a document's answer depends on besides the type that is asked for.
const DEPENDS_ON: [&str; 2] = ["Signature", "Signature-Input"];

/// Lets a request for a document pass, or refuses it; everything else passes untouched.
///
/// # Errors
/// When what it wraps fails before there is an answer.
pub async fn admit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(app) = request.app_data::<web::Data<App>>().filter(|_| asks_for_document(request.request())).cloned()
    else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let depends = is_signed(request.request()) || app.settings.authorized_fetch;
    let mut answer = match check(&app, request.request()).await {
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
        Err(refusal) => request.error_response(refusal),
    };
    let is_page =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        let headers = answer.headers_mut();
        for name in DEPENDS_ON {
            headers.append(header::VARY, HeaderValue::from_static(name));
        }
        if depends {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
    }
    Ok(answer)
}

/// Whether the answer would be a document of ActivityPub: what stands below `/ap/`, and pages that are asked for as one.
fn asks_for_document(request: &HttpRequest) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    // Decoded, as the routes see it: `/%61p/` is `/ap/`.
    let path = request.match_info().as_str();
    let is_page = path.starts_with("/@") || path.starts_with("/live/");
    reads && (path.starts_with("/ap/") || is_page && negotiation::wants_document(request))
}

fn is_signed(request: &HttpRequest) -> bool {
    ["signature", "signature-input"].iter().any(|name| request.headers().contains_key(HeaderName::from_static(name)))
}

async fn check(app: &App, request: &HttpRequest) -> Result<(), Refusal> {
    if !is_signed(request) && !app.settings.authorized_fetch {
        return Ok(());
    }
    // Whoever is to verify what the instance signs must get its key, or two that ask each other for keys never end.
    if is_instance(app, request).await? {
        return Ok(());
    }
    if app.settings.authorized_fetch {
        let reader = reading::signer(app, request).await?;
        return if reader.suspended_at.is_none() { Ok(()) } else { Err(nothing("this instance shows you nothing")) };
    }
    // Nobody gains anything by saying that they are a server that is shown nothing, so the key need not be fetched.
    let incoming_headers = reading::headers(request);
    let Ok(claim) = Claim::read(&reading::incoming(app, request, &incoming_headers), Utc::now()) else { return Ok(()) };
    let Some(host) = read::host(claim.key_id()) else { return Ok(()) };
    let mut connection = app.federation.federation().db().await?;
    if domain_blocks::allowed(&mut connection, &host).await? {
        return Ok(());
    }
    Err(nothing("this instance shows nothing to that server"))
}

fn nothing(why: &str) -> Refusal {
    Refusal(FederationError::Forbidden(why.to_owned()))
}

/// Whether the actor of the instance is asked for.
async fn is_instance(app: &App, request: &HttpRequest) -> Result<bool, Refusal> {
    let Some(urls::ap::Local::Actor(id)) = urls::ap::parse(request.path()) else { return Ok(false) };
    let mut connection = app.federation.federation().db().await?;
    let found = actors::find(&mut connection, model::ids::ActorId(id)).await?;
    Ok(found.is_some_and(|actor| actor.service == Some(Service::Instance)))
}
