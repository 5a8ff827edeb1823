//! Ed25519 keys of our own actors.

use std::sync::Arc;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};

use super::KeyError;

/// What stands before the 32 bytes of the key in a Multikey: the multicodec `ed25519-pub` as a varint.
pub(super) const MULTICODEC: [u8; 2] = [0xed, 0x01];

/// An Ed25519 key with its private part; cheap to clone.
#[derive(Clone)]
pub struct Ed25519Key(Arc<Ed25519KeyPair>);

impl Ed25519Key {
    /// Makes a key.
    ///
    /// # Errors
    /// [`KeyError::NotMade`].
    pub fn generate() -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyError::NotMade)?;
        Ok(Self(Arc::new(pair)))
    }

    /// Reads PKCS#8 in DER, with the public key in it (RFC 5958) or without.
    ///
    /// # Errors
    /// [`KeyError::Private`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|_| KeyError::Private)?;
        Ok(Self(Arc::new(pair)))
    }

    /// The private key as PKCS#8 in DER, with the public key in it (RFC 5958).
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library cannot write it.
    pub fn pkcs8(&self) -> Result<Vec<u8>, KeyError> {
        let der = self.0.to_pkcs8().map_err(|_| KeyError::NotMade)?;
        Ok(der.as_ref().to_vec())
    }

    /// The 32 bytes of the public key.
    #[must_use]
    pub fn public_bytes(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The public key as a Multikey: what stands in `publicKeyMultibase` (FEP-521a).
    #[must_use]
    pub fn multibase(&self) -> String {
        multibase(self.public_bytes())
    }

    /// Signs; 64 bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

impl std::fmt::Debug for Ed25519Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Ed25519Key(…)")
    }
}

/// The 32 bytes of an Ed25519 public key as a Multikey: `z6Mk…`.
#[must_use]
pub fn multibase(public: &[u8]) -> String {
    let mut bytes = MULTICODEC.to_vec();
    bytes.extend_from_slice(public);
    format!("z{}", bs58::encode(bytes).into_string())
}
