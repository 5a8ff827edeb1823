//! RSA keys of our own actors.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use pem::{EncodeConfig, LineEnding, Pem};

use super::KeyError;

/// An RSA key with its private part; cheap to clone.
#[derive(Clone)]
pub struct RsaKey(Arc<RsaKeyPair>);

impl RsaKey {
    /// Makes a key of 2,048 bits. Takes some 100 ms of one core: not for an async thread.
    ///
    /// # Errors
    /// [`KeyError::NotMade`].
    pub fn generate() -> Result<Self, KeyError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::NotMade)?;
        Ok(Self(Arc::new(pair)))
    }

    /// Reads what [`RsaKey::pkcs8`] gave.
    ///
    /// # Errors
    /// [`KeyError::Private`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyError::Private)?;
        Ok(Self(Arc::new(pair)))
    }

    /// The private key as PKCS#8 (RFC 5208) in DER.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library cannot write it.
    pub fn pkcs8(&self) -> Result<Vec<u8>, KeyError> {
        let der: Pkcs8V1Der = self.0.as_der().map_err(|_| KeyError::NotMade)?;
        Ok(der.as_ref().to_vec())
    }

    /// The public key as SubjectPublicKeyInfo in PEM, lines ended by `\n`: what stands in `publicKeyPem`.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library cannot write it.
    pub fn public_pem(&self) -> Result<String, KeyError> {
        let der: PublicKeyX509Der = self.0.public_key().as_der().map_err(|_| KeyError::NotMade)?;
        let lines = EncodeConfig::new().set_line_ending(LineEnding::LF);
        Ok(pem::encode_config(&Pem::new("PUBLIC KEY", der.as_ref()), lines))
    }

    /// Signs as RSASSA-PKCS1-v1_5 with SHA-256.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] when the library does not sign.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(|_| KeyError::NotMade)?;
        Ok(signature)
    }
}

impl std::fmt::Debug for RsaKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RsaKey(…)")
    }
}
