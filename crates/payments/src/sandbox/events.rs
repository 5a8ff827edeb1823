//! Events: the sandbox signs as Stripe does, with a secret of this process.

use chrono::{DateTime, Utc};
use serde_json::json;
use stripe_webhook::Webhook;

use super::{Sandbox, fresh};
use crate::signature;
use crate::{Event, EventError, Subject};

/// What something happened to.
pub(super) enum Happened<'a> {
    Checkout(&'a str),
    Payment(&'a str),
    Subscription(&'a str),
    Account(&'a str),
}

impl Happened<'_> {
    pub(super) fn event(self, kind: &str, account: &str) -> Event {
        let subject = match self {
            Self::Checkout(id) => Subject::Checkout(id.to_owned()),
            Self::Payment(id) => Subject::Payment(id.to_owned()),
            Self::Subscription(id) => Subject::Subscription(id.to_owned()),
            Self::Account(id) => Subject::Account(id.to_owned()),
        };
        Event { id: fresh("evt"), kind: kind.to_owned(), account: account.to_owned(), subject }
    }
}

impl Sandbox {
    /// An event as it is sent: the body, and the signature of that moment.
    #[must_use]
    pub fn signed(&self, event: &Event, now: DateTime<Utc>) -> (Vec<u8>, String) {
        let (object, id) = match &event.subject {
            Subject::Checkout(id) => ("checkout.session", id.as_str()),
            Subject::Payment(id) => ("payment_intent", id.as_str()),
            Subject::Subscription(id) => ("subscription", id.as_str()),
            Subject::Account(id) => ("account", id.as_str()),
            Subject::Other => ("other", ""),
        };
        let data = json!({ "object": { "object": object, "id": id } });
        let body = json!({ "id": event.id, "type": event.kind, "account": event.account, "data": data }).to_string();
        let signature = Webhook::generate_test_header(&body, &self.webhook_secret, Some(now.timestamp()));
        (body.into_bytes(), signature)
    }

    pub(super) fn read_event(&self, body: &[u8], signature: &str, now: DateTime<Utc>) -> Result<Event, EventError> {
        signature::check(body, signature, &self.webhook_secret, now)?;
        crate::envelope::read(body)
    }
}
