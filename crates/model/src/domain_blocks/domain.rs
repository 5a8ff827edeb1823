//! Domains in one form.

use url::Host;

/// A domain as somebody typed it, in the one form it is kept in: lower case, punycode, without a dot at its end; a port stays.
/// An address, a leading `*.` or `@` are understood. None for what is no domain.
#[must_use]
pub fn normal(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let typed = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://")).unwrap_or(typed);
    let typed = typed.strip_suffix('/').unwrap_or(typed);
    let typed = typed.strip_prefix("*.").or_else(|| typed.strip_prefix('@')).unwrap_or(typed);
    let (name, port) = split_port(typed);
    let host = Host::parse(name.strip_suffix('.').unwrap_or(name)).ok()?;
    if let Host::Domain(domain) = &host
        && (domain.len() > 253 || !domain.split('.').all(is_label))
    {
        return None;
    }
    Some(match port {
        Some(port) => format!("{host}:{port}"),
        None => host.to_string(),
    })
}

/// A host that an address names, in the form that blocks are kept in; what is no domain stays as it is and matches nothing.
pub(super) fn of_host(host: &str) -> String {
    normal(host).unwrap_or_else(|| host.to_lowercase())
}

fn split_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (host, None),
        },
        _ => (host, None),
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A domain with the middle third of its letters as stars, so that it is not advertised.
pub(super) fn starred(domain: &str) -> String {
    let third = domain.chars().count().div_ceil(3);
    let star = |(n, c): (usize, char)| if (third..third * 2).contains(&n) && c != '.' { '*' } else { c };
    domain.chars().enumerate().map(star).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_has_one_form() {
        for (typed, form) in [
            (" Music.Example. ", "music.example"),
            ("https://Music.Example/", "music.example"),
            ("*.music.example", "music.example"),
            ("@music.example", "music.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example:3000", "xn--bcher-kva.example:3000"),
            ("localhost:8081", "localhost:8081"),
            ("under_score.example", "under_score.example"),
            ("[::1]:80", "[::1]:80"),
        ] {
            assert_eq!(normal(typed).as_deref(), Some(form), "{typed}");
        }
    }

    #[test]
    fn what_is_no_domain_is_none() {
        let long = format!("{}.example", "a".repeat(64));
        for typed in
            ["", ".", "a..b", "exa**le.com", "two words.example", "-a.example", "a.example:99999", "a/b.example", &long]
        {
            assert_eq!(normal(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn stars_hide_the_middle() {
        assert_eq!(starred("bad.example"), "bad.****ple");
    }
}
