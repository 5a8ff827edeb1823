//! How often other servers are asked because of what strangers send here: whoever sends decides whose server is asked, so that
//! without a limit this instance could be made to knock at somebody's door.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache;

use crate::FederationError;

/// How often one host is asked within a minute.
const PER_MINUTE: u32 = 300;
/// How long the keys of an actor are believed before a signature that does not fit makes us ask again.
const KEYS_STAND: TimeDelta = TimeDelta::minutes(5);
/// How many hosts and actors are kept in mind.
const KEPT: u64 = 10_000;

static HOSTS: LazyLock<Cache<String, Arc<AtomicU32>>> =
    LazyLock::new(|| Cache::builder().max_capacity(KEPT).time_to_live(Duration::from_secs(60)).build());
static ACTORS: LazyLock<Cache<String, Asked>> =
    LazyLock::new(|| Cache::builder().max_capacity(KEPT).time_to_live(Duration::from_secs(600)).build());

/// When an actor's keys were last asked for, and whether its server did not answer.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: DateTime<Utc>,
    in_vain: bool,
}

/// Whether a host may be asked once more.
///
/// # Errors
/// [`FederationError::TooMany`].
pub async fn count(host: &str) -> Result<(), FederationError> {
    let asked = HOSTS.get_with(host.to_owned(), async { Arc::default() }).await;
    if asked.fetch_add(1, Ordering::Relaxed) < PER_MINUTE { Ok(()) } else { Err(FederationError::TooMany) }
}

/// Whether the keys of a known actor may have changed since they were last asked for.
///
/// # Errors
/// `wrong`, the error of the signature, when they were asked for lately; 503 when that was in vain.
pub async fn is_due(actor: &str, now: DateTime<Utc>, wrong: FederationError) -> Result<(), FederationError> {
    match ACTORS.get(actor).await.filter(|asked| asked.at > now - KEYS_STAND) {
        None => Ok(()),
        Some(Asked { in_vain: true, .. }) => {
            Err(FederationError::TryLater("the actor's server did not answer lately".to_owned()))
        }
        Some(_) => Err(wrong),
    }
}

/// Whether what is kept of an actor is old enough to ask again.
pub fn is_old(fetched_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    fetched_at.is_none_or(|at| at <= now - KEYS_STAND)
}

/// Keeps in mind that an actor's keys were asked for.
pub async fn note(actor: &str, now: DateTime<Utc>, in_vain: bool) {
    ACTORS.insert(actor.to_owned(), Asked { at: now, in_vain }).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_host_is_asked_so_often_and_others_as_often() {
        for _ in 0..PER_MINUTE {
            count("busy.test").await.unwrap();
        }
        assert!(matches!(count("busy.test").await, Err(FederationError::TooMany)));
        count("quiet.test").await.unwrap();
    }

    #[tokio::test]
    async fn keys_are_asked_for_again_after_five_minutes() {
        let (now, actor) = (Utc::now(), "https://keys.test/a");
        let wrong = || FederationError::BadSignature("wrong".to_owned());
        is_due(actor, now, wrong()).await.unwrap();
        note(actor, now, false).await;
        assert!(matches!(is_due(actor, now, wrong()).await, Err(FederationError::BadSignature(_))));
        note(actor, now, true).await;
        assert!(matches!(is_due(actor, now, wrong()).await, Err(FederationError::TryLater(_))));
        is_due(actor, now + TimeDelta::minutes(6), wrong()).await.unwrap();
        assert!(is_old(None, now) && is_old(Some(now - TimeDelta::minutes(6)), now) && !is_old(Some(now), now));
    }
}
