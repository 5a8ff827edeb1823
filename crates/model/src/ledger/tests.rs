use chrono::Utc;
use proptest::prelude::*;

use super::posting::{add, difference, steps};
use super::*;
use crate::ids::{PurchaseId, SplitId};
use crate::purchases::{Dispute, DisputeState, Known, Purchase, PurchaseKind, PurchaseState};
use crate::sellers::ProviderName;

fn purchase(amount_minor: i64) -> Purchase {
    let now = Utc::now();
    Purchase {
        id: PurchaseId::new(),
        artist_id: ArtistId::new(),
        kind: PurchaseKind::Tip,
        release_id: None,
        track_id: None,
        membership_id: None,
        account_id: None,
        email: "ann@example.org".to_owned(),
        title: "Low Water".to_owned(),
        state: PurchaseState::Paid,
        currency: "EUR".to_owned(),
        amount_minor,
        tax_minor: amount_minor / 6,
        tax_rate_bp: 2000,
        co_op_fee_minor: amount_minor / 20,
        society_minor: amount_minor / 30,
        processor_fee_minor: None,
        refunded_minor: 0,
        country_said: "DE".to_owned(),
        country_billing: String::new(),
        country_card: String::new(),
        consented_at: None,
        wants_letters: false,
        note: String::new(),
        provider: ProviderName::Sandbox,
        provider_account: "acct".to_owned(),
        checkout_id: None,
        payment_id: None,
        invoice_number: None,
        created_at: now,
        expires_at: now,
        completed_at: Some(now),
    }
}

fn share(purchase: &Purchase, share_bp: i32, parts: i32) -> Share {
    Share { purchase_id: purchase.id, split_id: SplitId::new(), payee_id: ArtistId::new(), share_bp, parts }
}

fn sum(entries: &[Entry]) -> i64 {
    entries.iter().map(|entry| entry.amount_minor).sum()
}

/// What a look at the provider may say.
fn known() -> impl Strategy<Value = Known> {
    let dispute =
        (0..3_u8, any::<bool>(), 0..=3000_i64, 0..=2000_i64).prop_map(|(id, over, amount_minor, fee_minor)| {
            // How a dispute ends is told by its id here: no provider says once that it was won, and once that it was lost.
            let end = if id == 0 { DisputeState::Won } else { DisputeState::Lost };
            let state = if over { end } else { DisputeState::Open };
            Dispute { id: id.to_string(), state, amount_minor, fee_minor }
        });
    let disputes = proptest::collection::vec(dispute, 0..2);
    (any::<Option<u8>>(), 0..=3000_i64, disputes).prop_map(|(fee, refunded_minor, disputes)| Known {
        fee_minor: fee.map(i64::from),
        refunded_minor,
        disputes,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_sequence_of_news_unbalances_the_books(
        amount in 1..=3000_i64, news in proptest::collection::vec(known(), 1..8),
        bps in proptest::collection::vec((1..=10_000_i32, 1..5_i32), 0..4),
    ) {
        let purchase = purchase(amount);
        let shares: Vec<Share> = bps.into_iter().map(|(bp, parts)| share(&purchase, bp, parts)).collect();
        let mut held: Vec<Entry> = Vec::new();
        let mut before: Option<Known> = None;
        for look in &news {
            let after = before.clone().unwrap_or_default().join(look);
            for (_, known) in steps(before.as_ref(), &after) {
                let entries = difference(&target(&purchase, &known, &shares), &held);
                prop_assert_eq!(sum(&entries), 0);
                entries.iter().for_each(|entry| add(&mut held, entry));
            }
            prop_assert!(difference(&target(&purchase, &after, &shares), &held).is_empty());
            prop_assert!(held.iter().all(|entry| entry.book != Book::Split || entry.amount_minor >= 0));
            before = Some(after);
        }
        let backwards = news.iter().rev().fold(Known::default(), |known, look| known.join(look));
        let forwards = before.unwrap_or_default();
        prop_assert_eq!(&backwards, &forwards);
        prop_assert_eq!(forwards.join(&forwards), forwards);
    }
}

#[test]
fn a_refund_takes_everything_back_but_what_the_card_cost() {
    let purchase = purchase(1200);
    let paid = Known { fee_minor: Some(43), ..Known::default() };
    let shares = [share(&purchase, 5000, 1)];
    let amount = |entries: &[Entry], book| {
        entries.iter().filter(|entry| entry.book == book).map(|entry| entry.amount_minor).sum::<i64>()
    };
    let sold = target(&purchase, &paid, &shares);
    assert_eq!((amount(&sold, Book::Buyer), amount(&sold, Book::Tax), amount(&sold, Book::CoOp)), (-1200, 200, 60));
    assert_eq!(amount(&sold, Book::Society), 40);
    assert_eq!((amount(&sold, Book::Artist), amount(&sold, Book::Split)), (429, 428));
    let back = target(&purchase, &Known { refunded_minor: 1200, ..paid }, &shares);
    assert_eq!((amount(&back, Book::Artist), amount(&back, Book::Split), amount(&back, Book::Buyer)), (-43, 0, 0));
}
