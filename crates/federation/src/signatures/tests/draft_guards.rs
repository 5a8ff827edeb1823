//! What the draft's signatures must be, one guard a test.

use super::*;

const COVERED: &str = "(request-target) host date digest";

/// Signed by the draft, and right.
fn signed() -> Request {
    let mut request = Request::post();
    request.sign_draft(COVERED, &[]);
    assert_eq!(request.verified(), Ok(()));
    request
}

fn covering(covered: &str, parameters: &[(&str, &str)]) -> Request {
    let mut request = Request::post();
    request.sign_draft(covered, parameters);
    request
}

#[test]
fn a_signature_over_the_digest_alone_is_refused() {
    assert_eq!(covering("digest", &[]).refusal(), SignatureError::Uncovered("(request-target)"));
}

#[test]
fn target_host_time_and_digest_must_be_covered() {
    for (covered, missing) in [
        ("host date digest", "(request-target)"),
        ("(request-target) date digest", "host"),
        ("(request-target) host digest", "date or (created)"),
        ("(request-target) host date content-type", "the digest of the body"),
    ] {
        assert_eq!(covering(covered, &[]).refusal(), SignatureError::Uncovered(missing), "{covered}");
    }
}

#[test]
fn a_post_without_a_body_needs_a_digest_too() {
    let mut request = Request::post();
    request.body = None;
    request.sign_draft("(request-target) host date", &[]);
    assert_eq!(request.refusal(), SignatureError::Uncovered("the digest of the body"));
}

#[test]
fn an_unsigned_request_is_refused() {
    assert_eq!(Request::post().refusal(), SignatureError::Missing);
}

#[test]
fn the_host_must_be_ours() {
    let mut request = signed();
    request.set("host", "other.example");
    assert_eq!(request.refusal(), SignatureError::ForeignHost("other.example".to_owned()));
    request.set("host", "MUSIC.example:443");
    request.sign_draft(COVERED, &[]);
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn what_was_signed_for_another_host_is_not_believed_under_ours() {
    let mut request = Request::post();
    request.set("host", "other.example");
    request.sign_draft(COVERED, &[]);
    request.set("host", HOST);
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
    request.set("host", "other.example");
    request.set("x-forwarded-host", HOST);
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn a_proxy_may_call_us_by_an_inner_name() {
    let mut request = signed();
    request.set("host", "10.0.0.7:3000");
    request.set("x-forwarded-host", HOST);
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn the_date_is_near() {
    for (minutes, expected) in
        [(61, Err(SignatureError::TooOld)), (59, Ok(())), (-4, Ok(())), (-6, Err(SignatureError::TooNew))]
    {
        let mut request = Request::post();
        request.set("date", &http_date(minutes_ago(minutes)));
        request.sign_draft(COVERED, &[]);
        assert_eq!(request.read().map(drop), expected, "date, {minutes} minutes ago");

        let created = minutes_ago(minutes).timestamp().to_string();
        let request = covering("(request-target) host (created) digest", &[("created", &created)]);
        assert_eq!(request.read().map(drop), expected, "created, {minutes} minutes ago");

        // A date that is near does not help a `created` that is not.
        let request = covering("(request-target) host date (created) digest", &[("created", &created)]);
        assert_eq!(request.read().map(drop), expected, "both, {minutes} minutes ago");
    }
}

#[test]
fn a_date_must_be_one() {
    let mut request = Request::post();
    request.set("date", "soon");
    request.sign_draft(COVERED, &[]);
    assert_eq!(request.refusal(), SignatureError::Malformed("Date"));
    request.sign_draft("(request-target) host (created) digest", &[("created", "\"soon\"")]);
    assert_eq!(request.refusal(), SignatureError::Parameter("created"));
}

#[test]
fn what_has_expired_is_refused() {
    let passed = now().timestamp().to_string();
    for covered in ["(request-target) host date (expires) digest", COVERED] {
        assert_eq!(covering(covered, &[("expires", &passed)]).refusal(), SignatureError::Expired, "{covered}");
    }
}

#[test]
fn another_body_is_refused() {
    let mut request = signed();
    request.body = Some(b"{}".to_vec());
    assert_eq!(request.refusal(), SignatureError::Digest);
    request.set("digest", &format!("SHA-256={}", STANDARD.encode(digest(&SHA256, b"{}"))));
    request.set("content-digest", &format!("sha-256=:{}:", STANDARD.encode(digest(&SHA256, b"{}"))));
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn every_digest_is_checked() {
    let mut request = Request::post();
    let right = request.header("digest").to_owned();
    request.set("digest", &format!("{right},SHA-512={}", STANDARD.encode(digest(&SHA512, b"{}"))));
    request.sign_draft(COVERED, &[]);
    assert_eq!(request.refusal(), SignatureError::Digest);

    request.set("digest", &format!("MD5=anything, {}", right.replace("SHA", "sha")));
    request.sign_draft(COVERED, &[]);
    assert_eq!(request.verified(), Ok(()));

    request.set("digest", "MD5=1B2M2Y8AsgTpgAmY7PhCfg==");
    request.sign_draft(COVERED, &[]);
    assert_eq!(request.refusal(), SignatureError::DigestKind("Digest"));

    request.set("digest", "SHA-256");
    assert_eq!(request.refusal(), SignatureError::Malformed("Digest"));
}

#[test]
fn headers_that_are_checked_stand_once() {
    for name in ["host", "date", "digest", "signature"] {
        let mut request = signed();
        let value = request.header(name).to_owned();
        request.add(name, &value);
        assert_eq!(request.refusal(), SignatureError::Twice(name));
    }
}

#[test]
fn nothing_is_named_twice() {
    let mut request = signed();
    request.set("signature", &format!("keyId=\"https://other.example/key\",{}", request.header("signature")));
    assert_eq!(request.refusal(), SignatureError::Repeated("keyId".to_owned()));
    let request = covering("(request-target) host date digest date", &[]);
    assert_eq!(request.refusal(), SignatureError::Repeated("date".to_owned()));
}

#[test]
fn an_unknown_algorithm_is_refused() {
    for name in ["rsa-sha1", "hmac-sha256", "rsa-sha512", ""] {
        let request = covering(COVERED, &[("algorithm", &format!("\"{name}\""))]);
        assert_eq!(request.refusal(), SignatureError::Algorithm(name.to_owned()));
    }
}

#[test]
fn it_is_good_for_one_path_query_and_method() {
    for target in ["/ap/actors/1/inbox?shared=1", "/ap/inbox", "/ap/inbox?shared=2"] {
        let mut request = signed();
        request.target = target.to_owned();
        assert_eq!(request.verified(), Err(SignatureError::Wrong), "{target}");
    }
    let mut request = signed();
    request.method = "PUT";
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn another_key_does_not_verify_it() {
    let claim = signed().read().unwrap();
    assert_eq!(claim.verify(&public(&RsaKey::generate().unwrap())), Err(SignatureError::Wrong));
}

#[test]
fn what_is_covered_must_be_there_and_known() {
    let mut request = Request::post();
    request.set("accept", "anything");
    request.sign_draft(&format!("{COVERED} accept"), &[]);
    request.headers.retain(|(name, _)| name != "accept");
    assert_eq!(request.refusal(), SignatureError::Absent("accept".to_owned()));
    request.set("signature", &request.header("signature").replace("accept", "(nonce)"));
    assert_eq!(request.refusal(), SignatureError::Unsupported("(nonce)".to_owned()));
}

#[test]
fn a_line_break_in_a_header_does_not_make_a_second_line() {
    let mut request = Request::post();
    request.set("accept", "a\nx-more: b");
    request.sign_draft(&format!("{COVERED} accept"), &[]);
    assert_eq!(request.refusal(), SignatureError::Absent("accept".to_owned()));
}

#[test]
fn more_names_than_anybody_needs_are_refused() {
    let names: Vec<String> = (0..100).map(|number| format!("x-{number}")).collect();
    let mut request = signed();
    let value = request.header("signature").replace(COVERED, &format!("{COVERED} {}", names.join(" ")));
    request.set("signature", &value);
    assert!(matches!(request.refusal(), SignatureError::Unsupported(_)));
}

#[test]
fn a_header_that_is_no_list_of_parameters_is_refused() {
    for (value, error) in [
        ("", SignatureError::Parameter("keyId")),
        ("keyId", SignatureError::Malformed("Signature")),
        ("keyId=", SignatureError::Malformed("Signature")),
        ("keyId=\"a", SignatureError::Malformed("Signature")),
        ("keyId=\"a\"b", SignatureError::Malformed("Signature")),
        ("keyId=\"a\\\"", SignatureError::Malformed("Signature")),
        ("keyId=\"\"", SignatureError::Parameter("keyId")),
        ("keyId=\"a\"", SignatureError::Parameter("signature")),
        ("keyId=\"a\",signature=\"?\"", SignatureError::Parameter("signature")),
        ("keyId=\"a\",signature=\"AA==\"", SignatureError::Parameter("headers")),
        ("keyId=\"a\",signature=\"AA==\",headers=\"\"", SignatureError::Uncovered("(request-target)")),
    ] {
        let mut request = Request::post();
        request.set("signature", value);
        assert_eq!(request.refusal(), error, "{value}");
    }
}
