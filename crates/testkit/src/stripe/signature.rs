use sha2::{Digest as _, Sha256};

/// HMAC with SHA-256 over `t.body`, as Stripe writes it into a header.
pub(super) fn sign(secret: &str, body: &str, at: i64) -> String {
    let mut key = [0_u8; 64];
    for (slot, byte) in key.iter_mut().zip(secret.bytes()) {
        *slot = byte;
    }
    let inner = Sha256::new().chain_update(key.map(|byte| byte ^ 0x36)).chain_update(format!("{at}.{body}")).finalize();
    let outer = Sha256::new().chain_update(key.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize();
    format!("t={at},v1={}", hex::encode(outer))
}
