//! What signatures by RFC 9421 look like, made and taken.

use super::*;

const CREATED: &str = ";created=1795262400;keyid=\"https://far.example/users/ada#main-key\"";

#[test]
fn ours_are_believed_with_both_kinds_of_key() {
    let request = Request::signed_as("POST", signer().post_rfc9421(&inbox(), BODY, now()), Some(BODY));
    assert_eq!(request.verified(), Ok(()));
    assert_eq!(request.read().unwrap().key_id(), KEY_ID);
    assert!(request.header("signature-input").ends_with(";alg=\"rsa-v1_5-sha256\""));

    let signer = Signer::from_ed25519_pkcs8(KEY_ID.to_owned(), &ED25519.pkcs8().unwrap()).unwrap();
    let request = Request::signed_as("POST", signer.post_rfc9421(&inbox(), BODY, now()), Some(BODY));
    let key = PublicKey::from_multibase(&ED25519.multibase()).unwrap();
    assert_eq!(request.read().unwrap().verify(&key), Ok(()));
    assert_eq!(request.verified(), Err(SignatureError::WrongKind));
}

#[test]
fn our_signature_is_the_one_that_the_rfc_describes() {
    let ours = Request::signed_as("POST", signer().post_rfc9421(&inbox(), BODY, now()), Some(BODY));
    let mut theirs = ours.clone();
    theirs.headers.retain(|(name, _)| !name.starts_with("signature"));
    let covered = ["@method", "@target-uri", "host", "date", "content-digest", "content-type"];
    theirs.sign_rfc9421("sig1", &covered, &format!("{CREATED};alg=\"rsa-v1_5-sha256\""));
    assert_eq!(ours.header("signature-input"), theirs.header("signature-input"));
    assert_eq!(ours.header("signature"), theirs.header("signature"));
}

/// The components, their order and that of the parameters are those of Fedify 2.3 (`packages/fedify/src/sig/http.ts`).
#[test]
fn the_first_knock_of_fedify_is_believed() {
    let mut request = Request::post();
    request.headers.retain(|(name, _)| name != "digest");
    request.sign_rfc9421(
        "sig1",
        &["@method", "@target-uri", "@authority", "host", "date", "content-digest"],
        ";alg=\"rsa-v1_5-sha256\";keyid=\"https://far.example/users/ada#main-key\";created=1795262400",
    );
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn the_target_may_be_covered_in_parts() {
    for covered in [
        &["@method", "@target-uri", "content-digest"][..],
        &["@method", "@authority", "@path", "@query", "content-digest"],
        &["@method", "host", "@path", "@query", "content-digest"],
        &["@method", "@authority", "@request-target", "digest"],
        &["@method", "@scheme", "@target-uri", "content-digest", "content-type"],
    ] {
        let mut request = Request::post();
        request.sign_rfc9421("a", covered, CREATED);
        assert_eq!(request.verified(), Ok(()), "{covered:?}");
    }
}

#[test]
fn a_target_without_a_query_needs_none_covered() {
    let mut request = Request::post();
    request.target = "/ap/inbox".to_owned();
    request.sign_rfc9421("a", &["@method", "@authority", "@path", "content-digest"], CREATED);
    assert_eq!(request.verified(), Ok(()));
    request.target = "/ap/inbox?x".to_owned();
    assert_eq!(request.refusal(), SignatureError::Uncovered("@target-uri, or @path and @query"));
}

#[test]
fn a_get_needs_no_digest() {
    let mut request = Request::get();
    request.sign_rfc9421("a", &["@method", "@target-uri"], CREATED);
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn a_covered_date_stands_for_created() {
    let mut request = Request::post();
    let covered = ["@method", "@target-uri", "date", "content-digest"];
    request.sign_rfc9421("a", &covered, ";keyid=\"https://far.example/key\"");
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn scheme_and_host_are_the_public_ones_whatever_the_proxy_speaks() {
    let mut request = Request::post();
    request.sign_rfc9421("a", &["@method", "@target-uri", "@authority", "content-digest"], CREATED);
    request.set("host", "127.0.0.1:8080");
    request.set("x-forwarded-host", HOST);
    assert_eq!(request.verified(), Ok(()));
    request.scheme = "http";
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn parameters_that_are_not_known_are_covered_all_the_same() {
    let mut request = Request::post();
    let parameters = format!("{CREATED};nonce=\"n\";tag=\"t\"");
    request.sign_rfc9421("a", &["@method", "@target-uri", "content-digest"], &parameters);
    assert_eq!(request.verified(), Ok(()));
    request.set("signature-input", &request.header("signature-input").replace("nonce=\"n\"", "nonce=\"m\""));
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn a_list_that_is_written_loosely_is_read_as_the_grammar_says() {
    let mut request = Request::post();
    request.sign_rfc9421("a", &["@method", "@target-uri", "content-digest"], CREATED);
    let loose = request.header("signature-input").replace("(\"", "(  \"").replace(";created", ";  created");
    request.set("signature-input", &loose);
    assert_eq!(request.verified(), Ok(()));
}
