//! A strict double of ListenBrainz: it takes what the real one takes, and nothing else.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::{Value, json};

pub const TOKEN: &str = "0190-good-token";

/// The double, and what it was told.
#[derive(Default)]
pub struct State {
    /// Whether it answers 503.
    pub down: bool,
    /// Whether it does not know the token any more.
    pub forgetful: bool,
    /// Every request's body that was taken.
    pub told: Vec<Value>,
    /// Why it refused something.
    pub refused: Vec<String>,
}

#[derive(Clone)]
pub struct ListenBrainz {
    pub url: String,
    pub state: Arc<Mutex<State>>,
}

impl ListenBrainz {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let double =
            Self { url: format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port()), state: Arc::default() };
        let state = Data::from(double.state.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .route("/1/validate-token", web::get().to(validate))
                .route("/1/submit-listens", web::post().to(submit))
        });
        tokio::spawn(server.workers(1).listen(listener).unwrap().run());
        double
    }

    pub fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap());
    }

    /// The listens it was told, playing now left out.
    pub fn listens(&self) -> Vec<Value> {
        let state = self.state.lock().unwrap();
        assert!(state.refused.is_empty(), "{:?}", state.refused);
        let taken = state.told.iter().filter(|body| body["listen_type"] != "playing_now");
        taken.flat_map(|body| body["payload"].as_array().unwrap().clone()).collect()
    }
}

fn token(request: &HttpRequest) -> Option<&str> {
    request.headers().get("authorization")?.to_str().ok()?.strip_prefix("Token ")
}

async fn validate(state: Data<Mutex<State>>, request: HttpRequest) -> HttpResponse {
    if state.lock().unwrap().down {
        return HttpResponse::ServiceUnavailable().finish();
    }
    match token(&request) {
        Some(TOKEN) => HttpResponse::Ok()
            .json(json!({ "code": 200, "message": "Token valid.", "valid": true, "user_name": "annie" })),
        Some(_) => HttpResponse::Ok().json(json!({ "code": 200, "message": "Token invalid.", "valid": false })),
        None => HttpResponse::BadRequest()
            .json(json!({ "code": 400, "error": "You need to provide an Authorization token." })),
    }
}

async fn submit(state: Data<Mutex<State>>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let mut state = state.lock().unwrap();
    if state.down {
        return HttpResponse::ServiceUnavailable().finish();
    }
    if state.forgetful || token(&request) != Some(TOKEN) {
        return HttpResponse::Unauthorized().json(json!({ "code": 401, "error": "Invalid authorization token." }));
    }
    match check(&body) {
        Ok(body) => {
            state.told.push(body);
            HttpResponse::Ok().json(json!({ "status": "ok" }))
        }
        Err(why) => {
            state.refused.push(why.clone());
            HttpResponse::BadRequest().json(json!({ "code": 400, "error": why }))
        }
    }
}

fn check(body: &[u8]) -> Result<Value, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let kind = body["listen_type"].as_str().ok_or("no listen_type")?;
    let payload = body["payload"].as_array().ok_or("no payload")?;
    let many_are_right = match kind {
        "single" | "playing_now" => payload.len() == 1,
        "import" => (1..=1000).contains(&payload.len()),
        _ => return Err(format!("listen_type {kind}")),
    };
    if !many_are_right {
        return Err(format!("{} listens in a {kind}", payload.len()));
    }
    for listen in payload {
        for field in listen.as_object().ok_or("a listen that is none")?.keys() {
            if !matches!(field.as_str(), "listened_at" | "track_metadata") {
                return Err(format!("a listen with {field}"));
            }
        }
        match (kind, listen.get("listened_at")) {
            ("playing_now", None) => {}
            ("playing_now", Some(_)) => return Err("playing_now with listened_at".to_owned()),
            (_, at) if at.and_then(Value::as_i64).is_some_and(|at| at > 1_033_430_400) => {}
            _ => return Err("no listened_at".to_owned()),
        }
        for field in ["artist_name", "track_name"] {
            if listen["track_metadata"][field].as_str().is_none_or(str::is_empty) {
                return Err(format!("no {field}"));
            }
        }
        if serde_json::to_vec(listen).map_or(0, |bytes| bytes.len()) > 10_240 {
            return Err("a listen of more than 10,240 bytes".to_owned());
        }
    }
    Ok(body)
}
