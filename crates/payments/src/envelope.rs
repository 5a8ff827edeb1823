//! What of an event is read: its id, and what it is about. Everything else is asked of the provider anew.

use serde::Deserialize;

use crate::{Event, EventError, Subject};

/// An event as the provider writes it.
#[derive(Deserialize)]
pub(crate) struct Envelope {
    /// The provider's id of it.
    pub(crate) id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    account: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

/// The few fields by which an object leads to what we keep; each may be an id, or the object itself.
#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    object: String,
    #[serde(default)]
    payment_intent: Option<Reference>,
    #[serde(default)]
    subscription: Option<Reference>,
    #[serde(default)]
    parent: Option<Parent>,
}

#[derive(Deserialize)]
struct Parent {
    #[serde(default)]
    subscription_details: Option<SubscriptionDetails>,
}

#[derive(Deserialize)]
struct SubscriptionDetails {
    #[serde(default)]
    subscription: Option<Reference>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Reference {
    Id(String),
    Whole { id: String },
}

impl Reference {
    fn into_id(self) -> String {
        match self {
            Self::Id(id) | Self::Whole { id } => id,
        }
    }
}

/// Reads an event whose signature was checked.
pub(crate) fn read(body: &[u8]) -> Result<Event, EventError> {
    let mut envelope: Envelope =
        serde_json::from_slice(body).map_err(|error| EventError::Unreadable(error.to_string()))?;
    // Sellers' money moves on their accounts only: what happens on the co-op's own is none of ours.
    let Some(account) = envelope.account.take() else {
        return Ok(Event { id: envelope.id, kind: envelope.kind, account: String::new(), subject: Subject::Other });
    };
    Ok(envelope.on(account))
}

impl Envelope {
    /// The event, as one of this account.
    pub(crate) fn on(self, account: String) -> Event {
        let subject = subject(self.data.object, &account);
        Event { id: self.id, kind: self.kind, account, subject }
    }
}

fn subject(object: Object, account: &str) -> Subject {
    let payment = object.payment_intent.map(Reference::into_id);
    let subscription = || {
        let details = object.parent.and_then(|parent| parent.subscription_details);
        details.and_then(|details| details.subscription).or(object.subscription).map(Reference::into_id)
    };
    let found = match object.object.as_str() {
        "checkout.session" => object.id.map(Subject::Checkout),
        "payment_intent" => object.id.map(Subject::Payment),
        "charge" | "refund" | "dispute" => payment.map(Subject::Payment),
        "subscription" => object.id.map(Subject::Subscription),
        "invoice" => subscription().map(Subject::Subscription),
        // A seller who takes our access back sends an event about our application.
        "account" | "application" | "capability" => Some(Subject::Account(account.to_owned())),
        _ => None,
    };
    found.unwrap_or(Subject::Other)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn about(object: &Value) -> Subject {
        let event = json!({ "id": "evt_1", "type": "x.y", "account": "acct_1", "data": { "object": object } });
        read(event.to_string().as_bytes()).unwrap().subject
    }

    #[test]
    fn an_event_leads_to_what_we_keep() {
        let payment = || Subject::Payment("pi_1".to_owned());
        let subscription = || Subject::Subscription("sub_1".to_owned());
        let checkout = json!({ "object": "checkout.session", "id": "cs_1", "payment_intent": "pi_1" });
        assert_eq!(about(&checkout), Subject::Checkout("cs_1".to_owned()));
        assert_eq!(about(&json!({ "object": "payment_intent", "id": "pi_1" })), payment());
        assert_eq!(about(&json!({ "object": "charge", "id": "ch_1", "payment_intent": "pi_1" })), payment());
        assert_eq!(about(&json!({ "object": "refund", "id": "re_1", "payment_intent": { "id": "pi_1" } })), payment());
        assert_eq!(about(&json!({ "object": "dispute", "id": "dp_1", "payment_intent": "pi_1" })), payment());
        assert_eq!(about(&json!({ "object": "dispute", "id": "dp_1", "payment_intent": null })), Subject::Other);
        assert_eq!(about(&json!({ "object": "subscription", "id": "sub_1" })), subscription());
        let parent = json!({ "subscription_details": { "subscription": "sub_1" } });
        assert_eq!(about(&json!({ "object": "invoice", "id": "in_1", "parent": parent })), subscription());
        assert_eq!(about(&json!({ "object": "invoice", "id": "in_1", "subscription": "sub_1" })), subscription());
        assert_eq!(about(&json!({ "object": "invoice", "id": "in_1", "parent": null })), Subject::Other);
        assert_eq!(about(&json!({ "object": "application", "id": "ca_1" })), Subject::Account("acct_1".to_owned()));
        assert_eq!(about(&json!({ "object": "topup", "id": "tu_1" })), Subject::Other);
    }

    #[test]
    fn the_co_ops_own_account_is_none_of_ours() {
        let event = json!({ "id": "evt_1", "type": "x", "data": { "object": { "object": "charge", "payment_intent": "pi_1" } } });
        let event = read(event.to_string().as_bytes()).unwrap();
        assert_eq!((event.account.as_str(), event.subject), ("", Subject::Other));
    }

    #[test]
    fn nonsense_is_no_event() {
        for body in ["", "{}", "[]", r#"{"id":1,"type":"x","data":{"object":{}}}"#] {
            assert!(matches!(read(body.as_bytes()), Err(EventError::Unreadable(_))), "{body}");
        }
    }
}
