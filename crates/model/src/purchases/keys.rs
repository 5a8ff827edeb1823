//! Keys: the words that open a purchase's page for those who hold its link, and ids that follow from a provider's.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::{Builder, Variant, Version};

use crate::ids::PurchaseId;

/// The word that opens a purchase's page for those who hold its link: a keyed hash of its id.
#[must_use]
pub fn key(secret: &[u8], id: PurchaseId) -> String {
    let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
    URL_SAFE_NO_PAD.encode(hmac::sign(&secret, id.0.as_bytes()))
}

/// Whether a word is the purchase's key; takes the same time however wrong it is.
#[must_use]
pub fn is_key(secret: &[u8], id: PurchaseId, word: &str) -> bool {
    let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
    URL_SAFE_NO_PAD.decode(word).is_ok_and(|tag| hmac::verify(&secret, id.0.as_bytes(), &tag).is_ok())
}

/// The id of the purchase behind something that the provider made by itself, as an invoice of a membership: the same each time.
#[must_use]
pub fn id_of(provider_id: &str) -> PurchaseId {
    let digest: [u8; 32] = Sha256::digest(provider_id.as_bytes()).into();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    PurchaseId(Builder::from_bytes(bytes).with_variant(Variant::RFC4122).with_version(Version::Custom).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_its_purchase_alone() {
        let (one, other) = (PurchaseId::new(), PurchaseId::new());
        let word = key(b"secret", one);
        assert!(is_key(b"secret", one, &word));
        assert!(!is_key(b"secret", other, &word));
        assert!(!is_key(b"another secret", one, &word));
        for wrong in ["", "a", &word[1..], "!", &format!("{word}A")] {
            assert!(!is_key(b"secret", one, wrong), "{wrong}");
        }
    }

    #[test]
    fn an_invoice_has_one_purchase() {
        assert_eq!(id_of("in_1"), id_of("in_1"));
        assert_ne!(id_of("in_1"), id_of("in_2"));
    }
}
