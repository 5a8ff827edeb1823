//! Forms: url-encoded fields whose token was given to the one who sends them.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::error::PageError;
use crate::visit::Visit;

/// The most a form may weigh: lyrics of a whole release fit.
pub const LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// The fields of a form; without the right token there are none.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = PageError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, PageError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visit = Visit::from_request(request, payload);
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            let visit = visit.await?;
            let body = body.await.map_err(|error| {
                if error.as_response_error().status_code() == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE {
                    PageError::too_large(
                        "The form is larger than 2 MB. Shorten the texts, or upload pictures one at a time.",
                    )
                } else {
                    PageError::bad_request("The form did not arrive whole. Send it again.")
                }
            })?;
            let token = token_in(&body);
            if !visit.holds(&token) {
                return Err(PageError::stale_form());
            }
            serde_html_form::from_bytes(&body).map(Self).map_err(|error| {
                tracing::info!(%error, "a form that cannot be read");
                PageError::bad_request(
                    "The form has a field that cannot be read. Go back, reload the page and send it again.",
                )
            })
        })
    }
}

fn token_in(body: &[u8]) -> String {
    serde_urlencoded::from_bytes::<Vec<(String, String)>>(body)
        .unwrap_or_default()
        .into_iter()
        .find(|(name, _)| name == "csrf")
        .map(|(_, value)| value)
        .unwrap_or_default()
}
