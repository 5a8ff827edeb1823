//! The span around a request, which every log line inside it carries.
//!
//! It names the route's pattern and never the path: one-time links, private links and grants stand in paths, and what people
//! search for or play is nobody's business. Nor does it hold who asks; a proxy's log does where that is wanted.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::{Span, field};
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// What requests that no route answers are called.
pub const NO_ROUTE: &str = "none";

/// Makes the span.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let route = request.match_pattern();
        let id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!(
            "request",
            id = id.map(field::display),
            method = %request.method(),
            route = route.as_deref().unwrap_or(NO_ROUTE),
            status = field::Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
    }
}
