//! Digests of bodies: `Digest` (RFC 3230), which goes with the draft, and `Content-Digest` (RFC 9530), which goes with RFC 9421.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sfv::{BareItem, Dictionary, ListEntry, Parser};

use super::{Incoming, SignatureError, request};

/// The value of `Digest` for a body.
pub(super) fn of_draft(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(digest(&SHA256, body)))
}

/// The value of `Content-Digest` for a body.
pub(super) fn of_rfc9530(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, body)))
}

/// Checks every digest header of the request against its body. One by an algorithm that is not known here counts for nothing;
/// a header with none that is known is refused, because a signature could cover just that one.
///
/// A request without such a header passes: whether a signature covers one is asked in [`check_covered`].
pub(super) fn check(incoming: &Incoming<'_>) -> Result<(), SignatureError> {
    let Some(body) = request::body(incoming) else { return Ok(()) };
    if let Some(value) = request::only(incoming, "digest")? {
        check_draft(value, body)?;
    }
    if let Some(value) = request::only(incoming, "content-digest")? {
        check_rfc9530(value, body)?;
    }
    Ok(())
}

/// Whether a signature that covers what `covers` says covers the body.
pub(super) fn check_covered(incoming: &Incoming<'_>, covers: impl Fn(&str) -> bool) -> Result<(), SignatureError> {
    if request::body(incoming).is_none() || covers("digest") || covers("content-digest") {
        Ok(())
    } else {
        Err(SignatureError::Uncovered("the digest of the body"))
    }
}

fn check_draft(value: &str, body: &[u8]) -> Result<(), SignatureError> {
    let mut known = false;
    for part in value.split(',') {
        let (name, hash) = part.trim().split_once('=').ok_or(SignatureError::Malformed("Digest"))?;
        let Some(algorithm) = algorithm(&name.to_ascii_lowercase()) else { continue };
        let hash = STANDARD.decode(hash).map_err(|_| SignatureError::Malformed("Digest"))?;
        compare(algorithm, body, &hash)?;
        known = true;
    }
    if known { Ok(()) } else { Err(SignatureError::DigestKind("Digest")) }
}

fn check_rfc9530(value: &str, body: &[u8]) -> Result<(), SignatureError> {
    let hashes: Dictionary = Parser::new(value).parse().map_err(|_| SignatureError::Malformed("Content-Digest"))?;
    let mut known = false;
    for (name, entry) in &hashes {
        let Some(algorithm) = algorithm(name.as_str()) else { continue };
        let ListEntry::Item(item) = entry else { return Err(SignatureError::Malformed("Content-Digest")) };
        let BareItem::ByteSequence(hash) = &item.bare_item else {
            return Err(SignatureError::Malformed("Content-Digest"));
        };
        compare(algorithm, body, hash)?;
        known = true;
    }
    if known { Ok(()) } else { Err(SignatureError::DigestKind("Content-Digest")) }
}

fn algorithm(name: &str) -> Option<&'static Algorithm> {
    match name {
        "sha-256" => Some(&SHA256),
        "sha-512" => Some(&SHA512),
        _ => None,
    }
}

fn compare(algorithm: &'static Algorithm, body: &[u8], hash: &[u8]) -> Result<(), SignatureError> {
    if digest(algorithm, body).as_ref() == hash { Ok(()) } else { Err(SignatureError::Digest) }
}
