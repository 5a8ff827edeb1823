//! What a provider may say, in any order: no sequence of it breaks the books or gives anybody what is not theirs.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration};
use model::accounts::Account;
use model::entitlements::{self, Who};
use model::ids::MembershipId;
use model::ledger::Book;
use model::memberships::{self, Interval, Membership, MembershipState, NewMembership, SubscriptionStanding};
use model::money;
use model::tiers::{self, TierInput};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

use super::*;

/// How many sequences are tried.
fn cases(few: u32, many: u32) -> Config {
    let cases = if testkit::is_long() { many } else { few };
    Config { failure_persistence: None, max_shrink_iters: 40, ..Config::with_cases(cases) }
}

/// One look at the provider.
#[derive(Debug, Clone)]
enum News {
    /// At the payment of one of the purchases.
    Payment(usize, PaymentStanding),
    /// At the subscription, as it stood so many seconds after it began.
    Subscription(MembershipState, i64),
}

/// What is sold in one case: three purchases of a release of which there are two copies, and a membership.
struct World {
    artist: Artist,
    release: Release,
    orders: Vec<Purchase>,
    member: Account,
    membership: Membership,
    began: DateTime<Utc>,
}

impl World {
    async fn start(c: &mut Connection) -> Self {
        let word = PurchaseId::new().to_string().replace('-', "");
        let handle = format!("ode{}", word.get(20..).unwrap());
        let (ode, _) = artist(c, &handle).await;
        let release = published(c, &ode, "Low Water").await;
        let price = "price_mode = 'fixed', price_amount_minor = 1000, price_currency = 'EUR', copies = 3";
        run(c, &format!("UPDATE releases SET {price} WHERE id = '{}'", release.id)).await;
        let mut orders = Vec::new();
        for buyer in 0..3 {
            let new = of_ten_euros(&ode, &release, &format!("{handle}{buyer}@example.org"));
            orders.push(purchases::begin(c, &new, Utc::now()).await.unwrap());
        }
        // The artist thinks better of it: whose time is over finds none left.
        run(c, &format!("UPDATE releases SET copies = 2 WHERE id = '{}'", release.id)).await;
        run(c, &format!("UPDATE purchases SET expires_at = now() WHERE release_id = '{}'", release.id)).await;
        let input =
            TierInput { name: "Harbour".into(), monthly: "5".into(), includes_releases: true, ..Default::default() };
        let tier = tiers::create(c, ode.id, &input.check(money::currency("EUR").unwrap()).unwrap()).await.unwrap();
        let member = account(c, &format!("{handle}m")).await;
        let new = NewMembership {
            tier: tier.id,
            account: member.id,
            interval: Interval::Month,
            amount_minor: 500,
            country_said: "DE".to_owned(),
            consented: true,
            wants_letters: false,
            co_op_fee_bp: 500,
            provider: ProviderName::Sandbox,
            provider_account: "acct".to_owned(),
        };
        let membership = memberships::begin(c, &new, Utc::now()).await.unwrap();
        Self { artist: ode, release, orders, member, membership, began: Utc::now() }
    }

    async fn hear(&self, c: &mut Connection, news: &News) {
        match news {
            News::Payment(order, standing) => {
                let order = &self.orders[*order % self.orders.len()];
                let standing = PaymentStanding { payment: Some(format!("pay_{}", order.id)), ..standing.clone() };
                purchases::settle(c, order.id, &standing, Utc::now()).await.unwrap();
            }
            News::Subscription(state, after) => {
                let standing = SubscriptionStanding {
                    subscription: format!("sub_{}", self.membership.id),
                    customer: "cus".to_owned(),
                    state: *state,
                    amount_minor: 500,
                    period_ends_at: self.began + Duration::days(30),
                    trial_ends_at: None,
                    ends_at_period: false,
                    ended_at: None,
                };
                let asked_at = self.began + Duration::seconds(*after);
                memberships::settle(c, self.membership.id, &standing, asked_at).await.unwrap();
            }
        }
    }

    /// What must hold after every look.
    async fn check(&self, c: &mut Connection) -> Result<(), TestCaseError> {
        let mut copies = 0;
        for order in &self.orders {
            let now = purchases::find(c, order.id).await.unwrap().unwrap();
            let rights = entitlements::of_release_by_id(c, self.release.id, Who::Purchase(order.id)).await.unwrap();
            prop_assert_eq!(rights.whole.download, now.state == PurchaseState::Paid, "{:?}", now);
            prop_assert_eq!(now.is_completed(), now.invoice_number.is_some());
            let books = sums(c, order.id).await;
            prop_assert_eq!(books.values().sum::<i64>(), 0, "{:?}", &books);
            let from_buyer = -books.get(Book::Buyer.word()).copied().unwrap_or(0);
            if now.is_completed() {
                prop_assert!(!books.is_empty() && from_buyer <= order.amount_minor, "{:?}", &books);
            } else if now.state == PurchaseState::Refunded {
                prop_assert_eq!(from_buyer, 0, "what was refused is back: {:?}", &books);
            }
            copies += i32::from(matches!(now.state, PurchaseState::Paid | PurchaseState::Disputed));
            prop_assert_eq!((now.amount_minor, &now.currency), (order.amount_minor, &order.currency));
        }
        prop_assert!(copies <= 2, "{} copies are out", copies);
        let current = memberships::current(c, self.artist.id, self.member.id).await.unwrap();
        let rights = entitlements::of_release_by_id(c, self.release.id, Who::Account(self.member.id)).await.unwrap();
        prop_assert_eq!(rights.whole.download, current.is_some_and(|rights| rights.includes_releases));
        Ok(())
    }
}

async fn sums(c: &mut Connection, id: PurchaseId) -> BTreeMap<&'static str, i64> {
    let mut sums = BTreeMap::new();
    for entry in ledger::of_purchase(c, id).await.unwrap() {
        *sums.entry(entry.book.word()).or_default() += entry.amount_minor;
    }
    sums
}

fn dispute() -> impl Strategy<Value = Dispute> {
    (0..2_u8, any::<bool>(), -10..=1500_i64, -10..=2000_i64).prop_map(|(id, is_over, amount_minor, fee_minor)| {
        // How a dispute ends is told by its id: no provider says once that it was won, and once that it was lost.
        let end = if id == 0 { DisputeState::Won } else { DisputeState::Lost };
        let state = if is_over { end } else { DisputeState::Open };
        Dispute { id: format!("dp_{id}"), state, amount_minor, fee_minor }
    })
}

fn payment() -> impl Strategy<Value = PaymentStanding> {
    let amount = prop_oneof![8 => Just(1000_i64), 1 => any::<i64>()];
    let currency = prop_oneof![9 => Just("EUR"), 1 => Just("JPY")];
    let refunded = prop_oneof![4 => Just(0_i64), 2 => 0..=1000_i64, 1 => Just(1000), 1 => any::<i64>()];
    let disputes = proptest::collection::vec(dispute(), 0..2);
    (any::<(bool, bool)>(), amount, currency, refunded, any::<Option<u16>>(), disputes).prop_map(
        |((is_open, expired), amount_minor, currency, refunded_minor, fee, disputes)| PaymentStanding {
            paid: !is_open || refunded_minor > 0,
            expired,
            amount_minor,
            currency: currency.to_owned(),
            fee_minor: fee.map(i64::from),
            refunded_minor,
            disputes,
            ..PaymentStanding::default()
        },
    )
}

fn news() -> impl Strategy<Value = News> {
    let state = prop_oneof![
        1 => Just(MembershipState::Open),
        1 => Just(MembershipState::Trialing),
        3 => Just(MembershipState::Active),
        1 => Just(MembershipState::PastDue),
        1 => Just(MembershipState::Ended),
    ];
    prop_oneof![
        4 => (0..3_usize, payment()).prop_map(|(order, standing)| News::Payment(order, standing)),
        1 => (state, 0..100_i64).prop_map(|(state, after)| News::Subscription(state, after)),
    ]
}

/// Runs cases one after the other on one database.
fn try_all<S: Strategy>(
    config: Config,
    strategy: &S,
    case: impl AsyncFn(&mut Connection, S::Value) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(Db::new());
    let tried = TestRunner::new(config)
        .run(strategy, |value| runtime.block_on(async { case(&mut *db.connection().await, value).await }));
    match tried {
        Ok(()) => {}
        Err(TestError::Fail(why, value)) => panic!("{why}\n{value:#?}"),
        Err(error) => panic!("{error:?}"),
    }
    let faults = runtime.block_on(async { ledger::check(&mut *db.connection().await).await.unwrap() });
    assert_eq!(faults, []);
    drop(db);
}

#[test]
fn no_sequence_of_news_breaks_the_books_or_the_rights() {
    let sequences = proptest::collection::vec(news(), 1..10);
    try_all(cases(10, 300), &sequences, async |c: &mut Connection, sequence| {
        let world = World::start(c).await;
        for news in &sequence {
            world.hear(c, news).await;
            world.check(c).await?;
        }
        Ok(())
    });
}

/// The pictures of one payment, as they were taken one after the other.
fn histories() -> Vec<Vec<PaymentStanding>> {
    let open = PaymentStanding { amount_minor: 1000, currency: "EUR".to_owned(), ..PaymentStanding::default() };
    let paid = PaymentStanding { paid: true, ..open.clone() };
    let with_fee = PaymentStanding { fee_minor: Some(40), ..paid.clone() };
    let part = PaymentStanding { refunded_minor: 300, ..with_fee.clone() };
    let all = PaymentStanding { refunded_minor: 1000, ..with_fee.clone() };
    let dispute = |state, fee_minor| vec![Dispute { id: "dp".to_owned(), state, amount_minor: 700, fee_minor }];
    let opened = PaymentStanding { disputes: dispute(DisputeState::Open, 1500), ..part.clone() };
    let won = PaymentStanding { disputes: dispute(DisputeState::Won, 0), ..part.clone() };
    let lost = PaymentStanding { disputes: dispute(DisputeState::Lost, 1500), ..part.clone() };
    let after = PaymentStanding { refunded_minor: 1000, ..won.clone() };
    vec![
        vec![open.clone(), paid.clone(), with_fee.clone()],
        vec![open.clone(), paid.clone(), with_fee.clone(), part.clone(), all],
        vec![open.clone(), paid.clone(), part.clone(), opened.clone(), lost],
        vec![open, paid, with_fee, part, opened, won, after],
    ]
}

/// Where each history ends.
const ENDS: [PurchaseState; 4] =
    [PurchaseState::Paid, PurchaseState::Refunded, PurchaseState::Lost, PurchaseState::Refunded];

#[test]
fn pictures_that_come_late_and_twice_change_nothing() {
    let pictures: Vec<(usize, PaymentStanding)> = (0..)
        .zip(histories())
        .flat_map(|(which, history)| history.into_iter().map(move |picture| (which, picture)))
        .flat_map(|picture| [picture.clone(), picture])
        .collect();
    let straight = std::sync::Mutex::new(None);
    try_all(cases(6, 50), &Just(pictures.clone()).prop_shuffle(), async |c: &mut Connection, shuffled| {
        let in_order = [straight.lock().unwrap().is_none().then(|| pictures.clone()), Some(shuffled)];
        for told in in_order.into_iter().flatten() {
            let word = MembershipId::new().to_string().replace('-', "");
            let (ode, _) = artist(c, &format!("ode{}", word.get(20..).unwrap())).await;
            let release = published(c, &ode, "Low Water").await;
            let price = "price_mode = 'fixed', price_amount_minor = 1000, price_currency = 'EUR'";
            run(c, &format!("UPDATE releases SET {price} WHERE id = '{}'", release.id)).await;
            let mut orders = Vec::new();
            for buyer in 0..ENDS.len() {
                let new = of_ten_euros(&ode, &release, &format!("ann{buyer}@example.org"));
                orders.push(purchases::begin(c, &new, Utc::now()).await.unwrap().id);
            }
            for (which, picture) in told {
                let picture = PaymentStanding { payment: Some(format!("pay_{}", orders[which])), ..picture };
                purchases::settle(c, orders[which], &picture, Utc::now()).await.unwrap();
            }
            let mut outcomes = Vec::new();
            for (order, end) in orders.iter().zip(ENDS) {
                prop_assert_eq!(state(c, *order).await, end);
                outcomes.push(sums(c, *order).await);
            }
            let mut straight = straight.lock().unwrap();
            let expected = straight.get_or_insert_with(|| outcomes.clone());
            prop_assert_eq!(&*expected, &outcomes);
        }
        Ok(())
    });
}
