//! Memberships over the sandbox: joining, free days, renewals, payments that fail or go back, cancelling, changing tier, two tabs.

mod given_back;
mod offers;

use model::artists::Artist;
use model::ids::{AccountId, MembershipId};
use model::memberships::{self, Membership, MembershipState};
use model::{ledger, purchases};
use payments::{Outcome, Payer, TestCard};
use reqwest::StatusCode;
use worker::settling;

use crate::support::{Answer, Browser, TestApp};

const MONTHLY: &[(&str, &str)] =
    &[("name", "Harbour"), ("monthly", "5"), ("yearly", "50"), ("includes_releases", "true")];
const DEARER: &[(&str, &str)] = &[("name", "Lighthouse"), ("monthly", "10"), ("includes_members_only", "true")];

/// An artist who can be paid and offers a tier.
async fn artist(app: &TestApp, tier: &[(&str, &str)]) -> (Artist, Browser) {
    let (artist, _, browser) = app.artist("ode").await;
    app.seller(&artist).await;
    offer(&browser, tier).await;
    (artist, browser)
}

async fn offer(browser: &Browser, tier: &[(&str, &str)]) {
    let made = browser.submit("/studio/artists/ode/tiers/new", "/studio/artists/ode/tiers", tier).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
}

/// Sends the form with the n-th plan and everything that is to be agreed.
async fn ask(fan: &Browser, n: usize) -> Answer {
    let page = fan.get("/@ode/membership").await;
    let plan = page.attribute(&format!(".radios label:nth-of-type({n}) [name=plan]"), "value").unwrap();
    let fields =
        [("plan", plan.as_str()), ("country", "AT"), ("begins", "true"), ("waives", "true"), ("letters", "true")];
    fan.submit("/@ode/membership", "/@ode/membership", &fields).await
}

async fn pay(app: &TestApp, checkout: &str, card: TestCard) -> Outcome {
    let id = checkout.rsplit('/').next().unwrap();
    let payer = Payer { card, country_billing: "AT".to_owned(), country_card: "AT".to_owned() };
    app.app.payments.sandbox().unwrap().pay(id, &payer).await.unwrap()
}

/// Joins, pays and comes back: the page of the membership and the membership.
async fn join(app: &TestApp, fan: &Browser, n: usize) -> (String, Membership) {
    let asked = ask(fan, n).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    assert!(matches!(pay(app, &asked.location(), TestCard::Pays).await, Outcome::Paid(Some(_))));
    let open = newest(app).await;
    let page = format!("/account/memberships/{}", open.id);
    assert_eq!(fan.get(&page).await.status, StatusCode::OK);
    (page, find(app, open.id).await)
}

/// The membership that was begun last.
async fn newest(app: &TestApp) -> Membership {
    use diesel::{ExpressionMethods, QueryDsl, SelectableHelper};
    use diesel_async::RunQueryDsl;
    let all = model::schema::memberships::table.order(model::schema::memberships::id.desc());
    all.select(Membership::as_select()).first(&mut *app.db().await).await.unwrap()
}

async fn find(app: &TestApp, id: MembershipId) -> Membership {
    memberships::find(&mut *app.db().await, id).await.unwrap().unwrap()
}

async fn is_member(app: &TestApp, artist: &Artist, account: AccountId) -> bool {
    memberships::current(&mut *app.db().await, artist.id, account).await.unwrap().is_some()
}

/// What the provider tells of a subscription reaches us.
async fn told(app: &TestApp, membership: &Membership) {
    let id = membership.subscription_id.as_deref().unwrap();
    let of = (membership.provider, membership.provider_account.as_str());
    settling::subscription(&app.app.payments, app.pool(), of, id).await.unwrap();
}

/// How many mails say that the membership is over.
fn farewells(app: &TestApp) -> usize {
    app.mails().iter().filter(|mail| mail.subject == "Your membership of The ode is over").count()
}

async fn bought(app: &TestApp, account: AccountId) -> Vec<purchases::Purchase> {
    purchases::of_account(&mut *app.db().await, account).await.unwrap()
}

#[actix_web::test]
async fn a_fan_joins_after_agreeing_and_paying() {
    let app = TestApp::start().await;
    let (artist, studio) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let seen = app.visitor().get("/@ode/membership").await;
    assert_eq!(seen.attribute("main a.key", "href").as_deref(), Some("/sign-in?next=%2F%40ode%2Fmembership"));
    assert!(app.visitor().get("/@ode").await.text().contains("Become a member"));

    let bare = fan.submit("/@ode/membership", "/@ode/membership", &[("plan", "0:month:1:EUR")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bare.texts("form .error").len(), 4, "{}", bare.text());

    let asked = ask(&fan, 1).await;
    assert_eq!(pay(&app, &asked.location(), TestCard::Declined).await, Outcome::Declined);
    let waiting = newest(&app).await;
    let page = format!("/account/memberships/{}", waiting.id);
    assert!(fan.get(&page).await.text().contains("The payment has not come yet"));
    assert!(!is_member(&app, &artist, account.id).await);
    assert_eq!(ask(&fan, 1).await.location(), asked.location(), "asked twice it is one checkout");

    let (page, membership) = join(&app, &fan, 1).await;
    assert_eq!((membership.id, membership.state), (waiting.id, MembershipState::Active));
    assert!(is_member(&app, &artist, account.id).await);
    assert!(fan.get("/@ode").await.text().contains("Your membership"));
    assert!(fan.get("/account/memberships").await.text().contains("€5.00 a month"));
    assert!(studio.get("/studio/artists/ode/memberships").await.text().contains("Harbour, by the month"));
    let paid = bought(&app, account.id).await;
    assert_eq!((paid.len(), paid[0].amount_minor, paid[0].membership_id), (1, 500, Some(membership.id)));
    app.run_pending_jobs().await;
    let subjects: Vec<String> = app.mails().into_iter().map(|mail| mail.subject).collect();
    assert!(subjects.contains(&"You are a member of The ode".to_owned()), "{subjects:?}");
    fan.get(&page).await;
    told(&app, &membership).await;
    assert_eq!(bought(&app, account.id).await.len(), 1, "the same invoice is one purchase");
    let stranger = app.account("other", false).await;
    assert_eq!(app.signed_in(&stranger).await.get(&page).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn with_the_money_goes_the_membership() {
    let app = TestApp::start().await;
    let (artist, studio) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let (page, membership) = join(&app, &fan, 1).await;
    assert!(is_member(&app, &artist, account.id).await);
    let sale = studio.get("/studio/sales/ode").await.attribute("td[data-label=What] a", "href").unwrap();
    let refund = format!("{sale}/refund");
    let part = studio.submit(&sale, &refund, &[("amount", "1.00"), ("before", "0")]).await;
    assert_eq!(part.status, StatusCode::SEE_OTHER, "{}", part.text());
    assert!(is_member(&app, &artist, account.id).await, "a part of it ends nothing");
    let rest = studio.submit(&sale, &refund, &[("amount", "4.00"), ("before", "100")]).await;
    assert_eq!(rest.status, StatusCode::SEE_OTHER, "{}", rest.text());
    assert!(!is_member(&app, &artist, account.id).await);
    assert_eq!(memberships::of_account_artists(&mut *app.db().await, account.id).await.unwrap(), []);

    assert_eq!(find(&app, membership.id).await.state, MembershipState::Ended);
    let sandbox = app.app.payments.sandbox().unwrap();
    let renewed = sandbox.renew(membership.subscription_id.as_deref().unwrap(), true).await;
    assert!(renewed.is_err(), "nothing more is taken: {renewed:?}");
    told(&app, &membership).await;
    app.run_pending_jobs().await;
    assert_eq!(farewells(&app), 1);
    assert!(fan.get(&page).await.text().contains("Join again"));
    let (_, again) = join(&app, &fan, 1).await;
    assert_eq!((again.id != membership.id, again.state), (true, MembershipState::Active));
}

#[actix_web::test]
async fn a_dispute_takes_the_rights_and_ends_nothing() {
    let app = TestApp::start().await;
    let (artist, _) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let (_, membership) = join(&app, &fan, 1).await;
    let paid = bought(&app, account.id).await.remove(0);
    let sandbox = app.app.payments.sandbox().unwrap();
    sandbox.open_dispute(paid.payment_id.as_deref().unwrap()).await.unwrap();
    settling::purchase(&app.app.payments, app.pool(), paid.id).await.unwrap();
    assert!(!is_member(&app, &artist, account.id).await);
    assert_eq!(find(&app, membership.id).await.state, MembershipState::Active);

    sandbox.renew(membership.subscription_id.as_deref().unwrap(), true).await.unwrap();
    told(&app, &membership).await;
    assert!(is_member(&app, &artist, account.id).await, "the next month is paid");
    app.run_pending_jobs().await;
    assert_eq!(farewells(&app), 0);
}

#[actix_web::test]
async fn free_days_cost_nothing_and_come_once() {
    let app = TestApp::start().await;
    let tier = [MONTHLY, &[("trial_days", "7")]].concat();
    let (artist, _) = artist(&app, &tier).await;
    let (account, fan) = app.fan().await;
    assert!(fan.get("/@ode/membership").await.text().contains("The first 7 days are free."));
    let (page, membership) = join(&app, &fan, 1).await;
    assert_eq!(membership.state, MembershipState::Trialing);
    assert!(is_member(&app, &artist, account.id).await && bought(&app, account.id).await.is_empty());
    memberships::announce_payments(&mut *app.db().await, chrono::Utc::now()).await.unwrap();
    memberships::announce_payments(&mut *app.db().await, chrono::Utc::now()).await.unwrap();
    app.run_pending_jobs().await;
    let announced = app.mails().iter().filter(|mail| mail.subject.starts_with("Your free days")).count();
    assert_eq!(announced, 1);

    let sandbox = app.app.payments.sandbox().unwrap();
    sandbox.renew(membership.subscription_id.as_deref().unwrap(), true).await.unwrap();
    told(&app, &membership).await;
    assert_eq!(find(&app, membership.id).await.state, MembershipState::Active);
    assert_eq!(bought(&app, account.id).await.len(), 1);
    sandbox.give_up(membership.subscription_id.as_deref().unwrap()).await.unwrap();
    told(&app, &membership).await;
    assert!(fan.get(&page).await.text().contains("Join again"));
    assert!(!fan.get("/@ode/membership").await.text().contains("days are free"));
}

#[actix_web::test]
async fn a_payment_that_fails_closes_until_it_is_mended() {
    let app = TestApp::start().await;
    let (artist, _) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let (page, membership) = join(&app, &fan, 1).await;
    let (sandbox, id) = (app.app.payments.sandbox().unwrap(), membership.subscription_id.clone().unwrap());
    sandbox.renew(&id, false).await.unwrap();
    told(&app, &membership).await;
    told(&app, &membership).await;
    assert!(!is_member(&app, &artist, account.id).await);
    assert!(fan.get(&page).await.text().contains("Mend the payment"));
    app.run_pending_jobs().await;
    let dunned = app.mails().iter().filter(|mail| mail.subject.contains("did not go through")).count();
    assert_eq!(dunned, 1, "one mail a period");
    let portal = fan.submit(&page, &format!("{page}/portal"), &[]).await;
    assert!(portal.location().contains("/sandbox/customers/"), "{}", portal.location());

    sandbox.retry_payment(&id).await.unwrap();
    told(&app, &membership).await;
    assert!(is_member(&app, &artist, account.id).await);
    assert_eq!(bought(&app, account.id).await.len(), 2);
    let wrong = ledger::check(&mut *app.db().await).await.unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[actix_web::test]
async fn one_click_cancels_and_another_takes_it_back() {
    let app = TestApp::start().await;
    let (artist, _) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let (page, membership) = join(&app, &fan, 1).await;
    let cancelled = fan.submit(&page, &format!("{page}/cancellation"), &[]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    assert!(fan.get(&page).await.text().contains("You cancelled."));
    assert!(is_member(&app, &artist, account.id).await, "until the period is over");
    fan.submit(&page, &format!("{page}/resumption"), &[]).await;
    assert!(!find(&app, membership.id).await.ends_at_period);

    fan.submit(&page, &format!("{page}/cancellation"), &[]).await;
    let sandbox = app.app.payments.sandbox().unwrap();
    sandbox.renew(membership.subscription_id.as_deref().unwrap(), true).await.unwrap();
    told(&app, &membership).await;
    assert_eq!(find(&app, membership.id).await.state, MembershipState::Ended);
    assert!(!is_member(&app, &artist, account.id).await);
    assert_eq!(bought(&app, account.id).await.len(), 1);
    let late = fan.submit("/account", &format!("{page}/cancellation"), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let (_, again) = join(&app, &fan, 2).await;
    assert_eq!((again.state, again.amount_minor), (MembershipState::Active, 5000));
}

#[actix_web::test]
async fn a_tier_is_changed_up_and_down_with_the_cost_said_before() {
    let app = TestApp::start().await;
    let (artist, studio) = artist(&app, MONTHLY).await;
    offer(&studio, DEARER).await;
    let (account, fan) = app.fan().await;
    let (page, membership) = join(&app, &fan, 1).await;
    let form = format!("{page}/tier");
    let choices = fan.get(&form).await;
    let said = choices.texts(".radio").join("\n");
    assert!(said.contains("Harbour, €50.00 a year") && said.contains("Lighthouse, €10.00 a month"), "{said}");
    assert!(said.contains("You pay about €5.00 now for the rest of this period, then €10.00 a month."), "{said}");
    let dearer = choices.attribute(".radio:nth-of-type(2) input", "value").unwrap();
    let changed = fan.submit(&form, &form, &[("plan", &dearer)]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    let up = find(&app, membership.id).await;
    assert_eq!((up.amount_minor, up.changes), (1000, 1));
    assert_eq!(bought(&app, account.id).await.len(), 2, "the difference is paid at once");
    let rights = memberships::current(&mut *app.db().await, artist.id, account.id).await.unwrap().unwrap();
    assert!(rights.includes_members_only && !rights.includes_releases);

    let choices = fan.get(&form).await;
    assert!(choices.text().contains("Nothing to pay now."));
    let cheaper = choices.attribute(".radio:nth-of-type(1) input", "value").unwrap();
    assert_eq!(fan.submit(&form, &form, &[("plan", &cheaper)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(find(&app, membership.id).await.amount_minor, 500);
    assert_eq!(bought(&app, account.id).await.len(), 2);
    let refused = fan.submit(&form, &form, &[("plan", &format!("{dearer}0"))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a tampered price");
}

#[actix_web::test]
async fn of_two_tabs_one_membership_is_left() {
    let app = TestApp::start().await;
    let (_, _) = artist(&app, MONTHLY).await;
    let (account, fan) = app.fan().await;
    let plan = fan.get("/@ode/membership").await.attribute("[name=plan]", "value").unwrap();
    let (first, second) = (ask(&fan, 1).await.location(), ask(&fan, 2).await.location());
    assert_ne!(first, second);
    assert_eq!(pay(&app, &first, TestCard::Pays).await, Outcome::Expired, "the first page is over");
    assert!(matches!(pay(&app, &second, TestCard::Pays).await, Outcome::Paid(_)));
    let open = newest(&app).await;
    fan.get(&format!("/account/memberships/{}", open.id)).await;
    assert_eq!(memberships::mine(&mut *app.db().await, account.id).await.unwrap().len(), 1);
    let fields = [("plan", plan.as_str()), ("country", "AT"), ("begins", "true"), ("waives", "true")];
    let again = fan.submit("/account", "/@ode/membership", &fields).await;
    assert_eq!((again.status, again.location().as_str()), (StatusCode::SEE_OTHER, "/account/memberships"));
}

#[actix_web::test]
async fn older_news_change_nothing() {
    let app = TestApp::start().await;
    let (_, _) = artist(&app, MONTHLY).await;
    let (_, fan) = app.fan().await;
    let (_, membership) = join(&app, &fan, 1).await;
    let standing = memberships::SubscriptionStanding {
        subscription: membership.subscription_id.clone().unwrap(),
        customer: membership.customer_id.clone().unwrap(),
        state: MembershipState::PastDue,
        amount_minor: 500,
        period_ends_at: membership.period_ends_at.unwrap(),
        trial_ends_at: None,
        ends_at_period: false,
        ended_at: None,
    };
    let before = membership.observed_at.unwrap() - chrono::TimeDelta::seconds(1);
    let db = &mut *app.db().await;
    let settled = memberships::settle(db, membership.id, &standing, before).await.unwrap();
    assert_eq!(settled, memberships::Settled::Unchanged);
    let now = chrono::Utc::now();
    memberships::settle(db, membership.id, &standing, now).await.unwrap();
    assert_eq!(find(&app, membership.id).await.state, MembershipState::PastDue);
}
