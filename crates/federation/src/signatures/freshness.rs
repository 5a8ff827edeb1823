//! When a signature was made: how old, how far ahead, until when.

use chrono::{DateTime, TimeDelta, Utc};

use super::SignatureError;

/// Queues of other servers hold a signed request for a while before it is sent.
const MAX_AGE: TimeDelta = TimeDelta::hours(1);
/// Clocks differ.
const MAX_AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Whether something signed at `made` may come in now.
pub(super) fn check_made(made: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), SignatureError> {
    if now.signed_duration_since(made) > MAX_AGE {
        return Err(SignatureError::TooOld);
    }
    if made.signed_duration_since(now) > MAX_AHEAD {
        return Err(SignatureError::TooNew);
    }
    Ok(())
}

/// The same for a `Date` header.
pub(super) fn check_date(date: &str, now: DateTime<Utc>) -> Result<(), SignatureError> {
    let made = DateTime::parse_from_rfc2822(date).map_err(|_| SignatureError::Malformed("Date"))?;
    check_made(made.to_utc(), now)
}

/// The same for `created`, in seconds since 1970.
pub(super) fn check_created(seconds: i64, now: DateTime<Utc>) -> Result<(), SignatureError> {
    check_made(DateTime::from_timestamp(seconds, 0).ok_or(SignatureError::Parameter("created"))?, now)
}

/// Whether `expires`, in seconds since 1970, lies ahead.
pub(super) fn check_expires(seconds: i64, now: DateTime<Utc>) -> Result<(), SignatureError> {
    if now.timestamp() < seconds { Ok(()) } else { Err(SignatureError::Expired) }
}

/// A moment as HTTP writes it (RFC 9110 section 5.6.7).
pub(super) fn http_date(now: DateTime<Utc>) -> String {
    now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
