//! Whatever comes, reading it ends, and what is not exactly what was signed is not believed.

use proptest::prelude::*;

use super::*;

/// Text of the letters that these headers are made of, so that it gets further than noise would.
const LETTERS: &str = r#"[a-z@()";:=, \\?0-9A-Z/+*.-]{0,120}"#;

proptest! {
    #[test]
    fn junk_never_panics(
        signature in LETTERS,
        input in proptest::option::of(LETTERS),
        noise in any::<String>(),
        digest in LETTERS,
        target in any::<String>(),
    ) {
        let mut request = Request::post();
        request.target = target;
        request.set("digest", &digest);
        request.set("content-digest", &noise);
        request.set("signature", &signature);
        if let Some(input) = input {
            request.set("signature-input", &input);
        }
        prop_assert!(request.read().is_err());
        request.set("signature", &noise);
        request.set("date", &noise);
        prop_assert!(request.read().is_err());
    }

    #[test]
    fn parameters_of_any_value_never_panic(created in any::<i64>(), expires in any::<i64>(), name in LETTERS) {
        let mut request = Request::post();
        let (created, expires) = (created.to_string(), expires.to_string());
        request.sign_draft(
            "(request-target) host (created) (expires) digest",
            &[("created", &created), ("expires", &expires), ("algorithm", &format!("\"{}\"", name.replace('"', "")))],
        );
        let _ = request.read();
        let mut request = Request::post();
        request.sign_rfc9421(
            "a",
            &["@method", "@target-uri", "content-digest"],
            &format!(";created={created};expires={expires};keyid=\"a\""),
        );
        let _ = request.read();
    }

    #[test]
    fn a_changed_signature_is_not_believed(place in 0_usize..256, bit in 0_u8..8) {
        let mut request = Request::signed_as("POST", signer().post(&inbox(), BODY, now()), Some(BODY));
        let header = request.header("signature").to_owned();
        let (rest, encoded) = header.rsplit_once("signature=\"").unwrap();
        let mut bytes = STANDARD.decode(encoded.trim_end_matches('"')).unwrap();
        bytes[place] ^= 1 << bit;
        request.set("signature", &format!("{rest}signature=\"{}\"", STANDARD.encode(bytes)));
        prop_assert_eq!(request.verified(), Err(SignatureError::Wrong));
    }

    #[test]
    fn a_changed_target_is_not_believed(target in "/[a-z/?=&]{0,40}") {
        prop_assume!(target != TARGET);
        let mut request = Request::signed_as("POST", signer().post(&inbox(), BODY, now()), Some(BODY));
        request.target = target.clone();
        prop_assert_eq!(request.verified(), Err(SignatureError::Wrong));
        let mut request = Request::signed_as("POST", signer().post_rfc9421(&inbox(), BODY, now()), Some(BODY));
        request.target = target;
        prop_assert_eq!(request.verified(), Err(SignatureError::Wrong));
    }
}
