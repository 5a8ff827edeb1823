//! Several signatures of one request, as RFC 9421 allows.

use super::*;

const COVERED: [&str; 3] = ["@method", "@target-uri", "content-digest"];

fn parameters(key_id: &str) -> String {
    format!(";created=1795262400;keyid=\"{key_id}\"")
}

#[test]
fn a_signature_that_covers_too_little_does_not_spoil_one_that_is_right() {
    let mut request = Request::post();
    request.sign_rfc9421("proxy", &["@method"], &parameters("proxy"));
    request.sign_rfc9421("sig1", &COVERED, &parameters(KEY_ID));
    assert_eq!(request.verified(), Ok(()));
    assert_eq!(request.read().unwrap().key_id(), KEY_ID);
}

#[test]
fn any_one_that_is_right_will_do_and_all_keys_are_named_in_order() {
    let mut request = Request::post();
    for (label, key_id) in [("a", "one"), ("b", "two"), ("c", "three")] {
        request.sign_rfc9421(label, &COVERED, &parameters(key_id));
    }
    // The signatures of the first two are of something else.
    let wrong = STANDARD.encode(RSA.sign(b"something else").unwrap());
    let right = request.headers.pop().unwrap().1;
    request.set("signature", &format!("a=:{wrong}:, b=:{wrong}:, {right}"));
    let claim = request.read().unwrap();
    assert_eq!(claim.key_ids().collect::<Vec<_>>(), ["one", "two", "three"]);
    assert_eq!(claim.key_id(), "one");
    assert_eq!(claim.verify(&public(&RSA)), Ok(()));
}

#[test]
fn the_fifth_is_not_read() {
    let mut request = Request::post();
    for label in ["a", "b", "c", "d"] {
        request.sign_rfc9421(label, &["@method"], &parameters("proxy"));
    }
    request.sign_rfc9421("e", &COVERED, &parameters(KEY_ID));
    assert_eq!(request.refusal(), SignatureError::Uncovered("@target-uri or @authority"));

    request.headers.retain(|(name, value)| !name.starts_with("signature") || !value.starts_with("d="));
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn the_reason_given_is_that_of_the_first() {
    let mut request = Request::post();
    request.sign_rfc9421("a", &COVERED, ";created=1;keyid=\"a\"");
    request.sign_rfc9421("b", &["@method"], &parameters("b"));
    assert_eq!(request.refusal(), SignatureError::TooOld);
}
