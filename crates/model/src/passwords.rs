//! Passwords: argon2id behind a semaphore, because every hash takes 19 MiB and some 30 ms of a core.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

/// The fewest characters a password may have.
pub const MIN_CHARS: usize = 10;
/// The most bytes of a password; more is refused, not cut.
pub const MAX_BYTES: usize = 256;

/// At most this many hashes at once: a storm of sign-ins waits here and not in the pages.
static TURNS: Semaphore = Semaphore::const_new(2);

/// The hash of nobody's password, so that an unknown address costs as much time as a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password").ok());

/// How often argon2 has run in this process.
static RUNS: AtomicU64 = AtomicU64::new(0);

/// How often a password was hashed or checked in this process. Every sign-in is one run, whoever tries.
#[must_use]
pub fn runs() -> u64 {
    RUNS.load(Ordering::Relaxed)
}

/// Why a password cannot be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`MIN_CHARS`] characters.
    #[error("The password needs at least 10 characters.")]
    TooShort,
    /// More than [`MAX_BYTES`] bytes.
    #[error("The password is longer than 256 bytes.")]
    TooLong,
    /// The hash failed, which says something about the machine and nothing about the password.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

/// The argon2id hash of a new password.
///
/// # Errors
/// When the password is too short or too long.
pub async fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < MIN_CHARS {
        return Err(PasswordError::TooShort);
    }
    hash_shared(password).await
}

/// The argon2id hash of a password that many are told, as of a show: whoever chooses it says how short it may be.
///
/// # Errors
/// When the password is too long.
pub async fn hash_shared(password: &str) -> Result<String, PasswordError> {
    if password.len() > MAX_BYTES {
        return Err(PasswordError::TooLong);
    }
    let password = password.to_owned();
    in_turn(move || {
        RUNS.fetch_add(1, Ordering::Relaxed);
        hash_now(&password)
    })
    .await?
}

/// Whether `password` is the one behind `hash`; with no hash the same time is spent and the answer is no.
///
/// # Errors
/// When the machine fails; a wrong password is `Ok(false)`.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
    if password.len() > MAX_BYTES {
        return Ok(false);
    }
    let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
    in_turn(move || {
        // Made here even where it is not needed, or the first unknown address would take twice as long.
        LazyLock::force(&NOBODY);
        let Some(stored) = hash.as_deref().or(NOBODY.as_deref()) else {
            return Ok(false);
        };
        let parsed = PasswordHash::new(stored).map_err(|error| PasswordError::Hash(error.to_string()))?;
        RUNS.fetch_add(1, Ordering::Relaxed);
        let right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(right && hash.is_some())
    })
    .await?
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
    let _turn = TURNS.acquire().await.map_err(|error| PasswordError::Hash(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| PasswordError::Hash(error.to_string()))
}

fn hash_now(password: &str) -> Result<String, PasswordError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests;
