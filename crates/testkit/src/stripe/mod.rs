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
mod form;
mod invoices;
mod money;
mod portal;
mod sessions;
mod signature;
mod state;
mod subscriptions;
mod web;

use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::{App, HttpServer, web as actix};
use anyhow::Context as _;

pub use desk::Buyer;
use state::State;

/// How the double does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Well.
    Well,
    /// Every call is answered with this status, and nothing is done.
    Answers(u16),
    /// Every call takes this long.
    Slow(Duration),
    /// Every call is done, but its answer gets lost.
    Forgetful,
}

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
pub struct StripeDouble {
    state: Arc<Mutex<State>>,
    base: String,
}

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
        let listener = TcpListener::bind("127.0.0.1:0").context("a port for the double of Stripe")?;
        let base = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(Mutex::new(State::default()));
        let shared = actix::Data::from(state.clone());
        let server =
            HttpServer::new(move || App::new().app_data(shared.clone()).default_service(actix::to(web::serve)));
        tokio::spawn(server.workers(1).disable_signals().listen(listener)?.run());
        Ok(Self { state, base })
    }

    /// Its address, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
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
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
