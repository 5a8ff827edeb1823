//! The door: who calls, and for what.

use std::sync::{Mutex, PoisonError};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde_json::{Value, json};

use super::answers::{Answer, Refusal};
use super::state::State;
use super::{MeilisearchDouble, indexes, search, tasks};
use crate::Health;

pub(super) async fn serve(request: HttpRequest, body: web::Bytes, state: web::Data<Mutex<State>>) -> HttpResponse {
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let health = lock().health;
    match health {
        Health::Well | Health::Forgetful => {}
        Health::Slow(time) => tokio::time::sleep(time).await,
        Health::Answers(status) => {
            return respond(status, &Refusal::new(status, "internal", "The double is ill.").body());
        }
    }
    let answered = answer(&mut lock(), &request, &body);
    if health == Health::Forgetful {
        return HttpResponse::BadGateway().body("<html>a proxy's page</html>");
    }
    match answered {
        Ok((status, body)) => respond(status, &body),
        Err(refusal) => respond(refusal.status, &refusal.body()),
    }
}

fn respond(status: u16, body: &Value) -> HttpResponse {
    HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)).json(body)
}

fn answer(state: &mut State, request: &HttpRequest, body: &[u8]) -> Answer {
    state.calls += 1;
    state.work();
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if request.path() == "/health" {
        return Ok((200, json!({ "status": "available" })));
    }
    let key = header("authorization").ok_or_else(|| {
        Refusal::new(
            401,
            "missing_authorization_header",
            "The Authorization header is missing. It must use the bearer authorization method.",
        )
    })?;
    if key != format!("Bearer {}", MeilisearchDouble::KEY) {
        return Err(Refusal::new(403, "invalid_api_key", "The provided API key is invalid."));
    }
    let has_body = matches!(request.method().as_str(), "POST" | "PATCH" | "PUT");
    if has_body && header("content-type") != Some("application/json") {
        return Err(Refusal::new(
            415,
            "invalid_content_type",
            "The Content-Type is invalid. Accepted values: `application/json`",
        ));
    }
    let malformed = |_| Refusal::bad("malformed_payload", "The json payload provided is malformed.");
    let body = if has_body { serde_json::from_slice(body).map_err(malformed)? } else { Value::Null };
    routed(state, request, body)
}

fn routed(state: &mut State, request: &HttpRequest, body: Value) -> Answer {
    let path = request.path().trim_start_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    match (request.method().as_str(), parts.as_slice()) {
        ("POST", ["indexes"]) => indexes::create(state, &body),
        ("GET", ["indexes", uid]) => indexes::show(state, uid),
        ("DELETE", ["indexes", uid]) => indexes::delete(state, uid),
        ("PATCH", ["indexes", uid, "settings"]) => indexes::set(state, uid, body),
        ("GET", ["indexes", uid, "stats"]) => indexes::stats(state, uid),
        ("POST", ["indexes", uid, "documents"]) => indexes::put(state, uid, request.query_string(), body),
        ("POST", ["indexes", uid, "documents", "delete-batch"]) => indexes::remove(state, uid, &body),
        ("POST", ["indexes", uid, "search"]) => search::one(state, uid, &body),
        ("POST", ["multi-search"]) => search::several(state, &body),
        ("POST", ["swap-indexes"]) => indexes::swap(state, &body),
        ("GET", ["tasks", uid]) => tasks::show(state, uid),
        _ => Err(Refusal::new(404, "not_found", format!("the double knows no {} {path}", request.method()))),
    }
}
