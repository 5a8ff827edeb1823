//! Everything below `/api` that is no answer of a handler speaks JSON too: unknown addresses, wrong methods, page errors.

use actix_web::Error;
use actix_web::ResponseError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;

use crate::api::error::ApiError;
use crate::error::PageError;

/// Gives bare errors a body.
///
/// # Errors
/// When what it wraps fails before there is an answer.
pub async fn dress<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return Ok(response.map_into_boxed_body());
    }
    if response.headers().contains_key(header::CONTENT_TYPE)
        && response.response().extensions().get::<PageError>().is_none()
    {
        return Ok(response.map_into_boxed_body());
    }
    let carried = response.response().extensions().get::<PageError>().cloned();
    let error = match (carried, response.status()) {
        (Some(error), _) => ApiError::from(error),
        (None, StatusCode::NOT_FOUND) => ApiError::not_found(),
        (None, StatusCode::METHOD_NOT_ALLOWED) => {
            let detail = "This address does not take that method.";
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
        }
        (None, status) => ApiError::new(status, "bad_request", "The request cannot be read."),
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut dressed = response.into_response(error.error_response());
    if let Some(allow) = allow {
        dressed.headers_mut().insert(header::ALLOW, allow);
    }
    Ok(dressed.map_into_boxed_body())
}

/// 404 for addresses below `/api` that nothing answers.
///
/// # Errors
/// Always.
pub async fn nothing() -> Result<actix_web::HttpResponse, ApiError> {
    Err(ApiError::not_found())
}
