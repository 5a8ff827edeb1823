use chrono::Duration;
use payments::{DisputeState, PaymentError, PaymentFacts};

use crate::stage::{Stage, over_every_provider};
use crate::{sale, seller};

/// Pays a new checkout; gives what the provider then says.
async fn paid(stage: &dyn Stage, account: &str, reference: &str, amount_minor: i64, currency: &str) -> PaymentFacts {
    let checkout = stage.provider().checkout(account, &sale(reference, amount_minor, currency)).await.unwrap();
    stage.pay(&checkout.id).await;
    let facts = stage.provider().payment_of_checkout(account, &checkout.id).await.unwrap();
    let payment = facts.payment.clone().unwrap();
    assert_eq!(stage.provider().payment(account, &payment).await.unwrap(), facts, "by either id it is the same");
    facts
}

#[tokio::test]
async fn a_payment_is_told_whole() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let checkout = provider.checkout(account, &sale("one", 900, "EUR")).await.unwrap();
        assert!(checkout.url.starts_with("http"), "{}", checkout.url);
        let before = provider.payment_of_checkout(account, &checkout.id).await.unwrap();
        assert!(!before.paid && !before.expired, "{before:?}");
        assert_eq!((before.reference.as_str(), before.amount_minor, before.currency.as_str()), ("one", 900, "EUR"));

        stage.decline(&checkout.id).await;
        assert!(!provider.payment_of_checkout(account, &checkout.id).await.unwrap().paid);

        stage.pay(&checkout.id).await;
        let facts = provider.payment_of_checkout(account, &checkout.id).await.unwrap();
        let expected = PaymentFacts {
            reference: "one".to_owned(),
            payment: facts.payment.clone(),
            paid: true,
            expired: false,
            amount_minor: 900,
            currency: "EUR".to_owned(),
            tax_minor: None,
            fee_minor: Some(39),
            refunded_minor: 0,
            disputes: Vec::new(),
            country_billing: "FR".to_owned(),
            country_card: "BE".to_owned(),
            email: "fan@example.org".to_owned(),
        };
        assert_eq!(facts, expected, "{}", provider.name());
        assert!(facts.payment.is_some());
        provider.expire_checkout(account, &checkout.id).await.unwrap();
        assert!(provider.payment_of_checkout(account, &checkout.id).await.unwrap().paid, "what is paid stays paid");
    })
    .await;
}

#[tokio::test]
async fn a_reference_has_one_checkout_until_that_is_over() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let wanted = sale("one", 900, "EUR");
        let first = provider.checkout(account, &wanted).await.unwrap();
        assert_eq!(provider.checkout(account, &wanted).await.unwrap().id, first.id);
        provider.expire_checkout(account, &first.id).await.unwrap();
        provider.expire_checkout(account, &first.id).await.unwrap();
        assert!(provider.payment_of_checkout(account, &first.id).await.unwrap().expired);

        let mut again = wanted.clone();
        again.expires_at += Duration::minutes(5);
        let second = provider.checkout(account, &again).await.unwrap();
        assert_ne!(second.id, first.id);
        stage.pay(&second.id).await;
        assert!(provider.payment_of_checkout(account, &second.id).await.unwrap().paid);
        assert_eq!(provider.checkout(account, &again).await.unwrap().id, second.id, "paid, it is not made again");
    })
    .await;
}

#[tokio::test]
async fn another_sellers_payments_are_unknown() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let other = provider.create_account(&seller("other")).await.unwrap();
        stage.onboard(&other).await;
        let checkout = provider.checkout(account, &sale("one", 900, "EUR")).await.unwrap();
        stage.pay(&checkout.id).await;
        let payment = provider.payment_of_checkout(account, &checkout.id).await.unwrap().payment.unwrap();
        let unknown = |found: Result<PaymentFacts, PaymentError>| matches!(found, Err(PaymentError::Unknown(_)));
        assert!(unknown(provider.payment_of_checkout(&other, &checkout.id).await));
        assert!(unknown(provider.payment(&other, &payment).await));
        assert!(provider.refund(&other, &payment, 100, "r").await.is_err());
        assert!(provider.expire_checkout(&other, &checkout.id).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn money_is_given_back_once_and_never_more_than_was_paid() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let payment = paid(stage, account, "one", 900, "EUR").await.payment.unwrap();
        let refunded = async || provider.payment(account, &payment).await.unwrap().refunded_minor;
        provider.refund(account, &payment, 200, "first").await.unwrap();
        provider.refund(account, &payment, 200, "first").await.unwrap();
        assert_eq!(refunded().await, 200, "asked twice, done once");
        stage.refund_at_desk(&payment, 100).await;
        assert_eq!(refunded().await, 300);
        assert!(provider.refund(account, &payment, 601, "too much").await.is_err());
        assert!(provider.refund(account, &payment, 0, "nothing").await.is_err());
        assert!(provider.refund(account, &payment, -1, "less").await.is_err());
        provider.refund(account, &payment, 600, "rest").await.unwrap();
        let facts = provider.payment(account, &payment).await.unwrap();
        assert!(facts.paid && facts.refunded_minor == 900, "{facts:?}");
        assert!(provider.refund(account, &payment, 1, "more").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn disputes_are_opened_won_and_lost() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        for (reference, won, state, fee) in
            [("one", true, DisputeState::Won, 0), ("two", false, DisputeState::Lost, 2000)]
        {
            let payment = paid(stage, account, reference, 900, "EUR").await.payment.unwrap();
            stage.dispute(&payment).await;
            let open = provider.payment(account, &payment).await.unwrap();
            assert_eq!(open.disputes.len(), 1);
            assert_eq!((open.disputes[0].state, open.disputes[0].amount_minor), (DisputeState::Open, 900));
            assert_eq!(open.disputes[0].fee_minor, 2000);
            assert!(
                provider.refund(account, &payment, 100, &format!("{reference}-r")).await.is_err(),
                "the bank has it"
            );
            stage.decide(&payment, won).await;
            let closed = provider.payment(account, &payment).await.unwrap();
            assert_eq!((closed.disputes[0].state, closed.disputes[0].fee_minor), (state, fee), "{}", provider.name());
            assert_eq!(closed.disputes[0].id, open.disputes[0].id);
        }
    })
    .await;
}

#[tokio::test]
async fn currencies_of_no_two_and_three_decimals_come_back_as_they_went() {
    over_every_provider(async |stage, account| {
        for (amount, currency, charged) in [
            (900, "EUR", 900),
            (900, "JPY", 900),
            (900, "ISK", 900),
            (9_000, "UGX", 9_000),
            (5_120, "KWD", 5_120),
            (5_124, "KWD", 5_120),
            (90_000, "HUF", 90_000),
        ] {
            let reference = format!("{currency}{amount}");
            let facts = paid(stage, account, &reference, amount, currency).await;
            assert_eq!((facts.amount_minor, facts.currency.as_str()), (charged, currency));
            let fee = facts.fee_minor.unwrap();
            assert!(fee > 0 && fee < charged / 2, "{currency}: a fee of {fee}");
            let payment = facts.payment.unwrap();
            stage.provider().refund(account, &payment, 500, &reference).await.unwrap();
            assert_eq!(stage.provider().payment(account, &payment).await.unwrap().refunded_minor, 500, "{currency}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_provider_works_out_the_tax_where_it_is_asked_to() {
    over_every_provider(async |stage, account| {
        let mut wanted = sale("taxed", 1190, "EUR");
        wanted.provider_tax = true;
        let checkout = stage.provider().checkout(account, &wanted).await.unwrap();
        stage.pay(&checkout.id).await;
        let facts = stage.provider().payment_of_checkout(account, &checkout.id).await.unwrap();
        assert_eq!((facts.amount_minor, facts.tax_minor), (1190, Some(190)));
        let payment = facts.payment.clone().unwrap();
        assert_eq!(stage.provider().payment(account, &payment).await.unwrap(), facts);
    })
    .await;
}
