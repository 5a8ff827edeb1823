use serde_json::{Value, json};

/// A refusal as Meilisearch words it.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub status: u16,
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A request that cannot be right.
    pub(super) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(super) fn no_index(uid: &str) -> Self {
        Self::new(404, "index_not_found", format!("Index `{uid}` not found."))
    }

    pub(super) fn body(&self) -> Value {
        let kind = match self.status {
            401 | 403 => "auth",
            500.. => "internal",
            _ => "invalid_request",
        };
        let link = format!("https://docs.meilisearch.com/errors#{}", self.code);
        json!({ "message": self.message, "code": self.code, "type": kind, "link": link })
    }
}

/// A status and a body.
pub(super) type Answer = Result<(u16, Value), Refusal>;

/// The fields of an object, none of which is unknown.
pub(super) fn known_fields<'a>(body: &'a Value, known: &[&str]) -> Result<&'a serde_json::Map<String, Value>, Refusal> {
    let object =
        body.as_object().ok_or_else(|| Refusal::bad("bad_request", "Invalid value type: expected an object"))?;
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            let expected = known.join("`, `");
            Err(Refusal::bad("bad_request", format!("Unknown field `{name}`: expected one of `{expected}`")))
        }
        None => Ok(object),
    }
}
