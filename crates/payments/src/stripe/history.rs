//! What happened on an account: Stripe keeps its events for thirty days, whether or not its webhook reached anybody.

use std::collections::HashMap;

use ::stripe::RequestStrategy;
use chrono::{DateTime, Utc};
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::Stripe;
use super::pictures::List;
use crate::envelope::Envelope;
use crate::{Event, PaymentError, Subject};

/// How many of a list Stripe gives at once.
const PAGE: &str = "100";

impl Stripe {
    pub(super) async fn history(&self, account: &str, since: DateTime<Utc>) -> Result<Vec<Event>, PaymentError> {
        let since = since.timestamp().to_string();
        let mut found = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let request = RequestBuilder::new(StripeMethod::Get, "/events").query(&query(&since, last.as_deref()));
            let page: List<Envelope> = self.send(Some(account), request, RequestStrategy::Once).await?;
            last = page.data.last().map(|envelope| envelope.id.clone());
            let events = page.data.into_iter().map(|envelope| envelope.on(account.to_owned()));
            found.extend(events.filter(|event| event.subject != Subject::Other));
            if !page.has_more {
                // The oldest first, as they would have come.
                found.reverse();
                return Ok(found);
            }
        }
    }
}

fn query<'a>(since: &'a str, last: Option<&'a str>) -> HashMap<&'static str, &'a str> {
    let after = last.map(|last| ("starting_after", last));
    [("limit", PAGE), ("created[gte]", since)].into_iter().chain(after).collect()
}
