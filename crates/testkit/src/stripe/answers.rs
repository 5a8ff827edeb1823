use serde_json::{Value, json};

/// A refusal as Stripe words it.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub status: u16,
    kind: &'static str,
    code: &'static str,
    param: String,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: &str) -> Self {
        let kind = match status {
            402 => "card_error",
            500.. => "api_error",
            _ if code == "idempotency_error" => "idempotency_error",
            _ => "invalid_request_error",
        };
        Self { status, kind, code, param: String::new(), message: message.to_owned() }
    }

    pub(super) fn of_param(code: &'static str, param: &str, message: &str) -> Self {
        Self { param: param.to_owned(), ..Self::new(400, code, message) }
    }

    pub(super) fn invalid(param: &str, message: &str) -> Self {
        Self::of_param("", param, message)
    }

    pub(super) fn missing(what: &str, id: &str) -> Self {
        Self::new(404, "resource_missing", &format!("No such {what}: '{id}'"))
    }

    pub(super) fn body(&self) -> Value {
        let mut error = json!({ "type": self.kind, "message": self.message });
        for (name, value) in [("code", self.code), ("param", self.param.as_str())] {
            if !value.is_empty() {
                error[name] = Value::from(value);
            }
        }
        json!({ "error": error })
    }
}

pub(super) type Answer = Result<Value, Refusal>;
