//! The door: who calls, at which version, for which account; and the same answer for the same key.

use std::sync::{Mutex, PoisonError};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde_json::Value;

use super::answers::{Answer, Refusal};
use super::form::Form;
use super::state::{Remembered, State};
use super::{Health, StripeDouble, accounts, invoices, money, portal, sessions, subscriptions};

/// A call.
pub(super) struct Call {
    pub method: String,
    pub path: String,
    /// The seller's account; empty for the co-op's own.
    pub account: String,
    pub form: Form,
}

pub(super) async fn serve(request: HttpRequest, body: web::Bytes, state: web::Data<Mutex<State>>) -> HttpResponse {
    let lock = || state.lock().unwrap_or_else(PoisonError::into_inner);
    let health = lock().health;
    match health {
        Health::Well | Health::Forgetful => {}
        Health::Slow(time) => tokio::time::sleep(time).await,
        Health::Answers(status) => return respond(status, &Refusal::new(status, "", "The double is ill.").body()),
    }
    let (status, answer) = answer(&mut lock(), &request, &body);
    if health == Health::Forgetful {
        return HttpResponse::BadGateway().body("<html>a proxy's page</html>");
    }
    respond(status, &answer)
}

fn respond(status: u16, body: &Value) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).json(body)
}

fn answer(state: &mut State, request: &HttpRequest, body: &[u8]) -> (u16, Value) {
    state.calls += 1;
    let answer = admitted(state, request, body);
    match answer {
        Ok(answer) => (200, answer),
        Err(refusal) => (refusal.status, refusal.body()),
    }
}

fn admitted(state: &mut State, request: &HttpRequest, body: &[u8]) -> Answer {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if header("authorization") != format!("Bearer {}", StripeDouble::SECRET_KEY) {
        return Err(Refusal::new(401, "", "Invalid API Key provided."));
    }
    if header("stripe-version") != StripeDouble::VERSION {
        return Err(Refusal::new(400, "", &format!("Invalid Stripe API version: {}", header("stripe-version"))));
    }
    let path = request.path().strip_prefix("/v1/").unwrap_or_default().to_owned();
    let account = header("stripe-account").to_owned();
    let of_co_op = path == "accounts" || path.starts_with("accounts/") || path == "account_links";
    if of_co_op != account.is_empty() {
        return Err(Refusal::new(400, "", "This call belongs to another account."));
    }
    if !of_co_op && !state.is_connected(&account) {
        return Err(Refusal::new(403, "account_invalid", &format!("The key does not have access to '{account}'.")));
    }
    let sent = String::from_utf8_lossy(body).into_owned();
    let text = if request.method() == "POST" { sent.as_str() } else { request.query_string() };
    let form = Form::read(text)?;
    let call = Call { method: request.method().to_string(), path, account, form };
    remembered(state, &call, header("idempotency-key"), &sent)
}

/// Orders carry a key: what is asked again gets the answer it had.
fn remembered(state: &mut State, call: &Call, key: &str, sent: &str) -> Answer {
    if call.method != "POST" {
        return routed(state, call);
    }
    let must_have_key = ["accounts", "checkout/sessions", "refunds", "products"].contains(&call.path.as_str());
    if key.is_empty() {
        if must_have_key {
            return Err(Refusal::new(400, "", "The double wants an Idempotency-Key for what makes something."));
        }
        return routed(state, call);
    }
    let name = format!("{} {key}", call.account);
    let asked = format!("{} {sent}", call.path);
    if let Some(before) = state.remembered.get(&name) {
        if before.asked != asked {
            let message = "Keys for idempotent requests can only be used with the same parameters.";
            return Err(Refusal::new(400, "idempotency_error", message));
        }
        return before.answer.clone();
    }
    let answer = routed(state, call);
    // What was refused for its form was never begun, and may be asked again.
    if answer.as_ref().is_ok() || answer.as_ref().is_err_and(|refusal| refusal.status == 402) {
        state.remembered.insert(name, Remembered { asked, answer: answer.clone() });
    }
    answer
}

fn routed(state: &mut State, call: &Call) -> Answer {
    let parts: Vec<&str> = call.path.split('/').collect();
    match (call.method.as_str(), parts.as_slice()) {
        ("POST", ["accounts"]) => accounts::create(state, call),
        ("GET", ["accounts", id]) => accounts::show(state, id),
        ("POST", ["account_links"]) => accounts::link(state, call),
        ("POST", ["checkout", "sessions"]) => sessions::create(state, call),
        ("GET", ["checkout", "sessions"]) => sessions::list(state, call),
        ("GET", ["checkout", "sessions", id]) => state.show(call, "checkout.session", id),
        ("POST", ["checkout", "sessions", id, "expire"]) => sessions::expire(state, call, id),
        ("GET", ["payment_intents"]) => money::intents(state, call),
        ("GET", ["payment_intents", id]) => state.show(call, "payment_intent", id),
        ("GET", ["disputes"]) => money::disputes(state, call),
        ("GET", ["events"]) => state.history(call),
        ("POST", ["refunds"]) => money::refund(state, call),
        ("POST", ["products"]) => subscriptions::create_product(state, call),
        ("GET", ["subscriptions", id]) => state.show(call, "subscription", id),
        ("POST", ["subscriptions", id]) => subscriptions::update(state, call, id),
        ("DELETE", ["subscriptions", id]) => subscriptions::cancel(state, call, id),
        ("GET", ["invoices"]) => invoices::list(state, call),
        ("GET", ["invoice_payments"]) => invoices::payments(state, call),
        ("GET", ["billing_portal", "configurations"]) => portal::configurations(state, call),
        ("POST", ["billing_portal", "configurations"]) => portal::configure(state, call),
        ("POST", ["billing_portal", "sessions"]) => portal::open(state, call),
        _ => Err(Refusal::new(404, "", &format!("Unrecognized request URL ({} /v1/{})", call.method, call.path))),
    }
}
