//! Another server: it has people, keeps what is brought to their inboxes, and answers as the test says.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::Duration;

use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use federation::keys::RsaKey;
use federation::signatures::Signer;
use serde_json::{Value, json};

/// The address everybody is reached at.
pub const EVERYBODY: &str = "https://www.w3.org/ns/activitystreams#Public";

/// One key for everybody: to make one takes long, and here nobody has anything to hide.
static KEY: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::generate().unwrap());
/// The key of nobody.
pub static OTHER_KEY: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::generate().unwrap());

/// How an inbox answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// 202.
    Takes,
    /// This status.
    Says(u16),
    /// This status, and after how many seconds to come again.
    Later(u16, u64),
    /// 202 after a while.
    Slow(Duration),
}

/// What was brought to an inbox.
#[derive(Debug, Clone)]
pub struct Got {
    /// The inbox.
    pub path: String,
    /// The activity.
    pub body: Value,
    /// The bytes it came as.
    pub bytes: Vec<u8>,
    /// Its headers.
    pub headers: Vec<(String, String)>,
}

struct State {
    documents: HashMap<String, Value>,
    gone: Vec<String>,
    redirects: HashMap<String, String>,
    moods: HashMap<String, Mood>,
    got: Vec<Got>,
    asked: Vec<String>,
    signed_only: bool,
}

/// A server that stops when dropped.
pub struct Peer {
    /// Its name, that only the test knows.
    pub host: String,
    /// Where it is.
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    handle: actix_web::dev::ServerHandle,
}

/// Somebody there.
#[derive(Clone)]
pub struct Person {
    /// Its id.
    pub uri: String,
    /// Signs for it.
    pub signer: Signer,
    /// What its server says of it.
    pub document: Value,
}

impl Peer {
    pub fn start(host: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            documents: HashMap::new(),
            gone: Vec::new(),
            redirects: HashMap::new(),
            moods: HashMap::new(),
            got: Vec::new(),
            asked: Vec::new(),
            signed_only: false,
        }));
        let shared = web::Data::from(Arc::clone(&state));
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(answer)))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { host: host.to_owned(), address, state, handle }
    }

    /// Somebody who lives here.
    pub fn person(&self, name: &str) -> Person {
        let uri = format!("http://{}/users/{name}", self.host);
        let document = json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": uri, "type": "Person", "preferredUsername": name, "name": name,
            "inbox": format!("{uri}/inbox"),
            "outbox": format!("{uri}/outbox"),
            "followers": format!("{uri}/followers"),
            "featured": format!("{uri}/featured"),
            "endpoints": {"sharedInbox": format!("http://{}/inbox", self.host)},
            "publicKey": {"id": format!("{uri}#main-key"), "owner": uri, "publicKeyPem": KEY.public_pem().unwrap()},
        });
        self.says(&document);
        Person { signer: signer(&KEY, &uri), uri, document }
    }

    /// Gives this document under its id from now on.
    pub fn says(&self, document: &Value) {
        let id = document["id"].as_str().unwrap();
        let path = id.split_once("://").unwrap().1.split_once('/').unwrap().1;
        self.state().documents.insert(format!("/{path}"), document.clone());
    }

    /// Gives this document under this path, whatever its id is.
    pub fn answers(&self, path: &str, document: &Value) {
        self.state().documents.insert(path.to_owned(), document.clone());
    }

    /// Answers 410 for a path.
    pub fn forgets(&self, path: &str) {
        self.state().gone.push(path.to_owned());
    }

    /// Sends whoever asks for a path elsewhere.
    pub fn redirects(&self, path: &str, to: &str) {
        self.state().redirects.insert(path.to_owned(), to.to_owned());
    }

    /// How one inbox answers from now on, or all of them where `path` is empty.
    pub fn mood(&self, path: &str, mood: Mood) {
        self.state().moods.insert(path.to_owned(), mood);
    }

    /// Shows nothing to those who do not sign.
    pub fn wants_signatures(&self) {
        self.state().signed_only = true;
    }

    /// All that was brought, in order.
    pub fn got(&self) -> Vec<Got> {
        self.state().got.clone()
    }

    /// The types of what was brought.
    pub fn kinds(&self) -> Vec<String> {
        self.got().iter().map(|got| got.body["type"].as_str().unwrap().to_owned()).collect()
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

impl Person {
    /// Something this person says of `object`, under a new id.
    pub fn say(&self, kind: &str, object: impl Into<Value>) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{}/activities/{}", self.uri, uuid::Uuid::now_v7()),
            "type": kind, "actor": self.uri, "object": object.into(),
        })
    }

    /// A public note of this person's, an answer to `to` where there is one.
    pub fn note(&self, words: &str, to: Option<&str>) -> Value {
        json!({
            "id": format!("{}/notes/{}", self.uri, uuid::Uuid::now_v7()),
            "type": "Note", "attributedTo": self.uri, "content": format!("<p>{words}</p>"),
            "to": [EVERYBODY], "cc": [format!("{}/followers", self.uri)], "inReplyTo": to,
            "published": "2026-11-20T10:00:00Z",
        })
    }

    /// Somebody with this id, at a server that exists only by its name.
    pub fn nowhere(uri: &str) -> Self {
        Self { uri: uri.to_owned(), signer: signer(&KEY, uri), document: Value::Null }
    }

    /// The same person with another private key, that nobody was told of.
    pub fn with_new_key(&self) -> Self {
        let mut document = self.document.clone();
        document["publicKey"]["publicKeyPem"] = json!(OTHER_KEY.public_pem().unwrap());
        Self { signer: signer(&OTHER_KEY, &self.uri), uri: self.uri.clone(), document }
    }
}

fn signer(key: &RsaKey, uri: &str) -> Signer {
    Signer::from_pkcs8(format!("{uri}#main-key"), &key.pkcs8().unwrap()).unwrap()
}

/// Signs by the draft, over these headers alone.
pub fn signature_over(key_id: &str, lines: &[(&str, &str)]) -> String {
    use base64::Engine as _;
    let base: Vec<String> = lines.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let signature = base64::engine::general_purpose::STANDARD.encode(KEY.sign(base.join("\n").as_bytes()).unwrap());
    let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
    format!(r#"keyId="{key_id}",algorithm="rsa-sha256",headers="{}",signature="{signature}""#, names.join(" "))
}

async fn answer(request: HttpRequest, body: web::Bytes, state: web::Data<Mutex<State>>) -> HttpResponse {
    let path = request.path().to_owned();
    if request.method() == Method::POST {
        let mood = {
            let mut state = state.lock().unwrap();
            let mood = state.moods.get(&path).or_else(|| state.moods.get("")).copied().unwrap_or(Mood::Takes);
            if matches!(mood, Mood::Takes | Mood::Slow(_)) {
                let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
                let headers = request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
                let bytes = body.to_vec();
                state.got.push(Got { path, body: serde_json::from_slice(&body).unwrap(), bytes, headers });
            }
            mood
        };
        return match mood {
            Mood::Takes => HttpResponse::Accepted().finish(),
            Mood::Says(status) => HttpResponse::build(StatusCode::from_u16(status).unwrap()).finish(),
            Mood::Later(status, seconds) => HttpResponse::build(StatusCode::from_u16(status).unwrap())
                .insert_header(("retry-after", seconds.to_string()))
                .finish(),
            Mood::Slow(pause) => {
                tokio::time::sleep(pause).await;
                HttpResponse::Accepted().finish()
            }
        };
    }
    let mut state = state.lock().unwrap();
    state.asked.push(path.clone());
    if let Some(to) = state.redirects.get(&path) {
        return HttpResponse::Found().insert_header(("location", to.as_str())).finish();
    }
    if state.gone.contains(&path) {
        return HttpResponse::Gone().finish();
    }
    if state.signed_only && !request.headers().contains_key("signature") {
        return HttpResponse::Unauthorized().finish();
    }
    match state.documents.get(&path) {
        Some(document) => HttpResponse::Ok().content_type("application/activity+json").body(document.to_string()),
        None => HttpResponse::NotFound().finish(),
    }
}
