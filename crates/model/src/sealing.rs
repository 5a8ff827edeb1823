//! Sealing: what has to be told again later, as a password of an app, and must not be read in the database. AES-256-GCM with a key
//! of the instance's; each sealed thing says what it is for, so none opens in another's place.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::account_links::LinkError;
use crate::tokens::NoRandomness;
use crate::{Connection, secrets};

/// The name of the instance's key.
const KEY: &str = "sealing";

/// Why something cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key cannot be had.
    #[error(transparent)]
    Key(#[from] LinkError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// It was sealed with another key, for something else, or has been changed.
    #[error("what is sealed does not open: the instance's key is another one, or the bytes were changed")]
    Broken,
}

/// The instance's key, made now if there is none.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn key(connection: &mut Connection) -> Result<Seal, SealError> {
    let bytes = secrets::get_or_create(connection, KEY).await?;
    let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::Broken)?;
    Ok(Seal(LessSafeKey::new(key)))
}

/// Seals `text`; `purpose` says for what, as in `scrobbler:{account}`, and is needed to open it.
///
/// # Errors
/// When there are no random bytes or the database fails.
pub async fn seal(connection: &mut Connection, purpose: &str, text: &str) -> Result<Vec<u8>, SealError> {
    key(connection).await?.seal(purpose, text)
}

/// What was sealed for `purpose`.
///
/// # Errors
/// When it was not sealed here for that, or the database fails.
pub async fn open(connection: &mut Connection, purpose: &str, sealed: &[u8]) -> Result<String, SealError> {
    key(connection).await?.open(purpose, sealed)
}

/// A key to seal and to open with.
pub struct Seal(LessSafeKey);

impl Seal {
    /// See [`seal`].
    ///
    /// # Errors
    /// When there are no random bytes.
    pub fn seal(&self, purpose: &str, text: &str) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| NoRandomness)?;
        let mut bytes = text.as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose.as_bytes()), &mut bytes)
            .map_err(|_| SealError::Broken)?;
        Ok([nonce.as_slice(), &bytes].concat())
    }

    /// See [`open`].
    ///
    /// # Errors
    /// When it was not sealed with this key for that.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<String, SealError> {
        let (nonce, bytes) = sealed.split_at_checked(NONCE_LEN).ok_or(SealError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Broken)?;
        let mut bytes = bytes.to_vec();
        let text =
            self.0.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut bytes).map_err(|_| SealError::Broken)?;
        String::from_utf8(text.to_vec()).map_err(|_| SealError::Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(byte: u8) -> Seal {
        Seal(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[byte; 32]).unwrap()))
    }

    #[test]
    fn opens_what_it_sealed_for_the_same_purpose_only() {
        let sealed = sealer(1).seal("app:7", "geheim ☃").unwrap();
        assert_eq!(sealer(1).open("app:7", &sealed).unwrap(), "geheim ☃");
        assert!(sealer(1).open("app:8", &sealed).is_err());
        assert!(sealer(2).open("app:7", &sealed).is_err());
        let mut changed = sealed.clone();
        if let Some(last) = changed.last_mut() {
            *last ^= 1;
        }
        assert!(sealer(1).open("app:7", &changed).is_err());
        assert!(sealer(1).open("app:7", b"short").is_err());
        assert_ne!(sealed, sealer(1).seal("app:7", "geheim ☃").unwrap());
    }
}
