//! `POST /account/memberships/{id}/tier`: a membership goes on with another tier or interval.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::memberships::{self, change_to};
use payments::{ChangeSubscription, Proration};
use serde::Deserialize;

use super::edit::{others, page};
use crate::error::PageError;
use crate::form::Form;
use crate::memberships::own::{self, Own};
use crate::memberships::{checkout, form, words};
use crate::visit::SignedIn;

/// The field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TierForm {
    plan: String,
}

/// Changes it.
///
/// # Errors
/// 404 for those of others, 409 for one that does not run. 422 with the page for what is not offered.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<TierForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = Own::find(&mut db, &visit, &id).await?;
    let (membership, subscription) = (&own.membership, own.subscription()?);
    let (tier, interval) = match form::chosen(&others(&mut db, &own).await?, &form.plan) {
        Ok(chosen) => chosen,
        Err(message) => return page(&visit, &own, (StatusCode::UNPROCESSABLE_ENTITY, form.plan, message)).await,
    };
    let amount_minor = tier.price(interval).unwrap_or(membership.amount_minor);
    let cost = change_to(membership, (amount_minor, interval), Utc::now());
    let change = ChangeSubscription {
        subscription: subscription.to_owned(),
        // The number goes up with each change: asked twice it changes once, and back and forth changes each time.
        reference: format!("{}-{}-{}-{interval}", membership.id, membership.changes, tier.id),
        name: format!("{}, membership of {}", tier.name, own.artist.name),
        amount_minor,
        currency: membership.currency.clone(),
        interval: checkout::interval(interval),
        proration: if cost.is_paid_now() { Proration::InvoiceNow } else { Proration::NextInvoice },
    };
    let provider = own::provider(&visit, &own)?;
    let changed = provider.change_subscription(&membership.provider_account, &change).await;
    changed.map_err(|error| own::failed(&error, &own.page()))?;
    memberships::change(&mut db, membership.id, tier.id, (amount_minor, interval)).await?;
    own::settle(&visit.app, membership.id).await;
    let price = words::price(amount_minor, &membership.currency, interval);
    Ok(visit.redirect_saying(&own.page(), &format!("You have {} now: {price}.", tier.name)))
}
