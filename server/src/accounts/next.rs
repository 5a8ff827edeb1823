//! Where a visitor goes on after signing in: only to a page of this site. Who makes an account first finds the way back by a cookie,
//! because a mail lies between.

use actix_web::cookie::Cookie;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::cookies::{self, Name};
use crate::visit::Visit;

/// For how many days the way back is known: an admin may have to let the account in first.
const KEPT_DAYS: i64 = 7;

/// A cookie that keeps the way back to a page of this site.
#[must_use]
pub fn keep(visit: &Visit, path: &str) -> Cookie<'static> {
    cookies::make(&visit.app, Name::Next, URL_SAFE_NO_PAD.encode(local(path, "/")), KEPT_DAYS)
}

/// What was kept; empty where nothing was.
#[must_use]
pub fn kept(visit: &Visit) -> String {
    let cookie = visit.request.cookie(&Name::Next.on(&visit.app));
    let bytes = cookie.and_then(|cookie| URL_SAFE_NO_PAD.decode(cookie.value()).ok());
    let path = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    local(&path, "").to_owned()
}

/// `typed` if it is a path of this site, else `otherwise`. Addresses that a browser would read as another site's
/// (`//elsewhere`, `/\elsewhere`) are refused.
#[must_use]
pub fn local<'a>(typed: &'a str, otherwise: &'a str) -> &'a str {
    let own = typed.starts_with('/')
        && !typed.starts_with("//")
        && typed.len() <= 2000
        && !typed.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace());
    if own { typed } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local("/studio?artist=ode", "/"), "/studio?artist=ode");
        for foreign in
            ["", "https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x"]
        {
            assert_eq!(local(foreign, "/studio"), "/studio", "{foreign:?}");
        }
    }
}
