//! A double of Stripe: an HTTP server that keeps what it is told and refuses what Stripe would refuse.
//!
//! It knows the calls that `payments` makes and no others. Unknown and missing fields, other versions of the API, calls on
//! another account and amounts that cannot be charged are refused. What buyers, sellers and banks do, a test does with the
//! functions of [`StripeDouble`]; each says what happened with events, which the test takes, signs and sends as it likes.
#![expect(clippy::indexing_slicing, reason = "JSON says null where a field is missing, and does not panic")]

mod accounts;
mod answers;
mod bank;
mod desk;
pub(crate) mod double;
mod form;
mod invoices;
mod money;
mod portal;
mod sessions;
mod signature;
mod state;
mod subscriptions;
mod web;

use std::sync::MutexGuard;

pub use desk::Buyer;
use double::Double;
pub use double::Health;
use state::State;

/// An event as it would be sent: its body, to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: String,
    /// What it is called: `charge.refunded`.
    pub kind: String,
    /// The JSON.
    pub body: String,
}

/// The double. It serves as long as the runtime that started it.
#[derive(Clone)]
pub struct StripeDouble(Double<State>);

impl StripeDouble {
    /// The only key it takes.
    pub const SECRET_KEY: &str = "sk_test_double";
    /// What it signs events with.
    pub const WEBHOOK_SECRET: &str = "whsec_double";
    /// The only version of the API it speaks.
    pub const VERSION: &str = "2026-09-30.endive";

    /// Starts one on a free port of this machine.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start() -> anyhow::Result<Self> {
        Ok(Self(Double::start("Stripe", web::serve)?))
    }

    /// Its address, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.base()
    }

    /// Makes it ill, or well again.
    pub fn set_health(&self, health: Health) {
        self.lock().health = health;
    }

    /// How many calls it has answered.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.lock().calls
    }

    /// The events since this was asked last, in the order in which they happened.
    #[must_use]
    pub fn take_events(&self) -> Vec<Sent> {
        std::mem::take(&mut self.lock().events)
    }

    /// The signature of a body, made at a time in seconds since 1970.
    #[must_use]
    pub fn sign(&self, body: &str, at: i64) -> String {
        signature::sign(Self::WEBHOOK_SECRET, body, at)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}
