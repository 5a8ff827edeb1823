use crate::stage::{Stage as _, WithDouble, over_every_provider};
use crate::{sale, seller};

#[tokio::test]
async fn a_seller_gets_one_account_and_is_paid_when_the_provider_knows_them() {
    over_every_provider(async |stage, _| {
        let provider = stage.provider();
        let account = provider.create_account(&seller("nine")).await.unwrap();
        assert_eq!(provider.create_account(&seller("nine")).await.unwrap(), account, "the same reference");
        assert_ne!(provider.create_account(&seller("ten")).await.unwrap(), account);

        let facts = provider.account(&account).await.unwrap();
        assert!(!facts.charges_enabled && !facts.payouts_enabled && !facts.missing.is_empty());
        assert!(provider.checkout(&account, &sale("early", 900, "EUR")).await.is_err(), "it cannot be paid yet");

        let page = provider.onboarding(&account, "https://a.example/back", "https://a.example/again").await.unwrap();
        assert!(page.starts_with("http"), "{page}");
        stage.onboard(&account).await;
        let facts = provider.account(&account).await.unwrap();
        assert!(facts.charges_enabled && facts.payouts_enabled && facts.missing.is_empty());
    })
    .await;
}

#[tokio::test]
async fn nobody_is_unknown() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        assert!(provider.payment_of_checkout(account, "cs_nobody").await.is_err());
        assert!(provider.payment(account, "pi_nobody").await.is_err());
        assert!(provider.subscription(account, "sub_nobody").await.is_err());
        assert!(provider.portal(account, "cus_nobody", "https://a.example/back").await.is_err());
        let error = provider.payment(account, "pi_nobody").await.unwrap_err();
        assert!(matches!(error, payments::PaymentError::Unknown(_)), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_seller_who_takes_access_back_can_no_longer_be_paid() {
    let stage = WithDouble::start().await;
    let account = stage.provider().create_account(&seller("ode")).await.unwrap();
    stage.onboard(&account).await;
    stage.double.deauthorize(&account).unwrap();
    let facts = stage.provider().account(&account).await.unwrap();
    assert!(!facts.charges_enabled && !facts.payouts_enabled);
    assert!(stage.provider().checkout(&account, &sale("late", 900, "EUR")).await.is_err());
}
