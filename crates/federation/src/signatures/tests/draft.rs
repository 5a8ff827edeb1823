//! What the draft's signatures look like, made and taken.

use super::*;

const COVERED: &str = "(request-target) host date digest content-type";

#[test]
fn our_post_is_believed_and_names_the_algorithm_that_castopod_takes() {
    let request = Request::signed_as("POST", signer().post(&inbox(), BODY, now()), Some(BODY));
    assert_eq!(request.verified(), Ok(()));
    assert_eq!(request.read().unwrap().key_id(), KEY_ID);
    let signature = request.header("signature");
    assert!(signature.contains(r#"algorithm="rsa-sha256""#), "{signature}");
    assert!(signature.contains(&format!("headers=\"{COVERED}\"")), "{signature}");
    assert_eq!(request.header("host"), HOST);
    assert_eq!(request.header("date"), "Sat, 21 Nov 2026 12:00:00 GMT");
    assert_eq!(request.header("content-type"), "application/activity+json");
}

#[test]
fn our_signature_is_the_one_that_the_draft_describes() {
    let ours = Request::signed_as("POST", signer().post(&inbox(), BODY, now()), Some(BODY));
    let mut theirs = Request::post();
    theirs.sign_draft(COVERED, &[("algorithm", "\"rsa-sha256\"")]);
    assert_eq!(ours.header("signature"), theirs.header("signature"));
}

#[test]
fn our_get_is_believed_and_has_no_digest() {
    let request = Request::signed_as("GET", signer().get(&inbox(), now()), None);
    assert_eq!(request.verified(), Ok(()));
    assert!(request.headers.iter().all(|(name, _)| name != "digest"));
}

#[test]
fn a_port_of_its_own_stands_in_the_host_header() {
    let url = Url::parse("http://localhost:8081/ap/inbox#top").unwrap();
    let headers = signer().get(&url, now());
    assert_eq!(headers.first().unwrap(), &("host".to_owned(), "localhost:8081".to_owned()));
}

#[test]
fn gotosocial_signs_its_gets_with_a_key_id_without_fragment() {
    let mut request = Request::get();
    request.sign_draft("(request-target) host date", &[]);
    let key_id = "https://far.example/users/ada/main-key";
    request.set("signature", &request.header("signature").replace(KEY_ID, key_id));
    assert_eq!(request.verified(), Ok(()));
    assert_eq!(request.read().unwrap().key_id(), key_id);
}

#[test]
fn an_empty_body_of_a_get_needs_no_digest() {
    let mut request = Request::get();
    request.body = Some(Vec::new());
    request.sign_draft("(request-target) host date", &[]);
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn hs2019_or_no_algorithm_means_that_of_the_key() {
    for parameters in [&[][..], &[("algorithm", "\"hs2019\"")], &[("algorithm", "\"RSA-SHA256\"")]] {
        let mut request = Request::post();
        request.sign_draft(COVERED, parameters);
        assert_eq!(request.verified(), Ok(()), "{parameters:?}");
    }
    let signer = Signer::from_ed25519_pkcs8(KEY_ID.to_owned(), &ED25519.pkcs8().unwrap()).unwrap();
    let request = Request::signed_as("POST", signer.post(&inbox(), BODY, now()), Some(BODY));
    let key = PublicKey::from_multibase(&ED25519.multibase()).unwrap();
    assert_eq!(request.read().unwrap().verify(&key), Ok(()));
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn a_named_algorithm_must_be_that_of_the_key() {
    let mut request = Request::post();
    request.sign_draft(COVERED, &[("algorithm", "\"ed25519\"")]);
    assert_eq!(request.verified(), Err(SignatureError::WrongKind));
}

#[test]
fn created_and_expires_stand_for_the_date() {
    let (created, expires) = (now().timestamp().to_string(), (now().timestamp() + 60).to_string());
    let mut request = Request::post();
    request.set("date", "yesterday, or so");
    request.sign_draft(
        "(request-target) host (created) (expires) digest",
        &[("algorithm", "\"hs2019\""), ("created", &created), ("expires", &expires)],
    );
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn parameters_may_have_spaces_around_them_and_unknown_ones_are_nothing() {
    let mut request = Request::post();
    request.sign_draft(COVERED, &[("colour", "\"blue, or green\"")]);
    request.set("signature", &request.header("signature").replace("\",", "\" , "));
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn names_of_covered_headers_may_be_in_capitals() {
    let mut request = Request::post();
    request.sign_draft(COVERED, &[]);
    request.set("signature", &request.header("signature").replace("host date digest", "Host Date Digest"));
    assert_eq!(request.verified(), Ok(()));
}

#[test]
fn values_of_a_header_that_stands_twice_are_joined() {
    let mut request = Request::post();
    request.set("accept", "a, b");
    request.sign_draft(&format!("{COVERED} accept"), &[]);
    request.set("accept", "a");
    request.add("accept", "b");
    assert_eq!(request.verified(), Ok(()));
    request.add("accept", "c");
    assert_eq!(request.verified(), Err(SignatureError::Wrong));
}

#[test]
fn a_key_id_that_would_break_the_header_is_no_key_id() {
    let der = RSA.pkcs8().unwrap();
    for id in ["", "https://far.example/\"", "https://far.example/a b", "https://far.example/ä"] {
        assert_eq!(Signer::from_pkcs8(id.to_owned(), &der).unwrap_err(), crate::keys::KeyError::Id, "{id}");
    }
}
