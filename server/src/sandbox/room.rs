//! The sandbox, where there is one, and what it tells.

use std::sync::Arc;

use model::sellers::ProviderName;
use payments::{Event, PaymentError, Sandbox};
use worker::settling;

use crate::app::App;
use crate::error::PageError;
use crate::visit::Visit;

/// The sandbox.
///
/// # Errors
/// 404 where another provider takes the money, or nobody.
pub fn of(app: &App) -> Result<&Arc<Sandbox>, PageError> {
    app.payments.sandbox().ok_or_else(PageError::not_found)
}

/// What the sandbox answers as an error: what nobody has is not there.
#[must_use]
pub fn failed(error: PaymentError) -> PageError {
    match error {
        PaymentError::Unknown(_) => PageError::not_found(),
        PaymentError::Refused { message, .. } => PageError::bad_request(&message),
        PaymentError::Unavailable(cause) => PageError::unavailable(cause),
    }
}

/// Tells of an event as the provider would, by what a webhook does; a job looks at it.
///
/// # Errors
/// When the database fails.
pub async fn tell(visit: &Visit, event: &Event) -> Result<(), PageError> {
    settling::keep(&mut *visit.db().await?, ProviderName::Sandbox, event).await?;
    Ok(())
}

/// The path of an address of ours, for a redirect; the start page for any other.
#[must_use]
pub fn local<'a>(app: &App, address: &'a str) -> &'a str {
    address.strip_prefix(app.base_url.as_str()).filter(|path| path.starts_with('/')).unwrap_or("/")
}
