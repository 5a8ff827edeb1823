//! What is offered changes while somebody joins: they get what they agreed to, or are asked again.

use chrono::Utc;
use diesel_async::RunQueryDsl;
use model::memberships::{Interval, JoinError, NewMembership};
use model::money;
use model::sellers::ProviderName;
use model::tiers::{self, Tier, TierInput};
use testkit::{Buyer, Health};

use super::*;
use crate::support::WithStripe;

/// The artist's only tier.
async fn tier(app: &TestApp, artist: &Artist) -> Tier {
    tiers::of_artist(&mut *app.db().await, artist.id).await.unwrap().remove(0)
}

/// The artist says something else of a tier.
async fn change(app: &TestApp, tier: &Tier, change: impl FnOnce(&mut TierInput)) {
    let euro = money::currency("EUR").unwrap();
    let mut input = TierInput::of(tier, euro);
    change(&mut input);
    tiers::update(&mut *app.db().await, tier.id, &input.check(euro).unwrap()).await.unwrap();
}

/// Sends a form that was opened a while ago.
async fn send(fan: &Browser, plan: &str) -> Answer {
    let fields = [("plan", plan), ("country", "AT"), ("begins", "true"), ("waives", "true")];
    fan.submit("/account", "/@ode/membership", &fields).await
}

async fn first_plan(fan: &Browser) -> String {
    fan.get("/@ode/membership").await.attribute("[name=plan]", "value").unwrap()
}

#[actix_web::test]
async fn who_is_about_to_pay_gets_a_tier_that_is_archived_meanwhile() {
    let app = TestApp::start().await;
    let (artist, _) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let plan = first_plan(&fan).await;
    let asked = ask(&fan, 1).await;
    let tier = tier(&app, &artist).await;
    tiers::archive(&mut *app.db().await, tier.id, true).await.unwrap();

    let late = send(&fan, &plan).await;
    assert_eq!((late.status, late.location().as_str()), (StatusCode::SEE_OTHER, "/@ode"), "{}", late.text());
    assert!(matches!(pay(&app, &asked.location(), TestCard::Pays).await, Outcome::Paid(Some(_))));
    let page = format!("/account/memberships/{}", newest(&app).await.id);
    assert!(fan.get(&page).await.text().contains("You are a member of"));
    assert!(is_member(&app, &artist, account.id).await);
    let sandbox = app.app.payments.sandbox().unwrap();
    let membership = newest(&app).await;
    sandbox.renew(membership.subscription_id.as_deref().unwrap(), true).await.unwrap();
    told(&app, &membership).await;
    assert_eq!(bought(&app, account.id).await.len(), 2, "who has it keeps it");
}

#[actix_web::test]
async fn nobody_agrees_to_what_did_not_stand_in_the_form() {
    let app = TestApp::start().await;
    let (artist, _) = artist(&app, &[MONTHLY, &[("trial_days", "14")]].concat()).await;
    let (account, fan) = app.fan().await;
    let offered = tier(&app, &artist).await;
    let plan = first_plan(&fan).await;
    let changes: [fn(&mut TierInput); 2] =
        [|tier| tier.monthly = "6".to_owned(), |tier| tier.trial_days = "3".to_owned()];
    for other in changes {
        change(&app, &offered, other).await;
        let late = send(&fan, &plan).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("What is offered changed while this page was open."), "{}", late.text());
    }
    let new = NewMembership {
        tier: offered.id,
        account: account.id,
        interval: Interval::Month,
        amount_minor: 499,
        country_said: "AT".to_owned(),
        consented: true,
        wants_letters: false,
        co_op_fee_bp: 1000,
        provider: ProviderName::Sandbox,
        provider_account: "acct".to_owned(),
    };
    let db = &mut *app.db().await;
    assert!(matches!(memberships::begin(db, &new, Utc::now()).await, Err(JoinError::NotOffered)));
    assert!(memberships::open_of(db, artist.id, account.id).await.unwrap().is_empty());
    assert_eq!(send(&fan, &first_plan(&fan).await).await.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn a_page_to_pay_on_says_what_is_offered_now() {
    let with = WithStripe::start().await;
    let app = &with.app;
    let (artist, _, studio) = app.artist("ode").await;
    with.seller(&artist).await;
    offer(&studio, MONTHLY).await;
    let (_, fan) = app.fan().await;
    let first = ask(&fan, 1).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    change(app, &tier(app, &artist).await, |tier| tier.name = "Lighthouse".to_owned()).await;
    let second = ask(&fan, 1).await;
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.text());
    let id = |asked: &Answer| asked.location().rsplit('/').next().unwrap().to_owned();
    let buyer = Buyer { country_billing: "AT", country_card: "AT" };
    assert!(with.stripe.pay(&id(&first), &buyer).is_err(), "the first page is over");
    with.stripe.pay(&id(&second), &buyer).unwrap();
}

#[actix_web::test]
async fn who_could_not_be_led_to_stripe_may_come_back_much_later() {
    let with = WithStripe::start().await;
    let (artist, _, studio) = with.app.artist("ode").await;
    with.seller(&artist).await;
    offer(&studio, MONTHLY).await;
    let (_, fan) = with.app.fan().await;
    with.stripe.set_health(Health::Answers(503));
    assert_eq!(ask(&fan, 1).await.status, StatusCode::SERVICE_UNAVAILABLE);
    with.stripe.set_health(Health::Well);
    // Stripe makes no page that ends within half an hour.
    let later = "UPDATE memberships SET expires_at = expires_at - interval '40 minutes'";
    diesel::sql_query(later).execute(&mut *with.app.db().await).await.unwrap();
    let asked = ask(&fan, 1).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
}
