//! An answer and the three formats it can have.

use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::VERSION;
use super::asked::Asked;
use super::refused::Refused;
use super::xml;

/// In which format an app wants its answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Format {
    /// What the API began with.
    #[default]
    Xml,
    /// What most apps ask for.
    Json,
    /// JSON inside of a call of this function.
    Jsonp(String),
}

impl Format {
    /// The format that is asked for; XML where nothing is said or nothing can be meant.
    #[must_use]
    pub fn of(asked: &Asked) -> Self {
        match asked.get("f") {
            Some("json") => Self::Json,
            Some("jsonp") => {
                let name = asked.get("callback").unwrap_or("callback");
                // It is run by a page: nothing but a name.
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$' | '.');
                Self::Jsonp(name.chars().filter(|letter| is_name(*letter)).take(100).collect())
            }
            _ => Self::Xml,
        }
    }

    /// The format that a request asked for.
    #[must_use]
    pub fn of_request(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }

    fn write(&self, body: Map<String, Value>) -> (&'static str, String) {
        match self {
            Self::Xml => ("text/xml; charset=utf-8", xml::write(&body)),
            Self::Json => ("application/json", json!({ "subsonic-response": body }).to_string()),
            Self::Jsonp(name) => {
                ("text/javascript; charset=utf-8", format!("{name}({});", json!({ "subsonic-response": body })))
            }
        }
    }
}

/// What an app gets: nothing but "ok", or one thing under its name.
#[derive(Debug, Clone, Default)]
pub struct Answer(Option<(&'static str, Value)>);

impl Answer {
    /// Nothing but "ok".
    #[must_use]
    pub fn ok() -> Self {
        Self(None)
    }

    /// One thing.
    ///
    /// # Errors
    /// When it cannot be written: none of ours.
    pub fn of(name: &'static str, what: &impl Serialize) -> Result<Self, Refused> {
        let value =
            serde_json::to_value(what).map_err(|error| Refused::from(crate::error::PageError::internal(error)))?;
        Ok(Self(Some((name, without_nulls(value)))))
    }

    /// A list under its name inside of another name: `<albumList><album/></albumList>`.
    ///
    /// # Errors
    /// When it cannot be written: none of ours.
    pub fn list(outer: &'static str, inner: &'static str, what: &impl Serialize) -> Result<Self, Refused> {
        let Self(list) = Self::of(inner, what)?;
        Ok(Self(list.map(|(_, list)| (outer, json!({ inner: list })))))
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut body = frame("ok");
        if let Some((name, value)) = self.0 {
            body.insert(name.to_owned(), value);
        }
        send(StatusCode::OK, &Format::of_request(request), body)
    }
}

/// What is nothing is left out: apps take `null` for something.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(parts) => {
            let something = parts.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(something.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_nulls).collect()),
        plain => plain,
    }
}

/// A refusal in the format that was asked for; `help` is the page of app passwords.
#[must_use]
pub fn refusal(refused: &Refused, format: &Format, help: &str) -> HttpResponse {
    let mut error = Map::new();
    error.insert("code".to_owned(), refused.code.into());
    error.insert("message".to_owned(), refused.message.as_str().into());
    if refused.helps {
        error.insert("helpUrl".to_owned(), help.into());
    }
    let mut body = frame("failed");
    body.insert("error".to_owned(), error.into());
    send(refused.status, format, body)
}

fn frame(status: &str) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("status".to_owned(), status.into());
    body.insert("version".to_owned(), VERSION.into());
    body.insert("type".to_owned(), "tonewood".into());
    body.insert("serverVersion".to_owned(), env!("CARGO_PKG_VERSION").into());
    body.insert("openSubsonic".to_owned(), true.into());
    body
}

fn send(status: StatusCode, format: &Format, body: Map<String, Value>) -> HttpResponse {
    let (content_type, text) = format.write(body);
    HttpResponse::build(status)
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(text)
}
