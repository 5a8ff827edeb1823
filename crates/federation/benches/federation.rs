//! What federation costs: activities into the inbox of the whole program over loopback, one post to a hundred servers of which
//! some are dead and some are slow, and signatures. Ends with 1 if a target is missed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a measurement stops where something is not as it must be"
)]

#[path = "federation/arriving.rs"]
mod arriving;
#[path = "federation/leaving.rs"]
mod leaving;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use chrono::Utc;
use federation::keys::RsaKey;
use federation::signatures::Signer;
use url::Url;

/// A figure beside its target.
pub struct Figure {
    what: &'static str,
    value: f64,
    target: f64,
    at_least: bool,
}

impl Figure {
    fn at_least(what: &'static str, value: f64, target: f64) -> Self {
        Self { what, value, target, at_least: true }
    }

    fn at_most(what: &'static str, value: f64, target: f64) -> Self {
        Self { what, value, target, at_least: false }
    }

    fn is_met(&self) -> bool {
        if self.at_least { self.value >= self.target } else { self.value <= self.target }
    }
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut figures = vec![Figure::at_least("signatures per second of one core", signatures(), 2_000.0)];
    figures.extend(runtime.block_on(leaving::measure()));
    figures.extend(runtime.block_on(arriving::measure()));
    for figure in &figures {
        let (bound, met) =
            (if figure.at_least { "at least" } else { "at most" }, if figure.is_met() { "met" } else { "MISSED" });
        println!("{:<62} {:>10.2}  {bound} {:.2}  {met}", figure.what, figure.value, figure.target);
    }
    if figures.iter().all(Figure::is_met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A signer whose public key is `pem`.
fn signer(key: &RsaKey, actor: &str) -> Signer {
    Signer::from_pkcs8(format!("{actor}#main-key"), &key.pkcs8().unwrap()).unwrap()
}

/// How many activities one thread signs in a second.
fn signatures() -> f64 {
    let signer = signer(&RsaKey::generate().unwrap(), "https://music.example/ap/actors/1");
    let (url, body) = (Url::parse("https://tide.example/inbox").unwrap(), vec![b'x'; 2_000]);
    let (began, mut count) = (Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(2) {
        assert!(signer.post(&url, &body, Utc::now()).iter().any(|(name, _)| name == "signature"));
        count += 1;
    }
    f64::from(count) / began.elapsed().as_secs_f64()
}
