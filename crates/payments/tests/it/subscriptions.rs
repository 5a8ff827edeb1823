use chrono::{DateTime, Days, Months, Utc};
use payments::{ChangeSubscription, Interval, Proration, SubscriptionFacts, SubscriptionState};

use crate::joining;
use crate::stage::{Stage, over_every_provider};

async fn joined(stage: &dyn Stage, account: &str, reference: &str, trial_days: u32) -> SubscriptionFacts {
    let wanted = joining(reference, 500, Interval::Month, trial_days);
    let checkout = stage.provider().checkout(account, &wanted).await.unwrap();
    let before = stage.provider().subscription_of_checkout(account, &checkout.id).await.unwrap();
    assert_eq!(before, None, "nobody has finished it");
    stage.pay(&checkout.id).await;
    stage.provider().subscription_of_checkout(account, &checkout.id).await.unwrap().unwrap()
}

fn close(a: DateTime<Utc>, b: DateTime<Utc>) -> bool {
    (a - b).num_seconds().abs() < 60
}

#[tokio::test]
async fn a_member_pays_every_month() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let first = joined(stage, account, "member", 0).await;
        assert_eq!((first.reference.as_str(), first.amount_minor), ("member", 500));
        assert_eq!((first.state, first.ends_at_period, first.ended_at), (SubscriptionState::Active, false, None));
        assert!(close(first.period_ends_at, Utc::now() + Months::new(1)));
        assert_eq!(first.invoices.len(), 1);
        let invoice = &first.invoices[0];
        assert_eq!((invoice.payment.amount_minor, invoice.payment.paid), (500, true));
        assert_eq!(invoice.payment.reference, invoice.invoice);
        let payment = invoice.payment.payment.clone().unwrap();
        assert_eq!(provider.payment(account, &payment).await.unwrap(), invoice.payment, "{}", provider.name());

        stage.renew(&first.subscription, true).await;
        let second = provider.subscription(account, &first.subscription).await.unwrap();
        assert_eq!((second.state, second.invoices.len()), (SubscriptionState::Active, 2));
        assert_eq!(second.invoices[0].invoice, invoice.invoice, "the oldest first");
        assert_eq!(second.customer, first.customer);
    })
    .await;
}

#[tokio::test]
async fn a_card_that_fails_makes_it_past_due_until_another_pays() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let id = joined(stage, account, "member", 0).await.subscription;
        stage.renew(&id, false).await;
        let due = provider.subscription(account, &id).await.unwrap();
        assert_eq!((due.state, due.invoices.len()), (SubscriptionState::PastDue, 1));
        assert!(due.period_ends_at <= Utc::now(), "only what is paid counts: {}", due.period_ends_at);
        stage.retry(&id).await;
        let paid = provider.subscription(account, &id).await.unwrap();
        assert_eq!((paid.state, paid.invoices.len()), (SubscriptionState::Active, 2));
        assert!(close(paid.period_ends_at, Utc::now() + Months::new(1)));

        stage.renew(&id, false).await;
        stage.give_up(&id).await;
        let over = provider.subscription(account, &id).await.unwrap();
        assert_eq!(over.state, SubscriptionState::Ended);
        assert!(over.ended_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn free_days_cost_nothing() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let free = joined(stage, account, "member", 14).await;
        assert_eq!((free.state, free.invoices.len()), (SubscriptionState::Trialing, 0));
        assert!(close(free.trial_ends_at.unwrap(), Utc::now() + Days::new(14)));
        assert!(close(free.period_ends_at, free.trial_ends_at.unwrap()));
        stage.renew(&free.subscription, true).await;
        let paid = provider.subscription(account, &free.subscription).await.unwrap();
        assert_eq!((paid.state, paid.invoices.len()), (SubscriptionState::Active, 1));
    })
    .await;
}

#[tokio::test]
async fn a_member_leaves_with_the_period_or_now_and_may_think_again() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let id = joined(stage, account, "member", 0).await.subscription;
        let ends = async || provider.subscription(account, &id).await.unwrap().ends_at_period;
        provider.cancel_at_period_end(account, &id, true).await.unwrap();
        assert!(ends().await);
        provider.cancel_at_period_end(account, &id, false).await.unwrap();
        assert!(!ends().await);
        provider.cancel_at_period_end(account, &id, true).await.unwrap();
        stage.renew(&id, true).await;
        let over = provider.subscription(account, &id).await.unwrap();
        assert_eq!((over.state, over.invoices.len()), (SubscriptionState::Ended, 1));

        let id = joined(stage, account, "another", 0).await.subscription;
        provider.cancel_now(account, &id).await.unwrap();
        let ended = provider.subscription(account, &id).await.unwrap();
        assert_eq!(ended.state, SubscriptionState::Ended);
        provider.cancel_now(account, &id).await.unwrap();
        assert_eq!(provider.subscription(account, &id).await.unwrap(), ended, "over is over");
        assert!(provider.cancel_now(account, "sub_nobody").await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_change_of_plan_is_charged_in_proportion() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let id = joined(stage, account, "member", 0).await.subscription;
        let mut change = ChangeSubscription {
            subscription: id.clone(),
            reference: "up".to_owned(),
            name: "Patron of Ode".to_owned(),
            amount_minor: 1500,
            currency: "EUR".to_owned(),
            interval: Interval::Month,
            proration: Proration::InvoiceNow,
        };
        provider.change_subscription(account, &change).await.unwrap();
        provider.change_subscription(account, &change).await.unwrap();
        let up = provider.subscription(account, &id).await.unwrap();
        assert_eq!((up.amount_minor, up.invoices.len()), (1500, 2), "charged once");
        assert_eq!(up.invoices[1].payment.amount_minor, 1000, "the whole month lies ahead");

        change.reference = "down".to_owned();
        change.amount_minor = 500;
        change.proration = Proration::NextInvoice;
        provider.change_subscription(account, &change).await.unwrap();
        let down = provider.subscription(account, &id).await.unwrap();
        assert_eq!((down.amount_minor, down.invoices.len()), (500, 2));
        stage.renew(&id, true).await;
        let renewed = provider.subscription(account, &id).await.unwrap();
        assert_eq!(renewed.invoices.len(), 2, "what was paid too much pays this month");

        change.reference = "yearly".to_owned();
        change.interval = Interval::Year;
        change.amount_minor = 5000;
        change.proration = Proration::InvoiceNow;
        provider.change_subscription(account, &change).await.unwrap();
        let yearly = provider.subscription(account, &id).await.unwrap();
        assert!(close(yearly.period_ends_at, Utc::now() + Months::new(12)));
    })
    .await;
}

#[tokio::test]
async fn a_member_who_joins_again_is_the_same_customer() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let first = joined(stage, account, "member", 0).await;
        let mut again = joining("again", 700, Interval::Year, 0);
        again.buyer.customer = Some(first.customer.clone());
        let checkout = provider.checkout(account, &again).await.unwrap();
        stage.pay(&checkout.id).await;
        let second = provider.subscription_of_checkout(account, &checkout.id).await.unwrap().unwrap();
        assert_eq!(second.customer, first.customer);
        assert_ne!(second.subscription, first.subscription);
        assert_eq!(second.invoices.len(), 1, "each has its own invoices");
        let page = provider.portal(account, &first.customer, "https://a.example/back").await.unwrap();
        assert!(page.starts_with("http"), "{page}");
        provider.portal(account, &first.customer, "https://a.example/back").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_member_pays_the_tax_that_the_provider_works_out() {
    over_every_provider(async |stage, account| {
        let provider = stage.provider();
        let mut wanted = joining("taxed", 1190, Interval::Month, 0);
        wanted.provider_tax = true;
        let checkout = provider.checkout(account, &wanted).await.unwrap();
        stage.pay(&checkout.id).await;
        let first = provider.subscription_of_checkout(account, &checkout.id).await.unwrap().unwrap();
        let payment = &first.invoices[0].payment;
        assert_eq!((payment.amount_minor, payment.tax_minor), (1190, Some(190)), "{}", provider.name());
        assert_eq!(&provider.payment(account, payment.payment.as_ref().unwrap()).await.unwrap(), payment);

        let change = ChangeSubscription {
            subscription: first.subscription.clone(),
            reference: "up".to_owned(),
            name: "Patron of Ode".to_owned(),
            amount_minor: 2380,
            currency: "EUR".to_owned(),
            interval: Interval::Month,
            proration: Proration::InvoiceNow,
        };
        provider.change_subscription(account, &change).await.unwrap();
        let up = provider.subscription(account, &first.subscription).await.unwrap();
        assert_eq!(up.invoices[1].payment.tax_minor, Some(190));

        wanted.reference = "again".to_owned();
        wanted.buyer.customer = Some(first.customer);
        provider.checkout(account, &wanted).await.unwrap();
    })
    .await;
}
