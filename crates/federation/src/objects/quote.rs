//! Quotes of what is ours (FEP-044f): the answer to whoever asks, and the stamp that others find the yes by.

use serde_json::{Value, json};

use super::activity::{self, Said};

/// Somebody's wish to quote something.
#[derive(Debug, Clone, Copy)]
pub struct QuoteRequest<'a> {
    /// Its id.
    pub id: &'a str,
    /// Whose it is.
    pub actor: &'a str,
    /// What is to be quoted; ours.
    pub target: &'a str,
    /// The note that quotes; theirs.
    pub quote: &'a str,
}

impl QuoteRequest<'_> {
    fn document(self) -> Value {
        json!({
            "id": self.id, "type": "QuoteRequest", "actor": self.actor, "object": self.target, "instrument": self.quote,
        })
    }
}

/// Yes; `stamp` is the address of [`authorization`].
#[must_use]
pub fn accept(said: &Said<'_>, request: QuoteRequest<'_>, stamp: &str) -> Value {
    let mut document = activity::accept(said, request.actor, request.document());
    if let Value::Object(members) = &mut document {
        members.insert("@context".to_owned(), context());
        members.insert("result".to_owned(), json!(stamp));
    }
    document
}

/// No.
#[must_use]
pub fn reject(said: &Said<'_>, request: QuoteRequest<'_>) -> Value {
    let mut document = activity::reject(said, request.actor, request.document());
    if let Value::Object(members) = &mut document {
        members.insert("@context".to_owned(), context());
    }
    document
}

/// What the stamp of a yes says; none for other activities.
#[must_use]
pub fn authorization(accept: &Value) -> Option<Value> {
    let request = accept.get("object").filter(|request| request.get("type") == Some(&json!("QuoteRequest")))?;
    Some(json!({
        "@context": context(),
        "id": accept.get("result")?,
        "type": "QuoteAuthorization",
        "attributedTo": accept.get("actor")?,
        "interactingObject": request.get("instrument")?,
        "interactionTarget": request.get("object")?,
    }))
}

fn context() -> Value {
    let id = |term: &str| json!({ "@id": term, "@type": "@id" });
    json!([
        "https://www.w3.org/ns/activitystreams",
        {
            "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
            "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
            "gts": "https://gotosocial.org/ns#",
            "interactingObject": id("gts:interactingObject"),
            "interactionTarget": id("gts:interactionTarget"),
        },
    ])
}
