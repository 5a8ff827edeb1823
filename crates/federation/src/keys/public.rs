//! Public keys as other servers publish them.

use aws_lc_rs::signature::{ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaSubjectPublicKey};

use super::ed25519::MULTICODEC;
use super::{KeyError, KeyKind};

/// A PEM longer than this is not parsed; an RSA key of 8,192 bits has 1.5 KB.
const MAX_PEM: usize = 16 * 1024;
/// A Multikey longer than this is not decoded: base58 takes time by the square of the length.
const MAX_MULTIBASE: usize = 128;
/// Bytes of the modulus of an RSA key.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;

/// A public key, parsed once: keep it where many signatures are verified. Cheap to clone in comparison with parsing.
#[derive(Clone)]
pub struct PublicKey {
    kind: KeyKind,
    parsed: ParsedPublicKey,
}

impl PublicKey {
    /// Reads a key in either of its two published forms: PEM or Multikey.
    ///
    /// # Errors
    /// As [`PublicKey::from_pem`] and [`PublicKey::from_multibase`].
    pub fn read(text: &str) -> Result<Self, KeyError> {
        if text.trim_start().starts_with("-----") { Self::from_pem(text) } else { Self::from_multibase(text) }
    }

    /// Reads `publicKeyPem`: SubjectPublicKeyInfo of an RSA or Ed25519 key, or an RSA key as PKCS#1.
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::Unknown`] and [`KeyError::Size`].
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_PEM {
            return Err(KeyError::Pem);
        }
        let block = pem::parse(text.trim()).map_err(|_| KeyError::Pem)?;
        match block.tag() {
            "RSA PUBLIC KEY" => Self::rsa(block.contents()),
            "PUBLIC KEY" => Self::rsa(block.contents()).or_else(|error| match error {
                // The bare 32 bytes of a key are no SubjectPublicKeyInfo, though the library would take them.
                KeyError::Unknown if block.contents().len() > 32 => {
                    Self::ed25519(block.contents()).ok_or(KeyError::Unknown)
                }
                error => Err(error),
            }),
            _ => Err(KeyError::Pem),
        }
    }

    /// Reads `publicKeyMultibase` of an Ed25519 key.
    ///
    /// # Errors
    /// [`KeyError::Multibase`].
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.len() > MAX_MULTIBASE {
            return Err(KeyError::Multibase);
        }
        let base58 = text.strip_prefix('z').ok_or(KeyError::Multibase)?;
        let bytes = bs58::decode(base58).into_vec().map_err(|_| KeyError::Multibase)?;
        let key = bytes.strip_prefix(&MULTICODEC).filter(|key| key.len() == 32).ok_or(KeyError::Multibase)?;
        Self::ed25519(key).ok_or(KeyError::Multibase)
    }

    /// What kind it is of.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Whether `signature` is this key's over `message`, by the one algorithm of its kind.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }

    fn rsa(der: &[u8]) -> Result<Self, KeyError> {
        let size = RsaSubjectPublicKey::from_der(der).map_err(|_| KeyError::Unknown)?.modulus_len();
        if !MODULUS.contains(&size) {
            return Err(KeyError::Size);
        }
        let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).map_err(|_| KeyError::Unknown)?;
        Ok(Self { kind: KeyKind::Rsa, parsed })
    }

    fn ed25519(bytes: &[u8]) -> Option<Self> {
        let parsed = ParsedPublicKey::new(&ED25519, bytes).ok()?;
        Some(Self { kind: KeyKind::Ed25519, parsed })
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PublicKey").field("kind", &self.kind).finish_non_exhaustive()
    }
}
