//! Answers to those who want to quote.

use model::actors::Actor;
use model::ids::ActivityId;
use model::{Connection, deliveries};

use super::{Saying, inbox};
use crate::objects::quote::{self, QuoteRequest};
use crate::{Federation, FederationError};

/// A local actor lets somebody elsewhere quote something of its own, or does not. Said once for each request.
///
/// # Errors
/// When the database fails.
pub async fn quote_answered(
    connection: &mut Connection,
    federation: &Federation,
    (owner, sender): (&Actor, &Actor),
    request: QuoteRequest<'_>,
    accepts: bool,
) -> Result<(), FederationError> {
    let Some(inbox) = inbox(sender) else { return Ok(()) };
    let id = ActivityId::new();
    let address = federation.absolute(&urls::ap::activity(id.0));
    let stamp = federation.absolute(&urls::ap::quote(id.0));
    let event = format!("quote:{}", request.id);
    let saying = Saying::new(owner, if accepts { "Accept" } else { "Reject" }, request.id).once(&event);
    let said = saying.keep_as(connection, federation, id, &address, |said| match accepts {
        true => quote::accept(said, request, &stamp),
        false => quote::reject(said, request),
    });
    if let Some(id) = said.await? {
        deliveries::to_inboxes(connection, id, &[inbox]).await?;
    }
    Ok(())
}
