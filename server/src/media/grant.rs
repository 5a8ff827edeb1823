//! Grants: signed and expiring words in the addresses of media that is not public, so that a draft can be heard by those
//! who were given its page, and an address that leaks is worth nothing the next day.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::app::App;

/// How long a grant is good for, at least; the playlist it leads to keeps its segments under the same grant.
const LIFETIME: Duration = Duration::hours(12);

/// A grant for one encoding, good for 12 to 13 hours (so that an hour's visits share one address and one cache).
#[must_use]
pub fn sign(app: &App, encoding: Uuid, now: DateTime<Utc>) -> String {
    let until = ((now + LIFETIME).timestamp() / 3600 + 1) * 3600;
    format!("{until}.{}", tag(app, encoding, until))
}

/// Whether `grant` lets its holder have the encoding now.
#[must_use]
pub fn verify(app: &App, grant: &str, encoding: Uuid, now: DateTime<Utc>) -> bool {
    let Some((until, given)) = grant.split_once('.') else { return false };
    let Ok(until) = until.parse::<i64>() else { return false };
    let Ok(given) = URL_SAFE_NO_PAD.decode(given) else { return false };
    until > now.timestamp() && hmac::verify(&app.media_key, &message(encoding, until), &given).is_ok()
}

fn tag(app: &App, encoding: Uuid, until: i64) -> String {
    URL_SAFE_NO_PAD.encode(hmac::sign(&app.media_key, &message(encoding, until)))
}

fn message(encoding: Uuid, until: i64) -> Vec<u8> {
    format!("encoding {encoding} until {until}").into_bytes()
}
