//! Events in every order, repeated, forged and stale: the books and what buyers have come out the same. With `TONEWOOD_LONG` ten
//! thousand of them in fifty shuffles.

use std::collections::{BTreeMap, VecDeque};

use chrono::{Duration, Utc};
use model::entitlements::{self, Who};
use model::ids::{AccountId, MembershipId, PurchaseId};
use model::memberships::{self, Interval, NewMembership};
use model::purchases::{DisputeState, PurchaseKind};
use model::sellers::ProviderName;
use model::tiers::{self, Tier, TierInput};
use model::{ledger, money};
use payments::{NewCheckout, Plan};
use testkit::Sent;
use worker::settling;

use super::stage::{GERMAN, Stage, named_by};
use super::*;

/// What is sold.
#[derive(Debug, Clone, Copy)]
enum Goods {
    Release,
    Tip,
    Membership,
}

/// What buyers, banks and time do.
#[derive(Debug, Clone, Copy)]
enum Act {
    Pay,
    Refund(i64),
    Dispute,
    Decide(DisputeState),
    Expire,
    Renew(bool),
    Retry,
    GiveUp,
}

use Act::{Decide, Dispute, Expire, GiveUp, Pay, Refund, Renew, Retry};

/// Each with how it ends, and whether the buyer has something then.
const STORIES: &[(Goods, &[Act], &str, bool)] = &[
    (Goods::Release, &[Pay], "paid", true),
    (Goods::Release, &[Pay, Refund(300)], "paid", true),
    (Goods::Release, &[Pay, Refund(300), Refund(600)], "refunded", false),
    (Goods::Release, &[Pay, Dispute], "disputed", false),
    (Goods::Release, &[Pay, Dispute, Decide(DisputeState::Won)], "paid", true),
    (Goods::Release, &[Pay, Dispute, Decide(DisputeState::Lost)], "lost", false),
    (Goods::Release, &[Pay, Refund(200), Dispute, Decide(DisputeState::Won), Refund(700)], "refunded", false),
    (Goods::Release, &[Expire], "expired", false),
    (Goods::Tip, &[Pay, Refund(500)], "paid", false),
    (Goods::Membership, &[Pay, Renew(true), Renew(false), Retry], "active", true),
    (Goods::Membership, &[Pay, Renew(true), GiveUp], "ended", false),
    (Goods::Membership, &[Pay, Renew(true), Refund(200), Refund(300)], "ended", false),
    (Goods::Membership, &[Pay, Dispute, Renew(true)], "active", true),
];

/// Throws dice, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }
}

/// What became of a story.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    state: String,
    has: bool,
    /// What each book says in sum.
    books: BTreeMap<String, i64>,
    receipts: usize,
}

/// What somebody went to pay for.
enum Sold {
    Once(PurchaseId, Who),
    Member(MembershipId, AccountId),
}

/// A story that goes on.
struct Going {
    sold: Sold,
    acts: VecDeque<Act>,
    checkout: String,
    /// The double's subscription.
    subscription: Option<String>,
    /// Its newest payment.
    payment: Option<String>,
    email: String,
}

impl Going {
    fn new(sold: Sold, acts: &[Act], checkout: String, email: String) -> Self {
        Self { sold, acts: acts.iter().copied().collect(), checkout, subscription: None, payment: None, email }
    }
}

struct World {
    stage: Stage,
    tier: Tier,
}

impl World {
    async fn start() -> Self {
        let stage = Stage::start().await;
        let input =
            TierInput { name: "Harbour".into(), monthly: "5".into(), includes_releases: true, ..Default::default() };
        let fields = input.check(money::currency("EUR").unwrap()).unwrap();
        let tier = tiers::create(&mut *stage.with.app.db().await, stage.artist.id, &fields).await.unwrap();
        Self { stage, tier }
    }

    async fn begin(&self, goods: Goods, acts: &[Act], name: String) -> Going {
        let email = format!("{name}@example.org");
        let kind = match goods {
            Goods::Release => PurchaseKind::Release,
            Goods::Tip => PurchaseKind::Tip,
            Goods::Membership => return self.join(acts, name).await,
        };
        let order = self.stage.order(kind, &email).await;
        let sold = Sold::Once(order.purchase, Who::Purchase(order.purchase));
        Going::new(sold, acts, order.checkout, email)
    }

    async fn join(&self, acts: &[Act], name: String) -> Going {
        let app = &self.stage.with.app;
        let account = app.account(&name, false).await;
        let new = NewMembership {
            tier: self.tier.id,
            account: account.id,
            interval: Interval::Month,
            amount_minor: 500,
            country_said: "DE".to_owned(),
            consented: true,
            wants_letters: false,
            co_op_fee_bp: 1000,
            provider: ProviderName::Stripe,
            provider_account: self.stage.account.clone(),
        };
        let begun = memberships::begin(&mut *app.db().await, &new, Utc::now()).await.unwrap();
        let wanted = NewCheckout {
            reference: begun.id.to_string(),
            buyer: payments::Buyer { email: account.email.clone(), customer: None },
            currency: "EUR".to_owned(),
            line: payments::Line { name: "Harbour".to_owned(), image: None, amount_minor: begun.amount_minor },
            plan: Some(Plan { interval: payments::Interval::Month, trial_days: 0 }),
            co_op_fee_minor: 0,
            co_op_fee_bp: 1000,
            provider_tax: false,
            success_url: app.url.clone(),
            cancel_url: app.url.clone(),
            expires_at: begun.expires_at,
        };
        let (_, provider) = app.app.payments.provider().unwrap();
        let checkout = provider.checkout(&self.stage.account, &wanted).await.unwrap().id;
        memberships::attach_checkout(&mut *app.db().await, begun.id, &checkout).await.unwrap();
        let sold = Sold::Member(begun.id, account.id);
        Going::new(sold, acts, checkout, account.email)
    }

    /// The next thing happens; gives what Stripe tells of it.
    fn act(&self, story: &mut Going) -> Vec<Sent> {
        let stripe = &self.stage.with.stripe;
        let act = story.acts.pop_front().unwrap();
        // What was told since the last act is of something else: a subscription that was ended for its refund.
        let mut told = stripe.take_events();
        let subscription = story.subscription.clone().unwrap_or_default();
        let payment = story.payment.clone().unwrap_or_default();
        match act {
            Pay => stripe.pay(&story.checkout, &GERMAN),
            Refund(amount) => stripe.refund(&payment, amount),
            Dispute => stripe.open_dispute(&payment),
            Decide(end) => stripe.close_dispute(&payment, end == DisputeState::Won),
            Expire => stripe.expire(&story.checkout),
            Renew(works) => stripe.renew(&subscription, works),
            Retry => stripe.retry(&subscription),
            GiveUp => stripe.give_up(&subscription),
        }
        .unwrap();
        let news = stripe.take_events();
        story.subscription = named_by(&news, "customer.subscription.created").or(story.subscription.take());
        story.payment = named_by(&news, "payment_intent.succeeded").or(story.payment.take());
        told.extend(news);
        told
    }

    async fn outcome(&self, story: &Going) -> Outcome {
        let app = &self.stage.with.app;
        let db = &mut app.db().await;
        let (state, has, purchases) = match story.sold {
            Sold::Once(id, who) => {
                let state = self.stage.find(id).await.state.to_string();
                let rights = entitlements::of_release_by_id(db, self.stage.release.id, who).await.unwrap();
                (state, rights.whole.download, vec![id])
            }
            Sold::Member(id, account) => {
                let state = memberships::find(db, id).await.unwrap().unwrap().state.to_string();
                let invoices = app.purchases().await.into_iter().filter(|one| one.membership_id == Some(id));
                let has = memberships::current(db, self.stage.artist.id, account).await.unwrap().is_some();
                (state, has, invoices.map(|one| one.id).collect())
            }
        };
        let mut books: BTreeMap<String, i64> = BTreeMap::new();
        for purchase in purchases {
            for entry in ledger::of_purchase(db, purchase).await.unwrap() {
                *books.entry(entry.book.to_string()).or_default() += entry.amount_minor;
            }
        }
        let mails = app.mails();
        let receipts = mails.iter().filter(|mail| mail.to.contains(&story.email) && mail.subject.contains("receipt"));
        Outcome { state, has, books, receipts: receipts.count() }
    }
}

/// What came of all stories in one shuffle.
struct Shuffled {
    outcomes: Vec<Outcome>,
    /// How many requests came to the webhook, and how many of them were forged or stale.
    sent: usize,
    refused: usize,
}

/// Tells all stories at once. Without dice one thing comes after the other and everything once.
async fn tell(world: &World, round: usize, mut dice: Option<Dice>) -> Shuffled {
    let with = &world.stage.with;
    let mut stories = Vec::new();
    for (number, (goods, acts, ..)) in STORIES.iter().enumerate() {
        stories.push(world.begin(*goods, acts, format!("buyer-{round}-{number}")).await);
    }
    let mut roll = |sides: usize| dice.as_mut().map_or(0, |dice| dice.roll(sides));
    let is_shuffled = round > 0;
    let (mut waiting, mut sent, mut refused): (Vec<Sent>, usize, usize) = (Vec::new(), 0, 0);
    loop {
        let open: Vec<usize> = (0..stories.len()).filter(|at| !stories[*at].acts.is_empty()).collect();
        if open.is_empty() && waiting.is_empty() {
            break;
        }
        if !open.is_empty() && (waiting.is_empty() || (is_shuffled && roll(3) == 0)) {
            let at = open[roll(open.len())];
            for event in world.act(&mut stories[at]) {
                let copies = 1 + roll(5);
                waiting.extend(std::iter::repeat_n(event, copies));
            }
            continue;
        }
        let event = waiting.remove(roll(waiting.len()));
        assert_eq!(with.tell(&event).await, StatusCode::OK);
        sent += 1;
        if is_shuffled && roll(4) == 0 {
            let now = Utc::now();
            let (signed, late) = (with.stripe.sign(&event.body, now.timestamp()), now - Duration::minutes(6));
            let forged = event.body.replace("\"livemode\":false", "\"livemode\":true");
            let stale = with.stripe.sign(&event.body, late.timestamp());
            for (body, signature) in [(&forged, &signed), (&event.body, &stale)] {
                assert_eq!(with.tell_signed(body, signature).await, StatusCode::BAD_REQUEST);
            }
            (sent, refused) = (sent + 2, refused + 2);
        }
        // A worker that is quick, or two at once, of which one is believed to be dead; others wait for the end.
        let look = || settling::event(&with.app.app.payments, with.app.pool(), ProviderName::Stripe, &event.id);
        match roll(5) {
            0 => look().await.unwrap(),
            1 => assert!(matches!(tokio::join!(look(), look()), (Ok(()), Ok(())))),
            _ => {}
        }
    }
    with.app.run_pending_jobs().await;
    let mut outcomes = Vec::new();
    for story in &stories {
        outcomes.push(world.outcome(story).await);
    }
    Shuffled { outcomes, sent, refused }
}

#[actix_web::test]
async fn whatever_order_events_come_in_the_end_is_the_same() {
    let is_long = testkit::is_long();
    let world = World::start().await;
    let expected = tell(&world, 0, None).await.outcomes;
    for ((_, acts, state, has), outcome) in STORIES.iter().zip(&expected) {
        assert_eq!((outcome.state.as_str(), outcome.has), (*state, *has), "{acts:?}");
        assert_eq!(outcome.books.values().sum::<i64>(), 0, "{acts:?}");
    }
    let (mut sent, mut refused, mut round) = (0, 0, 0);
    while round < if is_long { 50 } else { 2 } || (is_long && sent < 10_000) {
        round += 1;
        let shuffled = tell(&world, round, Some(Dice(round as u64))).await;
        for ((_, acts, ..), (outcome, expected)) in STORIES.iter().zip(shuffled.outcomes.iter().zip(&expected)) {
            assert_eq!(outcome, expected, "shuffle {round}, {acts:?}");
        }
        (sent, refused) = (sent + shuffled.sent, refused + shuffled.refused);
    }
    println!("{sent} events in {round} shuffles, {refused} of them forged or stale and refused");
    let db = &mut world.stage.with.app.db().await;
    assert_eq!(ledger::check(db).await.unwrap(), []);
}
