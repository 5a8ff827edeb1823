//! The same expectations over every provider: the sandbox, and Stripe with its double.
#![expect(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod crowds;
mod events;
mod payments;
mod stage;
mod stripe_only;
mod subscriptions;

use ::payments::{Buyer, Interval, Line, NewAccount, NewCheckout, Plan};
use chrono::{Duration, Utc};

/// A seller named by a reference.
fn seller(reference: &str) -> NewAccount {
    NewAccount {
        reference: reference.to_owned(),
        email: "ode@example.org".to_owned(),
        country: "DE".to_owned(),
        name: "Ode".to_owned(),
        url: "https://music.example.org/ode".to_owned(),
    }
}

/// Somebody going to pay an amount.
fn sale(reference: &str, amount_minor: i64, currency: &str) -> NewCheckout {
    NewCheckout {
        reference: reference.to_owned(),
        buyer: Buyer { email: "fan@example.org".to_owned(), customer: None },
        currency: currency.to_owned(),
        line: Line { name: "Ode to the tram".to_owned(), image: None, amount_minor },
        plan: None,
        co_op_fee_minor: amount_minor / 10,
        co_op_fee_bp: 1000,
        provider_tax: false,
        success_url: "https://music.example.org/thanks".to_owned(),
        cancel_url: "https://music.example.org/back".to_owned(),
        expires_at: Utc::now() + Duration::hours(1),
    }
}

/// Somebody going to join.
fn joining(reference: &str, amount_minor: i64, interval: Interval, trial_days: u32) -> NewCheckout {
    NewCheckout { plan: Some(Plan { interval, trial_days }), ..sale(reference, amount_minor, "EUR") }
}
