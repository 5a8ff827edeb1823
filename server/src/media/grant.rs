//! Grants: signed and expiring words in the addresses of media that is not for everybody, so that a draft can be heard by
//! those who were given its page, and an address that leaks is worth nothing the next day.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use model::entitlements::Entitlement;
use uuid::Uuid;

use crate::app::App;

/// How long a grant is good for, at least; the playlist it leads to keeps its segments under the same grant.
const LIFETIME: Duration = Duration::hours(12);
/// Stands behind the hour of a grant that goes for the lossless rung too.
const LOSSLESS: char = 'l';

/// A grant for one image, or for an encoding in its lossy rungs, good for 12 to 13 hours (so that an hour's visits share one
/// address and one cache).
#[must_use]
pub fn sign(app: &App, subject: Uuid, now: DateTime<Utc>) -> String {
    signed(app, subject, &until(now).to_string())
}

/// A grant for one encoding, as far as its holder is entitled to it.
#[must_use]
pub fn sign_for(app: &App, encoding: Uuid, entitled: Entitlement, now: DateTime<Utc>) -> String {
    if entitled.lossless {
        signed(app, encoding, &format!("{}{LOSSLESS}", until(now)))
    } else {
        sign(app, encoding, now)
    }
}

/// What `grant` lets its holder have of the subject now: nothing if it is forged, for another one, or over.
#[must_use]
pub fn verify(app: &App, grant: &str, subject: Uuid, now: DateTime<Utc>) -> Entitlement {
    let read = || {
        let (term, given) = grant.split_once('.')?;
        let lossless = term.ends_with(LOSSLESS);
        let until: i64 = term.strip_suffix(LOSSLESS).unwrap_or(term).parse().ok()?;
        let given = URL_SAFE_NO_PAD.decode(given).ok()?;
        let good = until > now.timestamp() && hmac::verify(&app.media_key, &message(subject, term), &given).is_ok();
        good.then_some(Entitlement { stream: true, lossless })
    };
    read().unwrap_or_default()
}

fn until(now: DateTime<Utc>) -> i64 {
    ((now + LIFETIME).timestamp() / 3600 + 1) * 3600
}

fn signed(app: &App, subject: Uuid, term: &str) -> String {
    let tag = hmac::sign(&app.media_key, &message(subject, term));
    format!("{term}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn message(subject: Uuid, term: &str) -> Vec<u8> {
    format!("encoding {subject} until {term}").into_bytes()
}
