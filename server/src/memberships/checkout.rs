//! The provider's page on which somebody joins.

use chrono::{Duration, Utc};
use model::memberships::{self, Interval, Membership, MembershipState, NewMembership};
use model::tiers::Tier;
use model::{Connection, artists};
use payments::{Buyer, Line, NewCheckout, PaymentError, Plan};

use crate::error::PageError;
use crate::memberships::own;
use crate::visit::SignedIn;

/// A page that ends sooner than this is not led to any more.
const TIME_TO_PAY: Duration = Duration::minutes(5);
/// The provider makes no page that ends sooner than this.
const LEAST_OPEN: Duration = Duration::minutes(31);

/// The membership that the account went to pay for on the same terms a moment ago: a double click, the back button. Those on other
/// terms are let go, so that only one can be paid.
///
/// # Errors
/// When the database fails.
pub async fn begun(
    visit: &SignedIn,
    db: &mut Connection,
    agreed: &NewMembership,
    tier: &Tier,
) -> Result<Option<Membership>, PageError> {
    let mut found = None;
    let now = Utc::now();
    for open in memberships::open_of(db, tier.artist_id, agreed.account).await? {
        let left = if open.checkout_id.is_some() { TIME_TO_PAY } else { LEAST_OPEN };
        let is_same = open.tier_id == agreed.tier
            && (open.interval, open.amount_minor) == (agreed.interval, agreed.amount_minor)
            && (&open.country_said, open.wants_letters) == (&agreed.country_said, agreed.wants_letters)
            && open.provider_account == agreed.provider_account
            // Its free days and its name stand on the provider's page.
            && tier.updated_at <= open.created_at
            && open.expires_at > now + left;
        if is_same && found.is_none() {
            found = Some(open);
        } else {
            close(visit, db, &open).await?;
        }
    }
    // What was paid in another tab since then shows now.
    if let Some(open) = &found {
        own::settle(&visit.app, open.id).await;
        let now = memberships::find(db, open.id).await?;
        return Ok(now.filter(|now| now.state == MembershipState::Open));
    }
    Ok(None)
}

/// Ends the provider's page of a membership. One that was paid there stands as it should afterwards.
async fn close(visit: &SignedIn, db: &mut Connection, open: &Membership) -> Result<(), PageError> {
    if let (Some((_, provider)), Some(checkout)) = (visit.app.payments.provider(), &open.checkout_id)
        && let Err(error) = provider.expire_checkout(&open.provider_account, checkout).await
    {
        tracing::warn!(%error, membership = %open.id, "a checkout could not be ended");
    }
    own::settle(&visit.app, open.id).await;
    memberships::expire(db, open.id).await?;
    Ok(())
}

/// Where a membership is paid: the provider's page of it, the same however often it is asked for.
///
/// # Errors
/// When the provider does not answer or refuses: nothing is lost, and the page leads to the same membership.
pub async fn open(visit: &SignedIn, db: &mut Connection, begun: &Membership, tier: &Tier) -> Result<String, PageError> {
    let artist = artists::find(db, begun.artist_id).await?.ok_or_else(PageError::not_found)?;
    let back = urls::memberships::join(&artist.handle);
    let Some((_, provider)) = visit.app.payments.provider().filter(|(name, _)| *name == begun.provider) else {
        return Err(own::failed(&PaymentError::Unavailable("it is not set up any more".to_owned()), &back));
    };
    let base = &visit.app.base_url;
    let new = NewCheckout {
        reference: begun.id.to_string(),
        buyer: Buyer { email: visit.account.email.clone(), customer: None },
        currency: begun.currency.clone(),
        line: Line {
            name: format!("{}, membership of {}", tier.name, artist.name),
            image: None,
            amount_minor: begun.amount_minor,
        },
        plan: Some(Plan {
            interval: interval(begun.interval),
            trial_days: memberships::free_days(db, tier, visit.account.id).await?,
        }),
        co_op_fee_minor: 0,
        co_op_fee_bp: begun.co_op_fee_bp,
        provider_tax: visit.app.settings.stripe.as_ref().is_some_and(|stripe| stripe.tax),
        success_url: urls::absolute(base, &urls::memberships::show(begun.id.0)),
        cancel_url: urls::absolute(base, &back),
        expires_at: begun.expires_at,
    };
    let made = provider.checkout(&begun.provider_account, &new).await.map_err(|error| own::failed(&error, &back))?;
    if begun.checkout_id.as_deref() != Some(made.id.as_str()) {
        memberships::attach_checkout(db, begun.id, &made.id).await?;
    }
    Ok(made.url)
}

/// How often, in the provider's words.
#[must_use]
pub const fn interval(ours: Interval) -> payments::Interval {
    match ours {
        Interval::Month => payments::Interval::Month,
        Interval::Year => payments::Interval::Year,
    }
}
