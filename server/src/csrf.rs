//! Form tokens: an HMAC over the session's (or the visitor's) cookie, so that no other site can make a form that counts.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::App;

/// The token for forms of whoever holds `cookie`.
#[must_use]
pub fn token(app: &App, cookie: &str) -> String {
    URL_SAFE_NO_PAD.encode(hmac::sign(&app.csrf_key, cookie.as_bytes()))
}

/// Whether `token` is the one for `cookie`; compared in constant time.
#[must_use]
pub fn matches(app: &App, cookie: &str, token: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(token.as_bytes())
        .is_ok_and(|tag| hmac::verify(&app.csrf_key, cookie.as_bytes(), &tag).is_ok())
}
