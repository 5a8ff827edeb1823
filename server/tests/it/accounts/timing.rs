//! Whether an address has an account shows neither in the answer nor in the time it takes.

use std::time::{Duration, Instant};

use model::{passwords, queue};
use reqwest::StatusCode;

use crate::support::{Answer, Browser, PASSWORD, TestApp};

const KNOWN: &str = "ann@example.org";
/// Of each kind in a round, one after the other by turns.
const TRIES: usize = 50;
/// How far the medians of a round may lie apart.
const APART: f64 = 0.05;
/// How many rounds a busy machine gets.
const ROUNDS: usize = 6;

/// Somebody who tries without being slowed down: what is measured is the work, not the throttle.
struct Stranger {
    app: TestApp,
    browser: Browser,
    token: String,
}

impl Stranger {
    async fn new() -> Self {
        let app = TestApp::start().await;
        app.account("ann", false).await;
        let browser = app.visitor();
        let token = browser.csrf("/sign-in").await;
        Self { app, browser, token }
    }

    async fn post(&self, path: &str, email: &str) -> Answer {
        let fields =
            [("csrf", self.token.as_str()), ("name", "Ann"), ("email", email), ("password", "a wrong password")];
        self.browser.post_bare(path, &fields).await
    }

    async fn forget(&self) {
        use diesel_async::RunQueryDsl as _;
        let mut connection = self.app.db().await;
        for table in ["throttles", "graphile_worker._private_jobs"] {
            diesel::sql_query(format!("DELETE FROM {table}")).execute(&mut connection).await.unwrap();
        }
    }

    /// How often argon2 ran for an answer, and how many jobs it left.
    async fn work(&self, path: &str, email: &str) -> (u64, usize) {
        self.forget().await;
        let before = passwords::runs();
        self.post(path, email).await;
        let jobs = queue::list(&mut *self.app.db().await, 10).await.unwrap();
        (passwords::runs() - before, jobs.len())
    }

    async fn time(&self, path: &str, email: &str) -> Duration {
        self.forget().await;
        let started = Instant::now();
        let answer = self.post(path, email).await;
        let took = started.elapsed();
        assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        took
    }
}

impl Stranger {
    /// How far the medians of a round lie apart, as a part of the unknown one's; `from` numbers the addresses.
    async fn round(&self, path: &str, from: usize) -> f64 {
        let (mut known, mut other) = (Vec::new(), Vec::new());
        for n in from..from + TRIES {
            // By turns that never repeat (Thue and Morse), or a slower connection of the pool, whose turn comes every so often, would
            // be taken for a difference.
            if n.count_ones() % 2 == 0 {
                known.push(self.time(path, KNOWN).await);
                other.push(self.time(path, &unknown(path, n)).await);
            } else {
                other.push(self.time(path, &unknown(path, n)).await);
                known.push(self.time(path, KNOWN).await);
            }
        }
        let (known, other) = (median(known), median(other));
        let apart = known / other - 1.0;
        println!("{path}: known {:.3} ms, unknown {:.3} ms, {:+.2} %", known * 1e3, other * 1e3, apart * 1e2);
        apart.abs()
    }
}

/// An address nobody has. Signing up takes another one every time, because the first makes an account; elsewhere it is one and the
/// same, as the known one is, so that the database has seen both as often.
fn unknown(path: &str, n: usize) -> String {
    if path == "/sign-up" { format!("nobody-{n}@example.org") } else { "nob@example.org".to_owned() }
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

#[actix_web::test]
async fn a_known_and_an_unknown_address_are_the_same_work() {
    let stranger = Stranger::new().await;
    for (path, expected) in [("/sign-in", (1, 0)), ("/sign-up", (1, 1)), ("/reset", (0, 1)), ("/confirm", (0, 1))] {
        assert_eq!(stranger.work(path, KNOWN).await, expected, "{path}, known");
        assert_eq!(stranger.work(path, &unknown(path, 0)).await, expected, "{path}, unknown");
    }
    // The first unknown address of a process is no slower either: nothing is made for it alone.
    assert!(passwords::verify(PASSWORD, None).await.is_ok_and(|right| !right));
}

#[actix_web::test]
async fn a_known_and_an_unknown_address_take_the_same_time() {
    let stranger = Stranger::new().await;
    for path in ["/sign-in", "/sign-up", "/reset"] {
        let mut apart = Vec::new();
        // What a busy machine adds is another thing every time; what the house adds would be there each time.
        while apart.len() < ROUNDS && apart.last().is_none_or(|apart| *apart >= APART) {
            apart.push(stranger.round(path, apart.len() * TRIES).await);
        }
        assert!(apart.last().is_some_and(|apart| *apart < APART), "{path}: medians apart by {apart:.3?}");
    }
}
