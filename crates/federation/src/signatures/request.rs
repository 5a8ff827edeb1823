//! What a request says of itself, in the forms that signatures cover.

use std::borrow::Cow;

use super::error::shown;
use super::{Incoming, SignatureError};

/// The one header of that name. Two are an error: one would be checked and the other might be believed.
pub(super) fn only<'a>(incoming: &Incoming<'a>, name: &'static str) -> Result<Option<&'a str>, SignatureError> {
    let mut values = all(incoming, name);
    let first = values.next();
    if values.next().is_some() { Err(SignatureError::Twice(name)) } else { Ok(first) }
}

/// All headers of that name as one value, joined as both schemes say; `None` when there is none.
pub(super) fn joined<'a>(incoming: &Incoming<'a>, name: &str) -> Option<Cow<'a, str>> {
    let mut values = all(incoming, name);
    let first = values.next()?;
    Some(values.fold(Cow::Borrowed(first), |joined, value| Cow::Owned(format!("{joined}, {value}"))))
}

/// The value of a header as a signature covers it: the host is ours, whatever name a proxy calls us by, and a line break,
/// with which one line of the signed text could pretend to be two, is refused.
pub(super) fn covered<'a>(incoming: &Incoming<'a>, name: &str) -> Result<Cow<'a, str>, SignatureError> {
    if name == "host" {
        let literal = only(incoming, "host")?.filter(|host| same_host(host, incoming));
        return Ok(Cow::Borrowed(literal.unwrap_or(incoming.host)));
    }
    match joined(incoming, name) {
        Some(value) if !value.contains(['\n', '\r']) => Ok(value),
        _ => Err(SignatureError::Absent(shown(name))),
    }
}

/// Whether the request was sent to us. A proxy that calls us by an inner name says in `X-Forwarded-Host` what it was called;
/// to lie there is of no use, because the signature must cover our host in any case.
pub(super) fn check_host(incoming: &Incoming<'_>) -> Result<(), SignatureError> {
    let Some(host) = only(incoming, "host")? else { return Ok(()) };
    if same_host(host, incoming) {
        return Ok(());
    }
    match only(incoming, "x-forwarded-host")? {
        Some(host) if same_host(host, incoming) => Ok(()),
        _ => Err(SignatureError::ForeignHost(shown(host))),
    }
}

/// Our host in lower case, without the port when it is the scheme's own (RFC 9421 section 2.2.3).
pub(super) fn authority(incoming: &Incoming<'_>) -> String {
    without_default_port(incoming.host, incoming.scheme).to_ascii_lowercase()
}

/// The body a digest must be of; `None` for methods that have none.
pub(super) fn body<'a>(incoming: &Incoming<'a>) -> Option<&'a [u8]> {
    match incoming.body {
        Some([]) | None if matches!(incoming.method, "GET" | "HEAD") => None,
        body => Some(body.unwrap_or_default()),
    }
}

fn all<'a>(incoming: &Incoming<'a>, name: &str) -> impl Iterator<Item = &'a str> {
    incoming.headers.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.trim())
}

fn same_host(host: &str, incoming: &Incoming<'_>) -> bool {
    let ours = without_default_port(incoming.host, incoming.scheme);
    without_default_port(host, incoming.scheme).eq_ignore_ascii_case(ours)
}

fn without_default_port<'a>(host: &'a str, scheme: &str) -> &'a str {
    let port = if scheme.eq_ignore_ascii_case("http") { ":80" } else { ":443" };
    host.strip_suffix(port).unwrap_or(host)
}
