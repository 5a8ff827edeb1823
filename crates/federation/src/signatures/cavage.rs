//! draft-cavage-http-signatures-12, as the fediverse uses it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::error::shown;
use super::{Algorithm, Candidate, Incoming, SignatureError, digest, freshness, request};

/// More names than this in one signature are not looked up.
const MAX_COVERED: usize = 64;

/// The parameters of a `Signature` header.
#[derive(Debug, Default)]
struct Parameters<'a> {
    key_id: Option<&'a str>,
    algorithm: Option<&'a str>,
    headers: Option<&'a str>,
    signature: Option<&'a str>,
    created: Option<&'a str>,
    expires: Option<&'a str>,
}

/// Reads the signature and makes every check that needs no key.
pub(super) fn read(incoming: &Incoming<'_>, now: DateTime<Utc>) -> Result<Candidate, SignatureError> {
    let header = request::only(incoming, "signature")?.ok_or(SignatureError::Missing)?;
    let parameters = Parameters::read(header)?;
    let key_id = parameters.key_id.filter(|id| !id.is_empty()).ok_or(SignatureError::Parameter("keyId"))?;
    let algorithm = Algorithm::read(parameters.algorithm)?;
    let signature = parameters.signature.ok_or(SignatureError::Parameter("signature"))?;
    let signature = STANDARD.decode(signature).map_err(|_| SignatureError::Parameter("signature"))?;
    let names = parameters.headers.ok_or(SignatureError::Parameter("headers"))?.to_ascii_lowercase();
    let covered = covered(&names)?;
    check_covered(incoming, &covered)?;
    check_time(incoming, &parameters, &covered, now)?;
    digest::check(incoming)?;
    let base = base(incoming, &parameters, &covered)?;
    Ok(Candidate { key_id: key_id.to_owned(), algorithm, base, signature })
}

/// The text that is signed for a request of our own; `headers` are all that is covered besides the target.
pub(super) fn base_of(method: &str, target: &str, headers: &[(&str, String)]) -> String {
    let mut base = format!("(request-target): {method} {target}");
    for (name, value) in headers {
        base.push('\n');
        base.push_str(name);
        base.push_str(": ");
        base.push_str(value);
    }
    base
}

fn covered(names: &str) -> Result<Vec<&str>, SignatureError> {
    let mut covered = Vec::new();
    for name in names.split_ascii_whitespace() {
        if covered.contains(&name) {
            return Err(SignatureError::Repeated(shown(name)));
        }
        if covered.len() == MAX_COVERED {
            return Err(SignatureError::Unsupported(format!("more than {MAX_COVERED} headers")));
        }
        covered.push(name);
    }
    Ok(covered)
}

/// Whether the signature is good for this request only.
fn check_covered(incoming: &Incoming<'_>, covered: &[&str]) -> Result<(), SignatureError> {
    for name in ["(request-target)", "host"] {
        if !covered.contains(&name) {
            return Err(SignatureError::Uncovered(name));
        }
    }
    if !covered.contains(&"date") && !covered.contains(&"(created)") {
        return Err(SignatureError::Uncovered("date or (created)"));
    }
    digest::check_covered(incoming, |name| covered.contains(&name))
}

/// Whether it is good now. Every time that is covered is held to; an `expires` also when it is not.
fn check_time(
    incoming: &Incoming<'_>,
    parameters: &Parameters<'_>,
    covered: &[&str],
    now: DateTime<Utc>,
) -> Result<(), SignatureError> {
    if covered.contains(&"date") {
        let date = request::only(incoming, "date")?.ok_or(SignatureError::Absent("date".to_owned()))?;
        freshness::check_date(date, now)?;
    }
    if covered.contains(&"(created)") {
        freshness::check_created(seconds(parameters.created, "created")?, now)?;
    }
    if parameters.expires.is_some() {
        freshness::check_expires(seconds(parameters.expires, "expires")?, now)?;
    }
    Ok(())
}

fn seconds(value: Option<&str>, name: &'static str) -> Result<i64, SignatureError> {
    value.and_then(|value| value.parse().ok()).ok_or(SignatureError::Parameter(name))
}

/// The text that should have been signed.
fn base(incoming: &Incoming<'_>, parameters: &Parameters<'_>, covered: &[&str]) -> Result<String, SignatureError> {
    let mut base = String::with_capacity(512);
    for name in covered {
        if !base.is_empty() {
            base.push('\n');
        }
        base.push_str(name);
        base.push_str(": ");
        match *name {
            "(request-target)" => {
                base.push_str(&incoming.method.to_ascii_lowercase());
                base.push(' ');
                base.push_str(incoming.target);
            }
            "(created)" => base.push_str(parameters.created.ok_or(SignatureError::Parameter("created"))?),
            "(expires)" => base.push_str(parameters.expires.ok_or(SignatureError::Parameter("expires"))?),
            name if name.starts_with('(') => return Err(SignatureError::Unsupported(shown(name))),
            name => base.push_str(&request::covered(incoming, name)?),
        }
    }
    Ok(base)
}

impl<'a> Parameters<'a> {
    /// Reads `name="value",name=value`. A name that comes twice is an error; one that is not known is nothing.
    fn read(header: &'a str) -> Result<Self, SignatureError> {
        let mut parameters = Self::default();
        let mut rest = header.trim();
        while !rest.is_empty() {
            let (name, after) = rest.split_once('=').ok_or(SignatureError::Malformed("Signature"))?;
            let (value, after) = value(after.trim_start()).ok_or(SignatureError::Malformed("Signature"))?;
            parameters.set(name.trim(), value)?;
            rest = after;
        }
        Ok(parameters)
    }

    fn set(&mut self, name: &str, value: &'a str) -> Result<(), SignatureError> {
        let place = match name {
            "keyId" => &mut self.key_id,
            "algorithm" => &mut self.algorithm,
            "headers" => &mut self.headers,
            "signature" => &mut self.signature,
            "created" => &mut self.created,
            "expires" => &mut self.expires,
            _ => return Ok(()),
        };
        match place.replace(value) {
            None => Ok(()),
            Some(_) => Err(SignatureError::Repeated(shown(name))),
        }
    }
}

/// A value, quoted or not, and what stands behind the comma after it. Nothing that stands in these headers has a quotation
/// mark to escape, so a backslash is refused rather than believed.
fn value(text: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (value, after) = quoted.split_once('"')?;
        let after = after.trim_start();
        let rest = if after.is_empty() { after } else { after.strip_prefix(',')?.trim_start() };
        return (!value.contains('\\')).then_some((value, rest));
    }
    let (value, rest) = text.split_once(',').unwrap_or((text, ""));
    let value = value.trim();
    (!value.is_empty() && !value.contains('"')).then_some((value, rest.trim_start()))
}
