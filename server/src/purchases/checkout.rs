//! The provider's page on which a purchase is paid.

use actix_web::http::StatusCode;
use chrono::Utc;
use model::Connection;
use model::purchases::{self, Purchase, PurchaseState};
use payments::{Buyer, Line, NewCheckout, PaymentError};

use crate::app::App;
use crate::error::PageError;
use crate::purchases::held;

/// Where a purchase is paid: the provider's page of it, the same however often it is asked for.
///
/// # Errors
/// When the provider does not answer or refuses: nothing is lost, and the page leads to the same order.
pub async fn open(app: &App, db: &mut Connection, purchase: &Purchase) -> Result<String, PageError> {
    let own = urls::absolute(&app.base_url, &held::page(app, purchase));
    let again = urls::money::payment(purchase.id.0, &held::key(app, purchase.id));
    let Some((_, provider)) = app.payments.provider().filter(|(name, _)| *name == purchase.provider) else {
        return Err(failed(&PaymentError::Unavailable("it is not set up any more".to_owned()), &again));
    };
    let new = NewCheckout {
        reference: purchase.id.to_string(),
        buyer: Buyer { email: purchase.email.clone(), customer: None },
        currency: purchase.currency.clone(),
        line: Line { name: purchase.title.clone(), image: None, amount_minor: purchase.amount_minor },
        plan: None,
        co_op_fee_minor: purchase.co_op_fee_minor,
        co_op_fee_bp: i32::from(app.settings.co_op_fee_bp),
        provider_tax: app.settings.stripe.as_ref().is_some_and(|stripe| stripe.tax),
        success_url: own.clone(),
        cancel_url: own,
        expires_at: purchases::payable_until(db, purchase.id, Utc::now()).await?,
    };
    let made = provider.checkout(&purchase.provider_account, &new).await.map_err(|error| failed(&error, &again))?;
    if purchase.checkout_id.as_deref() != Some(made.id.as_str()) {
        purchases::attach_checkout(db, purchase.id, &made.id).await?;
    }
    Ok(made.url)
}

/// Ends the provider's pages of purchases that others took the place of. One that cannot be reached ends by itself.
pub async fn close(app: &App, superseded: &[Purchase]) {
    for purchase in superseded {
        let Some((_, provider)) = app.payments.provider() else { return };
        let Some(checkout) = &purchase.checkout_id else { continue };
        if let Err(error) = provider.expire_checkout(&purchase.provider_account, checkout).await {
            tracing::warn!(%error, purchase = %purchase.id, "a checkout could not be ended");
        }
        if let Err(error) = worker::settling::purchase(&app.payments, &app.pool, purchase.id).await {
            tracing::warn!(%error, purchase = %purchase.id, "a purchase could not be settled");
        }
    }
}

/// The one of them that turned out to have been paid.
///
/// # Errors
/// When the database fails.
pub async fn paid_of(db: &mut Connection, superseded: &[Purchase]) -> Result<Option<Purchase>, PageError> {
    for purchase in superseded {
        let now = purchases::find(db, purchase.id).await?;
        if let Some(paid) = now.filter(|now| now.state == PurchaseState::Paid) {
            return Ok(Some(paid));
        }
    }
    Ok(None)
}

/// The page that says that the provider did not do it.
#[must_use]
pub fn failed(error: &PaymentError, again: &str) -> PageError {
    tracing::warn!(%error, "the payment provider did not do what was asked");
    let (status, message) = if error.is_passing() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "The payment provider does not answer just now. Nothing was taken, and your order is kept: try again in a minute.",
        )
    } else {
        (
            StatusCode::BAD_GATEWAY,
            "The payment provider refuses this payment. Nothing was taken. Tell the artist, or the admin of this server.",
        )
    };
    PageError {
        status,
        title: "Not paid yet",
        message: message.to_owned(),
        way_out: (again.to_owned(), "Try again".to_owned()),
        location: None,
    }
}
