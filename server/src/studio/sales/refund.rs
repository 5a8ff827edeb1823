//! `POST /studio/sales/{artist}/{id}/refund`: gives all or a part of a sale back to the buyer.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use model::fields::FieldErrors;
use model::members::Role;
use model::money;
use model::purchases::{Purchase, PurchaseState};
use serde::Deserialize;

use super::show::{again, sale};
use crate::error::PageError;
use crate::form::Form;
use crate::purchases::checkout;
use crate::releases::words;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefundForm {
    amount: String,
    /// What was given back when the form was made.
    before: i64,
}

/// Gives it back through the provider; the books follow at once.
///
/// # Errors
/// 404 for sales of others, 403 for whoever is no owner; 422 with the page for an amount that will not do.
pub async fn create(
    visit: SignedIn,
    path: web::Path<(String, String)>,
    Form(form): Form<RefundForm>,
) -> Result<HttpResponse, PageError> {
    let (handle, id) = path.into_inner();
    let (artist, role, purchase) = sale(&visit, &handle, &id).await?;
    if role != Role::Owner {
        return Err(PageError::forbidden("Only owners of an artist give money back. Ask one of them."));
    }
    let back = urls::money::sale(&artist.handle, purchase.id.0);
    if form.before != purchase.refunded_minor || purchase.state != PurchaseState::Paid {
        return Ok(
            visit.redirect_warning(&back, "It has changed since the page was opened. This is how it stands now.")
        );
    }
    let amount_minor = match amount(&form, &purchase) {
        Ok(amount) => amount,
        Err(message) => {
            let errors = FieldErrors::one("amount", &message);
            let filled = (StatusCode::UNPROCESSABLE_ENTITY, Some(form.amount), errors);
            return again(&visit, (artist, role, purchase), filled);
        }
    };
    let Some((_, provider)) = visit.app.payments.provider().filter(|(name, _)| *name == purchase.provider) else {
        return Ok(visit.redirect_warning(&back, "The payment provider of this sale is not set up any more."));
    };
    let payment = purchase.payment_id.as_deref().ok_or_else(PageError::not_found)?;
    // A form that is sent twice says the same twice, and the provider gives back once.
    let reference = format!("{}-{}-{amount_minor}", purchase.id, purchase.refunded_minor);
    let asked = provider.refund(&purchase.provider_account, payment, amount_minor, &reference).await;
    asked.map_err(|error| checkout::failed(&error, &back))?;
    if let Err(error) = worker::settling::purchase(&visit.app.payments, &visit.app.pool, purchase.id).await {
        tracing::warn!(%error, purchase = %purchase.id, "a refund will be in the books when the provider tells of it");
    }
    let said = format!("{} went back to the buyer.", words::money(amount_minor, &purchase.currency));
    Ok(visit.redirect_saying(&back, &said))
}

fn amount(form: &RefundForm, purchase: &Purchase) -> Result<i64, String> {
    let rest = purchase.amount_minor - purchase.refunded_minor;
    let currency = money::currency(&purchase.currency).ok_or("This currency is not known here.")?;
    let amount = currency.parse(&form.amount)?;
    if (1..=rest).contains(&amount) {
        Ok(amount)
    } else {
        Err(format!("From {} to {}.", currency.plain(1), currency.plain(rest)))
    }
}
