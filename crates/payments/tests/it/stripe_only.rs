//! What only Stripe can do to us: be away, be slow, and refuse.

use std::time::Duration;

use chrono::Utc;
use payments::{PaymentError, Provider as _, Stripe, StripeSettings};
use testkit::{Health, StripeDouble};

use crate::stage::{Stage as _, WithDouble};
use crate::{sale, seller};

async fn stage() -> (WithDouble, String) {
    let stage = WithDouble::start().await;
    let account = stage.stripe.create_account(&seller("ode")).await.unwrap();
    stage.onboard(&account).await;
    (stage, account)
}

#[tokio::test]
async fn a_stripe_that_is_away_is_asked_again() {
    let (stage, account) = stage().await;
    for status in [409, 429, 500, 503] {
        stage.double.set_health(Health::Answers(status));
        let error = stage.stripe.checkout(&account, &sale("one", 900, "EUR")).await.unwrap_err();
        assert!(error.is_passing(), "{status}: {error}");
    }
    stage.double.set_health(Health::Slow(Duration::from_millis(300)));
    stage.stripe.checkout(&account, &sale("one", 900, "EUR")).await.unwrap();

    let nobody = Stripe::new(StripeSettings {
        secret_key: StripeDouble::SECRET_KEY.to_owned(),
        webhook_secret: String::new(),
        api_base: Some("http://127.0.0.1:9".to_owned()),
    });
    assert!(nobody.account(&account).await.unwrap_err().is_passing());
}

#[tokio::test]
async fn an_answer_that_gets_lost_does_nothing_twice() {
    let (stage, account) = stage().await;
    let wanted = sale("one", 900, "EUR");
    stage.double.set_health(Health::Forgetful);
    assert!(stage.stripe.checkout(&account, &wanted).await.unwrap_err().is_passing());
    stage.double.set_health(Health::Well);
    let checkout = stage.stripe.checkout(&account, &wanted).await.unwrap();
    assert_eq!(stage.double.checkouts_of("one").len(), 1);
    stage.pay(&checkout.id).await;
    let payment = stage.stripe.payment_of_checkout(&account, &checkout.id).await.unwrap().payment.unwrap();

    stage.double.set_health(Health::Forgetful);
    assert!(stage.stripe.refund(&account, &payment, 300, "r").await.is_err());
    stage.double.set_health(Health::Well);
    stage.stripe.refund(&account, &payment, 300, "r").await.unwrap();
    assert_eq!(stage.stripe.payment(&account, &payment).await.unwrap().refunded_minor, 300);
}

#[tokio::test]
async fn what_cannot_be_charged_is_refused() {
    let (stage, account) = stage().await;
    let refused = async |change: &dyn Fn(&mut payments::NewCheckout)| {
        let mut wanted = sale("wrong", 900, "EUR");
        change(&mut wanted);
        matches!(stage.stripe.checkout(&account, &wanted).await, Err(PaymentError::Refused { .. }))
    };
    assert!(refused(&|wanted| wanted.line.amount_minor = 0).await);
    assert!(refused(&|wanted| wanted.line.amount_minor = -900).await);
    assert!(refused(&|wanted| wanted.line.amount_minor = 49).await, "below Stripe's least");
    assert!(refused(&|wanted| wanted.line.amount_minor = i64::MAX).await);
    assert!(refused(&|wanted| wanted.co_op_fee_minor = 901).await);
    assert!(refused(&|wanted| wanted.currency = "XXX".to_owned()).await);
    assert!(refused(&|wanted| wanted.success_url = "/thanks".to_owned()).await);
    assert!(refused(&|wanted| wanted.line.name = String::new()).await);
    assert!(refused(&|wanted| wanted.expires_at = Utc::now() + chrono::Duration::minutes(10)).await);
    assert!(stage.double.checkouts_of("wrong").is_empty());
    assert!(stage.stripe.checkout("acct_nobody", &sale("wrong", 900, "EUR")).await.is_err());
}

#[tokio::test]
async fn another_key_opens_nothing() {
    let (stage, account) = stage().await;
    let other = Stripe::new(StripeSettings {
        secret_key: "sk_test_somebody_else".to_owned(),
        webhook_secret: String::new(),
        api_base: Some(stage.double.base().to_owned()),
    });
    let refused = other.account(&account).await.unwrap_err();
    assert!(matches!(refused, PaymentError::Refused { .. }));
    assert!(refused.is_passing(), "a key that was rolled is put right here: what is asked is asked again");
    let unusable =
        Stripe::new(StripeSettings { secret_key: "sk_\n".to_owned(), webhook_secret: String::new(), api_base: None });
    assert!(matches!(unusable.account(&account).await, Err(PaymentError::Refused { .. })));
}
