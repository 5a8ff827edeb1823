//! HTTP Message Signatures, RFC 9421.

mod components;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use sfv::{BareItem, Dictionary, InnerList, ListEntry, ListSerializer, Parameters, Parser};

use super::{Algorithm, Candidate, Incoming, SignatureError, digest, freshness, request};

/// Signatures of one request that are read; proxies may add theirs.
const MAX_LABELS: usize = 4;

/// The text that is signed: the lines of the components and that of their list with its parameters (section 2.5).
pub(super) fn base_of(lines: &[(&str, &str)], parameters: &str) -> String {
    let mut base = String::with_capacity(512);
    for (name, value) in lines {
        push(&mut base, name, value);
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(parameters);
    base
}

/// Reads the signatures and makes every check that needs no key: the first that passes, and the others that do.
pub(super) fn read(incoming: &Incoming<'_>, now: DateTime<Utc>) -> Result<(Candidate, Vec<Candidate>), SignatureError> {
    let inputs = dictionary(incoming, "signature-input", SignatureError::Malformed("Signature-Input"))?;
    let signatures = dictionary(incoming, "signature", SignatureError::Malformed("Signature"))?;
    digest::check(incoming)?;
    let mut refusal = SignatureError::Missing;
    let mut passed = Vec::new();
    for (label, input) in inputs.iter().take(MAX_LABELS).rev() {
        match signature(&signatures, label.as_str()).and_then(|signature| candidate(incoming, input, signature, now)) {
            Ok(candidate) => passed.push(candidate),
            // Read from the last, so that the reason given is that of the first.
            Err(error) => refusal = error,
        }
    }
    let first = passed.pop().ok_or(refusal)?;
    passed.reverse();
    Ok((first, passed))
}

fn dictionary(incoming: &Incoming<'_>, name: &str, malformed: SignatureError) -> Result<Dictionary, SignatureError> {
    let value = request::joined(incoming, name).ok_or(SignatureError::Missing)?;
    Parser::new(value.as_ref()).parse().map_err(|_| malformed)
}

fn signature<'a>(signatures: &'a Dictionary, label: &str) -> Result<&'a [u8], SignatureError> {
    match signatures.get(label) {
        Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence().ok_or(SignatureError::Malformed("Signature")),
        Some(ListEntry::InnerList(_)) => Err(SignatureError::Malformed("Signature")),
        None => Err(SignatureError::Missing),
    }
}

fn candidate(
    incoming: &Incoming<'_>,
    input: &ListEntry,
    signature: &[u8],
    now: DateTime<Utc>,
) -> Result<Candidate, SignatureError> {
    let ListEntry::InnerList(list) = input else { return Err(SignatureError::Malformed("Signature-Input")) };
    let names = components::names(list)?;
    components::check_covered(incoming, &names)?;
    check_time(incoming, &list.params, &names, now)?;
    let key_id = text(&list.params, "keyid")?.filter(|id| !id.is_empty()).ok_or(SignatureError::Parameter("keyid"))?;
    Ok(Candidate {
        key_id: key_id.to_owned(),
        algorithm: Algorithm::read(text(&list.params, "alg")?)?,
        base: base(incoming, list, &names)?,
        signature: signature.to_vec(),
    })
}

/// Whether the signature is good now. `created` is what says so; a `Date` that is covered is held to as well.
fn check_time(
    incoming: &Incoming<'_>,
    parameters: &Parameters,
    names: &[&str],
    now: DateTime<Utc>,
) -> Result<(), SignatureError> {
    let created = seconds(parameters, "created")?;
    if let Some(created) = created {
        freshness::check_created(created, now)?;
    }
    if names.contains(&"date") {
        let date = request::only(incoming, "date")?.ok_or(SignatureError::Absent("date".to_owned()))?;
        freshness::check_date(date, now)?;
    } else if created.is_none() {
        return Err(SignatureError::Parameter("created"));
    }
    match seconds(parameters, "expires")? {
        Some(expires) => freshness::check_expires(expires, now),
        None => Ok(()),
    }
}

/// The text that should have been signed.
fn base(incoming: &Incoming<'_>, list: &InnerList, names: &[&str]) -> Result<String, SignatureError> {
    let values =
        names.iter().map(|name| components::value(incoming, name)).collect::<Result<Vec<Cow<'_, str>>, _>>()?;
    let lines: Vec<(&str, &str)> = names.iter().copied().zip(values.iter().map(AsRef::as_ref)).collect();
    let mut parameters = ListSerializer::new();
    let mut inner = parameters.inner_list();
    inner.items(&list.items);
    inner.finish().parameters(&list.params);
    // Written anew from what was parsed, as section 3.2 says; a list with one member is never nothing.
    let parameters = parameters.finish().ok_or(SignatureError::Malformed("Signature-Input"))?;
    Ok(base_of(&lines, &parameters))
}

fn push(base: &mut String, name: &str, value: &str) {
    base.push('"');
    base.push_str(name);
    base.push_str("\": ");
    base.push_str(value);
    base.push('\n');
}

fn text<'a>(parameters: &'a Parameters, name: &'static str) -> Result<Option<&'a str>, SignatureError> {
    match parameters.get(name) {
        None => Ok(None),
        Some(BareItem::String(value)) => Ok(Some(value.as_str())),
        Some(_) => Err(SignatureError::Parameter(name)),
    }
}

fn seconds(parameters: &Parameters, name: &'static str) -> Result<Option<i64>, SignatureError> {
    match parameters.get(name) {
        None => Ok(None),
        Some(BareItem::Integer(value)) => Ok(Some(i64::from(*value))),
        Some(_) => Err(SignatureError::Parameter(name)),
    }
}
