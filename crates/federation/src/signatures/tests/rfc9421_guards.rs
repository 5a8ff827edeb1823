//! What signatures by RFC 9421 must be, one guard a test.

use super::*;

const COVERED: [&str; 3] = ["@method", "@target-uri", "content-digest"];
const KEY: &str = ";keyid=\"https://far.example/users/ada#main-key\"";

fn covering(covered: &[&str], parameters: &str) -> Request {
    let mut request = Request::post();
    request.sign_rfc9421("sig1", covered, &format!(";created=1795262400{KEY}{parameters}"));
    request
}

/// Signed by RFC 9421, and right.
fn signed() -> Request {
    let request = covering(&COVERED, "");
    assert_eq!(request.verified(), Ok(()));
    request
}

#[test]
fn method_target_and_digest_must_be_covered() {
    let cases: [(&[&str], &str); 9] = [
        (&["content-digest"], "@method"),
        (&["@target-uri", "content-digest"], "@method"),
        (&["@method", "content-digest"], "@target-uri or @authority"),
        (&["@method", "@path", "@query", "content-digest"], "@target-uri or @authority"),
        (&["@method", "@request-target", "content-digest"], "@target-uri or @authority"),
        (&["@method", "@authority", "content-digest"], "@target-uri, or @path and @query"),
        (&["@method", "@authority", "@path", "content-digest"], "@target-uri, or @path and @query"),
        (&["@method", "@authority", "@query", "content-digest"], "@target-uri, or @path and @query"),
        (&["@method", "@target-uri", "date"], "the digest of the body"),
    ];
    for (covered, missing) in cases {
        assert_eq!(covering(covered, "").refusal(), SignatureError::Uncovered(missing), "{covered:?}");
    }
}

#[test]
fn it_was_made_just_now() {
    for (minutes, expected) in
        [(61, Err(SignatureError::TooOld)), (59, Ok(())), (-4, Ok(())), (-6, Err(SignatureError::TooNew))]
    {
        let mut request = Request::post();
        request.sign_rfc9421("a", &COVERED, &format!(";created={}{KEY}", minutes_ago(minutes).timestamp()));
        assert_eq!(request.read().map(drop), expected, "created, {minutes} minutes ago");

        let mut request = Request::post();
        request.set("date", &http_date(minutes_ago(minutes)));
        let covered = ["@method", "@target-uri", "content-digest", "date"];
        request.sign_rfc9421("a", &covered, &format!(";created=1795262400{KEY}"));
        assert_eq!(request.read().map(drop), expected, "date, {minutes} minutes ago");
    }
}

#[test]
fn it_says_when_it_was_made() {
    let mut request = Request::post();
    request.sign_rfc9421("a", &COVERED, KEY);
    assert_eq!(request.refusal(), SignatureError::Parameter("created"));
    let mut request = Request::post();
    request.sign_rfc9421("a", &COVERED, &format!(";created=\"now\"{KEY}"));
    assert_eq!(request.refusal(), SignatureError::Parameter("created"));
}

#[test]
fn what_has_expired_is_refused() {
    assert_eq!(covering(&COVERED, ";expires=1795262400").refusal(), SignatureError::Expired);
    assert_eq!(covering(&COVERED, ";expires=1795262401").verified(), Ok(()));
}

#[test]
fn another_body_is_refused() {
    let mut request = signed();
    request.body = Some(b"{}".to_vec());
    assert_eq!(request.refusal(), SignatureError::Digest);
    request.headers.retain(|(name, _)| name != "digest");
    assert_eq!(request.refusal(), SignatureError::Digest);
    request.set("content-digest", &format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, b"{}"))));
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn every_digest_is_checked() {
    let right = format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, BODY)));
    let wrong = format!("sha-512=:{}:", STANDARD.encode(digest(&SHA512, b"{}")));
    for (value, expected) in [
        (right.clone(), Ok(())),
        (format!("crc32c=:AAAAAA==:, {right}"), Ok(())),
        (format!("{right}, {wrong}"), Err(SignatureError::Digest)),
        ("crc32c=:AAAAAA==:".to_owned(), Err(SignatureError::DigestKind("Content-Digest"))),
        ("sha-256=\"text\"".to_owned(), Err(SignatureError::Malformed("Content-Digest"))),
        ("sha-256=(1 2)".to_owned(), Err(SignatureError::Malformed("Content-Digest"))),
        ("SHA-256=nonsense".to_owned(), Err(SignatureError::Malformed("Content-Digest"))),
    ] {
        let mut request = Request::post();
        request.set("content-digest", &value);
        request.sign_rfc9421("a", &COVERED, &format!(";created=1795262400{KEY}"));
        assert_eq!(request.read().and_then(|claim| claim.verify(&public(&RSA))), expected, "{value}");
    }
}

#[test]
fn headers_that_are_checked_stand_once() {
    for name in ["host", "digest", "content-digest"] {
        let mut request = signed();
        let value = request.header(name).to_owned();
        request.add(name, &value);
        assert_eq!(request.refusal(), SignatureError::Twice(name));
    }
    let mut request = covering(&["@method", "@target-uri", "content-digest", "date"], "");
    let value = request.header("date").to_owned();
    request.add("date", &value);
    assert_eq!(request.refusal(), SignatureError::Twice("date"));
}

#[test]
fn the_host_must_be_ours() {
    let mut request = signed();
    request.set("host", "other.example");
    assert_eq!(request.refusal(), SignatureError::ForeignHost("other.example".to_owned()));
}

#[test]
fn it_is_good_for_one_path_query_and_method() {
    for covered in [&COVERED[..], &["@method", "@authority", "@path", "@query", "content-digest"]] {
        for target in ["/ap/actors/1/inbox?shared=1", "/ap/inbox", "/ap/inbox?shared=2"] {
            let mut request = covering(covered, "");
            request.target = target.to_owned();
            assert_eq!(request.verified(), Err(SignatureError::Wrong), "{covered:?} {target}");
        }
        let mut request = covering(covered, "");
        request.method = "PUT";
        assert_eq!(request.verified(), Err(SignatureError::Wrong));
    }
}

#[test]
fn an_unknown_algorithm_is_refused() {
    let request = covering(&COVERED, ";alg=\"rsa-pss-sha512\"");
    assert_eq!(request.refusal(), SignatureError::Algorithm("rsa-pss-sha512".to_owned()));
    assert_eq!(covering(&COVERED, ";alg=rsa").refusal(), SignatureError::Parameter("alg"));
    assert_eq!(covering(&COVERED, ";alg=\"ed25519\"").verified(), Err(SignatureError::WrongKind));
}

#[test]
fn a_key_must_be_named() {
    for parameters in [";created=1795262400", ";created=1795262400;keyid=\"\"", ";created=1795262400;keyid=1"] {
        let mut request = Request::post();
        request.sign_rfc9421("a", &COVERED, parameters);
        assert_eq!(request.refusal(), SignatureError::Parameter("keyid"), "{parameters}");
    }
}

#[test]
fn components_are_known_stand_once_and_have_no_parameters() {
    let replaced = |from: &str, to: &str| {
        let mut request = signed();
        request.set("signature-input", &request.header("signature-input").replace(from, to));
        request.refusal()
    };
    let list = "\"content-digest\")";
    assert_eq!(replaced(list, "\"content-digest\" \"@method\")"), SignatureError::Repeated("@method".to_owned()));
    assert_eq!(replaced(list, "\"content-digest\" \"x-absent\")"), SignatureError::Absent("x-absent".to_owned()));
    assert_eq!(replaced(list, "\"content-digest\" \"@status\")"), SignatureError::Unsupported("@status".to_owned()));
    for parameter in ["req", "bs", "sf", "tr", "key=\"sha-512\""] {
        let error = replaced(list, &format!("\"content-digest\";{parameter})"));
        assert!(matches!(error, SignatureError::Unsupported(_)), "{parameter}: {error}");
    }
    assert_eq!(replaced(list, "\"content-digest\" token)"), SignatureError::Malformed("Signature-Input"));
    let many: Vec<String> = (0..100).map(|number| format!("\"x-{number}\"")).collect();
    assert!(matches!(replaced(list, &format!("{})", many.join(" "))), SignatureError::Unsupported(_)));
}

#[test]
fn junk_is_refused() {
    for (name, value, error) in [
        ("signature-input", "", SignatureError::Missing),
        ("signature-input", "sig1", SignatureError::Malformed("Signature-Input")),
        ("signature-input", "sig1=5", SignatureError::Malformed("Signature-Input")),
        ("signature-input", "sig1=(\"@method\"", SignatureError::Malformed("Signature-Input")),
        ("signature-input", "sig1=(\"@methöd\")", SignatureError::Malformed("Signature-Input")),
        ("signature-input", "sig1=()", SignatureError::Uncovered("@method")),
        ("signature", "sig1=(1)", SignatureError::Malformed("Signature")),
        ("signature", "sig1=\"AA==\"", SignatureError::Malformed("Signature")),
        ("signature", "sig1=:?:", SignatureError::Malformed("Signature")),
        ("signature", "sig2=:AA==:", SignatureError::Missing),
        ("signature", "keyId=\"a\",headers=\"digest\",signature=\"AA==\"", SignatureError::Malformed("Signature")),
    ] {
        let mut request = signed();
        request.set(name, value);
        assert_eq!(request.refusal(), error, "{name}: {value}");
    }
}

#[test]
fn one_scheme_is_read_never_both() {
    // The draft's signature is right; beside a Signature-Input it is not even looked at.
    let mut request = Request::post();
    request.sign_draft("(request-target) host date digest", &[]);
    assert_eq!(request.verified(), Ok(()));
    request.set("signature-input", "sig1=()");
    assert_eq!(request.refusal(), SignatureError::Malformed("Signature"));
}
