//! Where a visitor goes on after signing in: only to a page of this site.

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
