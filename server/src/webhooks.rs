//! `POST /webhooks/{provider}`: what the payment provider tells us has changed. It is believed for its signature, kept once, and
//! looked at by a job: so it does not matter how often, how late or in which order it comes.

use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use chrono::Utc;
use payments::EventError;
use worker::settling;

use crate::app::App;
use crate::error::PageError;

/// The most an event may weigh. Larger ones are answered 413 before they are read.
pub const BODY_BYTES: usize = 64 * 1024;
/// The header with the signature.
const SIGNATURE: &str = "stripe-signature";

/// Takes an event: 200 for one that is known already, too.
///
/// # Errors
/// 404 for a provider that is not ours, 400 for what is forged, stale or no event.
pub async fn create(
    app: web::Data<App>,
    request: HttpRequest,
    name: web::Path<String>,
    body: Bytes,
) -> Result<HttpResponse, PageError> {
    let found = app.payments.provider().filter(|(provider, _)| provider.word() == name.as_str());
    let (provider_name, provider) = found.ok_or_else(PageError::not_found)?;
    let signature = request.headers().get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match provider.event(&body, signature, Utc::now()) {
        Ok(event) => {
            settling::keep(&mut *app.db().await?, provider_name, &event).await?;
            Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("Taken."))
        }
        Err(error) => {
            tracing::warn!(%error, "an event of the payment provider was not taken");
            Err(PageError::bad_request(match error {
                EventError::Forged => "The signature is not the provider's.",
                EventError::Stale => "The signature is too old.",
                EventError::Unreadable(_) => "This is no event.",
            }))
        }
    }
}
