//! `POST /account/memberships/{id}/cancellation` and `/resumption`: a membership ends with the period that is paid, or goes on.

use actix_web::{HttpResponse, web};

use crate::error::PageError;
use crate::form::Form;
use crate::memberships::own::{self, Own};
use crate::memberships::words;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Cancels it.
///
/// # Errors
/// 404 for those of others, 409 for one that does not run.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = Own::find(&mut db, &visit, &id).await?;
    set(&visit, &own, true).await?;
    let now = Own::find(&mut db, &visit, &id).await?;
    let said = if now.membership.is_running() {
        let ends = words::day(now.membership.period_ends_at);
        format!("Cancelled. You keep everything until {ends}, and nothing more is taken.")
    } else {
        "Cancelled. Nothing more is taken.".to_owned()
    };
    Ok(visit.redirect_saying(&own.page(), &said))
}

/// Takes the cancellation back.
///
/// # Errors
/// 404 for those of others, 409 for one that does not run any more.
pub async fn delete(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = Own::find(&mut db, &visit, &id).await?;
    set(&visit, &own, false).await?;
    Ok(visit.redirect_saying(&own.page(), "Good to have you. Your membership goes on."))
}

async fn set(visit: &SignedIn, own: &Own, cancel: bool) -> Result<(), PageError> {
    let (provider, subscription) = (own::provider(visit, own)?, own.subscription()?);
    let account = &own.membership.provider_account;
    // A payment that failed has no period to keep: it ends at once, so that the card is not tried again.
    let done = if cancel && own.membership.state == model::memberships::MembershipState::PastDue {
        provider.cancel_now(account, subscription).await
    } else {
        provider.cancel_at_period_end(account, subscription, cancel).await
    };
    done.map_err(|error| own::failed(&error, &own.page()))?;
    own::settle(&visit.app, own.membership.id).await;
    Ok(())
}
