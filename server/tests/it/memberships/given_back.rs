//! A member's payment that went back, through the double of Stripe: with the newest one the subscription ends, also where that fails
//! at first, and the member hears of it once.

use diesel_async::RunQueryDsl;
use model::jobs::{self, SweepMemberships};
use model::purchases;
use payments::SubscriptionState;
use testkit::{Buyer, Health};

use super::*;
use crate::support::WithStripe;

const AUSTRIAN: Buyer<'static> = Buyer { country_billing: "AT", country_card: "AT" };

/// A fan who pays €5 a month: the membership, and its first payment.
async fn member(with: &WithStripe) -> (Membership, String) {
    let (artist, _, studio) = with.app.artist("ode").await;
    with.seller(&artist).await;
    offer(&studio, MONTHLY).await;
    let (account, fan) = with.app.fan().await;
    let asked = ask(&fan, 1).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    with.stripe.pay(asked.location().rsplit('/').next().unwrap(), &AUSTRIAN).unwrap();
    with.tell_all().await;
    let membership = newest(&with.app).await;
    assert_eq!(membership.state, MembershipState::Active);
    let paid = bought(&with.app, account.id).await.remove(0);
    (membership, paid.payment_id.unwrap())
}

/// How the subscription stands with Stripe.
async fn at_stripe(with: &WithStripe, membership: &Membership) -> SubscriptionState {
    let (_, provider) = with.app.app.payments.provider().unwrap();
    let id = membership.subscription_id.as_deref().unwrap();
    provider.subscription(&membership.provider_account, id).await.unwrap().state
}

#[actix_web::test]
async fn while_stripe_is_away_it_waits_and_then_the_subscription_ends() {
    let with = WithStripe::start().await;
    let (membership, payment) = member(&with).await;
    with.stripe.refund(&payment, 500).unwrap();
    let told = with.stripe.take_events();
    with.stripe.set_health(Health::Answers(503));
    for event in &told {
        assert_eq!(with.tell(event).await, StatusCode::OK);
    }
    with.app.run_pending_jobs().await;
    assert_eq!(find(&with.app, membership.id).await.state, MembershipState::Active, "nobody could ask");

    with.stripe.set_health(Health::Well);
    let again = "UPDATE graphile_worker._private_jobs SET run_at = now()";
    diesel::sql_query(again).execute(&mut *with.app.db().await).await.unwrap();
    with.app.run_pending_jobs().await;
    assert_eq!(find(&with.app, membership.id).await.state, MembershipState::Ended);
    assert_eq!(at_stripe(&with, &membership).await, SubscriptionState::Ended);
    let after = with.stripe.take_events();
    assert_eq!(after.iter().filter(|event| event.kind == "customer.subscription.deleted").count(), 1);
    for event in &after {
        assert_eq!(with.tell(event).await, StatusCode::OK);
    }
    with.app.run_pending_jobs().await;
    assert_eq!(farewells(&with.app), 1);
}

#[actix_web::test]
async fn what_was_not_ended_with_the_refund_is_ended_by_the_sweep() {
    let with = WithStripe::start().await;
    let (membership, payment) = member(&with).await;
    with.stripe.refund(&payment, 500).unwrap();
    drop(with.stripe.take_events());
    // It reached the books, and then the worker died.
    let (_, provider) = with.app.app.payments.provider().unwrap();
    let facts = provider.payment(&membership.provider_account, &payment).await.unwrap();
    let db = &mut *with.app.db().await;
    let paid = purchases::by_provider_id(db, membership.provider, &payment).await.unwrap().unwrap();
    purchases::settle(db, paid.id, &settling::standing_of(&facts), chrono::Utc::now()).await.unwrap();
    assert_eq!(at_stripe(&with, &membership).await, SubscriptionState::Active);

    let later = "UPDATE memberships SET observed_at = observed_at - interval '61 minutes'";
    diesel::sql_query(later).execute(db).await.unwrap();
    for _ in 0..2 {
        jobs::enqueue(db, &SweepMemberships {}).await.unwrap();
        with.app.run_pending_jobs().await;
    }
    assert_eq!(find(&with.app, membership.id).await.state, MembershipState::Ended);
    assert_eq!(at_stripe(&with, &membership).await, SubscriptionState::Ended);
    assert_eq!(farewells(&with.app), 1);
}

#[actix_web::test]
async fn an_older_payment_that_goes_back_ends_nothing() {
    let with = WithStripe::start().await;
    let (membership, payment) = member(&with).await;
    with.stripe.renew(membership.subscription_id.as_deref().unwrap(), true).unwrap();
    with.stripe.refund(&payment, 500).unwrap();
    with.tell_all().await;
    assert_eq!(find(&with.app, membership.id).await.state, MembershipState::Active);
    assert_eq!(at_stripe(&with, &membership).await, SubscriptionState::Active);
    assert_eq!(farewells(&with.app), 0);
}
