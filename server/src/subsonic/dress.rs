//! Everything below `/rest` speaks the app's format: refusals, unknown methods, errors of pages. Apps that are web pages of another
//! site may ask too: an app says who it is in its parameters, no cookie counts here.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use super::answer::{Format, refusal};
use super::refused::Refused;
use crate::app::App;
use crate::error::PageError;

/// Gives bare refusals a body, and every answer the word that other sites may read it.
///
/// # Errors
/// When what it wraps fails before there is an answer.
pub async fn dress<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() == Method::OPTIONS {
        let mut answer = HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, range"))
            .finish();
        allow_pages(&mut answer);
        return Ok(request.into_response(answer).map_into_boxed_body());
    }
    let response = next.call(request).await?;
    let refused = response.response().extensions().get::<Refused>().cloned();
    let error = response.response().extensions().get::<PageError>().cloned();
    let mut response = match (refused, error) {
        (Some(refused), _) => write(response, &refused),
        (None, Some(error)) => write(response, &Refused::from(error)),
        (None, None) => response.map_into_boxed_body(),
    };
    allow_pages(response.response_mut());
    Ok(response)
}

fn write<B: MessageBody + 'static>(response: ServiceResponse<B>, refused: &Refused) -> ServiceResponse<BoxBody> {
    let base = response.request().app_data::<web::Data<App>>().map(|app| app.base_url.clone()).unwrap_or_default();
    let help = urls::absolute(&base, urls::subsonic::APPS);
    let format = Format::of_request(response.request());
    response.into_response(refusal(refused, &format, &help)).map_into_boxed_body()
}

fn allow_pages<B>(answer: &mut HttpResponse<B>) {
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("content-length, content-range"));
}

/// 404 for methods that nobody has heard of.
///
/// # Errors
/// Always.
pub async fn nothing(_asked: super::asked::Asked) -> Result<HttpResponse, Refused> {
    Err(Refused::generic("There is no such method.").with_status(StatusCode::NOT_FOUND))
}
