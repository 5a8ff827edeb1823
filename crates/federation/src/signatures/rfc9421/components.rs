//! What a signature by RFC 9421 covers: names, what they must include, and their values.

use std::borrow::Cow;

use sfv::InnerList;

use crate::signatures::error::shown;
use crate::signatures::{Incoming, SignatureError, digest, request};

/// More components than this in one signature are not computed.
const MAX_COMPONENTS: usize = 64;

/// The names that a signature covers. A name with parameters (`;sf`, `;bs`, `;key`, `;req`, `;tr`) is refused: no server of
/// the fediverse sends one, and one that is misread would cover something else than it seems to.
pub(super) fn names(list: &InnerList) -> Result<Vec<&str>, SignatureError> {
    if list.items.len() > MAX_COMPONENTS {
        return Err(SignatureError::Unsupported(format!("more than {MAX_COMPONENTS} components")));
    }
    let mut names = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let name = item.bare_item.as_string().ok_or(SignatureError::Malformed("Signature-Input"))?.as_str();
        if !item.params.is_empty() {
            return Err(SignatureError::Unsupported(format!("{} with parameters", shown(name))));
        }
        if names.contains(&name) {
            return Err(SignatureError::Repeated(shown(name)));
        }
        names.push(name);
    }
    Ok(names)
}

/// Whether the signature is good for this request only.
pub(super) fn check_covered(incoming: &Incoming<'_>, names: &[&str]) -> Result<(), SignatureError> {
    let covers = |name: &str| names.contains(&name);
    if !covers("@method") {
        return Err(SignatureError::Uncovered("@method"));
    }
    if !covers("@target-uri") {
        if !covers("@authority") && !covers("host") {
            return Err(SignatureError::Uncovered("@target-uri or @authority"));
        }
        let path_and_query = covers("@path") && (covers("@query") || !incoming.target.contains('?'));
        if !covers("@request-target") && !path_and_query {
            return Err(SignatureError::Uncovered("@target-uri, or @path and @query"));
        }
    }
    digest::check_covered(incoming, covers)
}

/// The value of a component (sections 2.1 and 2.2).
pub(super) fn value<'a>(incoming: &Incoming<'a>, name: &str) -> Result<Cow<'a, str>, SignatureError> {
    let (path, query) = match incoming.target.split_once('?') {
        Some((path, query)) => (path, query),
        None => (incoming.target, ""),
    };
    Ok(match name {
        "@method" => Cow::Borrowed(incoming.method),
        "@target-uri" => {
            let scheme = incoming.scheme.to_ascii_lowercase();
            Cow::Owned(format!("{scheme}://{}{}", request::authority(incoming), incoming.target))
        }
        "@authority" => Cow::Owned(request::authority(incoming)),
        "@scheme" => Cow::Owned(incoming.scheme.to_ascii_lowercase()),
        "@request-target" => Cow::Borrowed(incoming.target),
        "@path" => Cow::Borrowed(if path.is_empty() { "/" } else { path }),
        "@query" => Cow::Owned(format!("?{query}")),
        name if name.starts_with('@') => return Err(SignatureError::Unsupported(shown(name))),
        name => request::covered(incoming, name)?,
    })
}
