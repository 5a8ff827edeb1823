//! The examples of RFC 9421: <https://www.rfc-editor.org/rfc/rfc9421>, keys of appendix B.1, signatures of B.2.6 and 4.3.
//! They cover too little for an inbox, so they are held against the signed text and the key, not against the guards.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;

use super::*;
use crate::keys::{Ed25519Key, PublicKey};

const BODY: &[u8] = br#"{"hello": "world"}"#;
/// Appendix B.2.
const CONTENT_DIGEST: &str =
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";

/// Appendix B.1.1, test-key-rsa.
const RSA_PUBLIC: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----";
/// Appendix B.1.4, test-key-ed25519.
const ED25519_PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----";
const ED25519_PRIVATE: &str = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";

/// Appendix B.2.6.
const ED25519_INPUT: &str = "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
    ;created=1618884473;keyid=\"test-key-ed25519\"";
const ED25519_BASE: &str = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT
\"@method\": POST
\"@path\": /foo
\"@authority\": example.com
\"content-type\": application/json
\"content-length\": 18
\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")\
    ;created=1618884473;keyid=\"test-key-ed25519\"";
const ED25519_SIGNATURE: &str =
    "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

/// Section 4.3.
const PROXY_INPUT: &str = "proxy_sig=(\"@method\" \"@authority\" \"@path\" \"content-digest\" \"content-type\" \
    \"content-length\" \"forwarded\");created=1618884480;keyid=\"test-key-rsa\";alg=\"rsa-v1_5-sha256\";expires=1618884540";
const PROXY_SIGNATURE: &str = "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmd\
    kDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5\
    kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzir\
    rswsE1w5o0LV/g==";

const HEADERS: [(&str, &str); 6] = [
    ("host", "example.com"),
    ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
    ("content-type", "application/json"),
    ("content-digest", CONTENT_DIGEST),
    ("content-length", "18"),
    ("forwarded", "for=192.0.2.123;host=example.com;proto=https"),
];

fn request<'a>(host: &'a str, headers: &'a [(&'a str, &'a str)]) -> Incoming<'a> {
    Incoming { method: "POST", target: "/foo?param=Value&Pet=dog", host, scheme: "https", headers, body: Some(BODY) }
}

/// The text that the one signature of `input` is over.
fn base_for(incoming: &Incoming<'_>, input: &str) -> String {
    let inputs: Dictionary = Parser::new(input).parse().unwrap();
    let Some((_, ListEntry::InnerList(list))) = inputs.first() else { panic!("{input} is no list") };
    base(incoming, list, &components::names(list).unwrap()).unwrap()
}

#[test]
fn the_ed25519_example_verifies() {
    let base = base_for(&request("example.com", &HEADERS), ED25519_INPUT);
    assert_eq!(base, ED25519_BASE);
    let key = PublicKey::from_pem(ED25519_PUBLIC).unwrap();
    assert!(key.verifies(base.as_bytes(), &STANDARD.decode(ED25519_SIGNATURE).unwrap()));
}

#[test]
fn the_ed25519_example_is_signed_the_same() {
    let key = Ed25519Key::from_pkcs8(&STANDARD.decode(ED25519_PRIVATE).unwrap()).unwrap();
    assert_eq!(STANDARD.encode(key.sign(ED25519_BASE.as_bytes())), ED25519_SIGNATURE);
}

#[test]
fn the_rsa_example_verifies() {
    let headers: Vec<(&str, &str)> = HEADERS.into_iter().filter(|(name, _)| *name != "host").collect();
    let base = base_for(&request("origin.host.internal.example", &headers), PROXY_INPUT);
    let key = PublicKey::from_pem(RSA_PUBLIC).unwrap();
    assert!(key.verifies(base.as_bytes(), &STANDARD.decode(PROXY_SIGNATURE).unwrap()), "{base}");
}

#[test]
fn the_content_digest_of_the_examples_is_right() {
    assert_eq!(digest::check(&request("example.com", &HEADERS)), Ok(()));
}

#[test]
fn the_examples_cover_too_little_for_an_inbox() {
    let mut headers = HEADERS.to_vec();
    let signature = format!("sig-b26=:{ED25519_SIGNATURE}:");
    headers.extend([("signature-input", ED25519_INPUT), ("signature", signature.as_str())]);
    let now = DateTime::from_timestamp(1_618_884_480, 0).unwrap();
    let error = read(&request("example.com", &headers), now).unwrap_err();
    assert_eq!(error, SignatureError::Uncovered("@target-uri, or @path and @query"));
}

/// The values of section 2.2, for the address of section 2.2.2 and its neighbours.
#[test]
fn derived_components_have_the_values_of_section_2_2() {
    let headers = [("host", "www.example.com")];
    let with_query =
        Incoming { target: "/path?param=value", scheme: "HTTPS", ..request("WWW.example.com:443", &headers) };
    let without = Incoming { target: "/path", ..with_query };
    for (incoming, name, expected) in [
        (with_query, "@method", "POST"),
        (with_query, "@target-uri", "https://www.example.com/path?param=value"),
        (with_query, "@authority", "www.example.com"),
        (with_query, "@scheme", "https"),
        (with_query, "@request-target", "/path?param=value"),
        (with_query, "@path", "/path"),
        (with_query, "@query", "?param=value"),
        (without, "@query", "?"),
    ] {
        assert_eq!(components::value(&incoming, name).unwrap(), expected, "{name}");
    }
}
