//! What buyers, sellers, banks and time do: the pages that Stripe hosts, operated by tests.

use anyhow::anyhow;
use serde_json::{Value, json};

use super::answers::Refusal;
use super::money::{Paid, arrive, give_back, tax_in};
use super::state::{State, now, number, text};
use super::subscriptions::{after, items, plan};
use super::{StripeDouble, accounts, invoices, sessions, subscriptions};

/// Whose card pays, by country.
#[derive(Debug, Clone, Copy)]
pub struct Buyer<'a> {
    /// ISO 3166-1 alpha-2, as the buyer writes it.
    pub country_billing: &'a str,
    /// ISO 3166-1 alpha-2, as the card's bank has it.
    pub country_card: &'a str,
}

pub(super) type Done = anyhow::Result<()>;

impl StripeDouble {
    pub(super) fn act(&self, act: impl FnOnce(&mut State) -> Result<(), Refusal>) -> Done {
        act(&mut self.lock()).map_err(|refusal| anyhow!("the double refuses: {}", refusal.body()))
    }

    /// The seller fills in Stripe's form, as far as this.
    ///
    /// # Errors
    /// When nobody has the account.
    pub fn onboard(&self, account: &str, charges: bool, payouts: bool) -> Done {
        self.act(|state| {
            state.find("", "account", account)?;
            let missing: &[&str] = match (charges, payouts) {
                (true, true) => &[],
                (true, false) => &["external_account"],
                _ => &["business_type", "external_account"],
            };
            let requirements = accounts::wanted(missing);
            let fields =
                json!({ "charges_enabled": charges, "payouts_enabled": payouts, "requirements": requirements });
            state.set(account, fields);
            state.happened("account.updated", account);
            Ok(())
        })
    }

    /// The seller takes the co-op's access to the account back.
    ///
    /// # Errors
    /// When nobody has the account.
    pub fn deauthorize(&self, account: &str) -> Done {
        self.act(|state| {
            state.find("", "account", account)?;
            state.happened("account.application.deauthorized", account);
            state.set(account, json!({ "_gone": true }));
            Ok(())
        })
    }

    /// The ids of all checkouts that were made for a reference.
    #[must_use]
    pub fn checkouts_of(&self, reference: &str) -> Vec<String> {
        self.lock().named("checkout.session", "client_reference_id", reference)
    }

    /// The buyer pays a checkout on Stripe's page.
    ///
    /// # Errors
    /// When it is not open.
    pub fn pay(&self, checkout: &str, buyer: &Buyer<'_>) -> Done {
        self.act(|state| {
            let session = sessions::open(state, checkout)?;
            let account = state.owner(checkout);
            let email = session["customer_email"].as_str().unwrap_or("member@example.org").to_owned();
            let mut fields = json!({ "status": "complete", "payment_status": "paid", "url": null, "customer_details": { "email": email } });
            if session["mode"] == "subscription" {
                let (subscription, customer) = subscribe(state, &session, buyer, &email)?;
                fields["subscription"] = subscription.into();
                fields["customer"] = customer.into();
            } else {
                let amount = number(&session, "amount_total");
                let tax = if session["automatic_tax"]["enabled"] == true { tax_in(amount) } else { 0 };
                fields["total_details"] = json!({ "amount_discount": 0, "amount_shipping": 0, "amount_tax": tax });
                fields["payment_intent"] = arrive(state, &Paid {
                    account: &account,
                    amount,
                    currency: &text(&session, "currency"),
                    application_fee: number(&session, "_fee"),
                    email: &email,
                    country_billing: buyer.country_billing,
                    country_card: buyer.country_card,
                    customer: session["customer"].clone(),
                    metadata: session["_metadata"].clone(),
                })
                .into();
            }
            state.set(checkout, fields);
            state.happened("checkout.session.completed", checkout);
            Ok(())
        })
    }

    /// The buyer tries a card that does not pay.
    ///
    /// # Errors
    /// When the checkout is not open.
    pub fn decline(&self, checkout: &str) -> Done {
        self.act(|state| sessions::open(state, checkout).map(|_| ()))
    }

    /// The checkout's time is over.
    ///
    /// # Errors
    /// When it is not open.
    pub fn expire(&self, checkout: &str) -> Done {
        self.act(|state| {
            sessions::open(state, checkout)?;
            sessions::end(state, checkout);
            Ok(())
        })
    }

    /// The seller gives money back on Stripe's own pages.
    ///
    /// # Errors
    /// When less is left.
    pub fn refund(&self, payment: &str, amount: i64) -> Done {
        self.act(|state| {
            let intent = state.any(payment)?;
            give_back(state, &state.owner(payment), &intent, amount).map(|_| ())
        })
    }

    /// A subscription's period ends: the next is asked for, or it ends where that was wanted.
    ///
    /// # Errors
    /// When there is no such subscription.
    pub fn renew(&self, subscription: &str, card_works: bool) -> Done {
        self.act(|state| {
            let kept = state.any(subscription)?;
            if kept["cancel_at_period_end"] == true {
                subscriptions::end(state, subscription);
                return Ok(());
            }
            let (price, interval, _) = plan(&kept);
            let period = (now(), after(now(), &interval));
            let trial_end = if kept["trial_end"].is_null() { Value::Null } else { now().into() };
            state.set(
                subscription,
                json!({ "items": items(subscription, price, &interval, period), "trial_end": trial_end }),
            );
            let paid = invoices::ask(state, subscription, price, card_works)?;
            let status = if paid { "active" } else { "past_due" };
            state.set(subscription, json!({ "status": status, "_card_fails": !card_works }));
            state.happened("customer.subscription.updated", subscription);
            Ok(())
        })
    }

    /// Another card pays what is past due.
    ///
    /// # Errors
    /// When there is no such subscription.
    pub fn retry(&self, subscription: &str) -> Done {
        self.act(|state| {
            let invoice = text(&state.any(subscription)?, "latest_invoice");
            invoices::settle(state, &invoice)?;
            state.set(subscription, json!({ "status": "active", "_card_fails": false }));
            state.happened("customer.subscription.updated", subscription);
            Ok(())
        })
    }

    /// Stripe gives up on what is past due.
    ///
    /// # Errors
    /// When there is no such subscription.
    pub fn give_up(&self, subscription: &str) -> Done {
        self.act(|state| {
            state.any(subscription)?;
            subscriptions::end(state, subscription);
            Ok(())
        })
    }
}

/// What a paid checkout of a subscription starts: its id, and the customer's.
fn subscribe(state: &mut State, session: &Value, buyer: &Buyer<'_>, email: &str) -> Result<(String, String), Refusal> {
    let account = state.owner(&text(session, "id"));
    let customer = if session["customer"].is_null() {
        let id = state.new_id("cus");
        state.keep(&account, json!({ "id": id, "object": "customer", "email": email, "created": now() }));
        id
    } else {
        text(session, "customer")
    };
    let (id, interval, free_days) = (state.new_id("sub"), text(session, "_interval"), number(session, "_free_days"));
    let trial_end = (free_days > 0).then(|| now() + free_days * 86_400);
    let price = number(session, "amount_total");
    let period = (now(), trial_end.unwrap_or_else(|| after(now(), &interval)));
    state.keep(&account, json!({
        "id": id, "object": "subscription", "customer": customer, "currency": session["currency"], "created": now(),
        "status": if trial_end.is_some() { "trialing" } else { "active" }, "items": items(&id, price, &interval, period),
        "trial_end": trial_end, "cancel_at": null, "cancel_at_period_end": false, "canceled_at": null, "ended_at": null,
        "latest_invoice": null, "automatic_tax": session["automatic_tax"], "metadata": session["_metadata"], "_carried": 0, "_fee_percent": session["_fee_percent"],
        "_email": email, "_country_billing": buyer.country_billing, "_country_card": buyer.country_card,
    }));
    invoices::ask(state, &id, if trial_end.is_some() { 0 } else { price }, true)?;
    state.happened("customer.subscription.created", &id);
    Ok((id, customer))
}
