//! Link keys: the word in a link's address that shows that the link is one of ours. A keyed hash of what the link does and of
//! what, so that nothing has to be kept, and nobody can make one for somebody else.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The name of the secret behind the links in mails about letters.
pub const LETTERS: &str = "letters";
/// The name of the secret behind the pages of purchases and redeemed codes.
pub const PURCHASES: &str = "purchases";

/// The word for `act` on the thing with this id, 43 characters that are safe in an address. `state` is what ends the link when it
/// changes; empty for a link that goes on working.
#[must_use]
pub fn key(secret: &[u8], act: &str, id: Uuid, state: &str) -> String {
    let signer = hmac::Key::new(hmac::HMAC_SHA256, secret);
    URL_SAFE_NO_PAD.encode(hmac::sign(&signer, text(act, id, state).as_bytes()))
}

/// Whether `key` is that word; compared in constant time.
#[must_use]
pub fn fits(secret: &[u8], (act, id, state): (&str, Uuid, &str), key: &str) -> bool {
    let signer = hmac::Key::new(hmac::HMAC_SHA256, secret);
    URL_SAFE_NO_PAD.decode(key).is_ok_and(|tag| hmac::verify(&signer, text(act, id, state).as_bytes(), &tag).is_ok())
}

fn text(act: &str, id: Uuid, state: &str) -> String {
    format!("{act}\0{id}\0{state}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_one_thing_for_one_act_in_one_state() {
        let id = Uuid::from_u128(7);
        let word = key(b"secret", "leave", id, "1");
        assert!(fits(b"secret", ("leave", id, "1"), &word));
        assert!(!fits(b"other", ("leave", id, "1"), &word));
        assert!(!fits(b"secret", ("confirm", id, "1"), &word));
        assert!(!fits(b"secret", ("leave", Uuid::from_u128(8), "1"), &word));
        assert!(!fits(b"secret", ("leave", id, "2"), &word));
        assert!(!fits(b"secret", ("leave", id, "1"), "") && !fits(b"secret", ("leave", id, "1"), "%%"));
    }
}
