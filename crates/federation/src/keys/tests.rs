use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

use super::*;

/// From W3C Decentralized Identifiers 1.0, example 1.
const MULTIKEY: &str = "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu";

#[test]
fn an_rsa_key_survives_being_kept() {
    let made = RsaKey::generate().unwrap();
    let kept = RsaKey::from_pkcs8(&made.pkcs8().unwrap()).unwrap();
    let public = PublicKey::from_pem(&made.public_pem().unwrap()).unwrap();
    assert_eq!(public.kind(), KeyKind::Rsa);
    let signature = kept.sign(b"text").unwrap();
    assert_eq!(signature.len(), 256);
    assert!(public.verifies(b"text", &signature));
    assert!(!public.verifies(b"texts", &signature));
    assert!(!public.verifies(b"text", b""));
}

#[test]
fn the_public_pem_has_lines_of_64_letters_ended_as_on_unix() {
    let text = RsaKey::generate().unwrap().public_pem().unwrap();
    assert!(text.starts_with("-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"), "{text}");
    assert!(text.ends_with("-----END PUBLIC KEY-----\n"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 64) && !text.contains('\r'), "{text}");
}

#[test]
fn a_pem_is_read_however_its_lines_are_broken() {
    let made = RsaKey::generate().unwrap();
    let text = made.public_pem().unwrap();
    let signature = made.sign(b"text").unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with("---")).collect();
    for form in [
        text.replace('\n', "\r\n"),
        format!("\n  {text}\n"),
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"),
    ] {
        let key = PublicKey::read(&form).unwrap_or_else(|error| panic!("{error}: {form:?}"));
        assert!(key.verifies(b"text", &signature), "{form:?}");
    }
}

#[test]
fn an_ed25519_key_survives_being_kept() {
    let made = Ed25519Key::generate().unwrap();
    let kept = Ed25519Key::from_pkcs8(&made.pkcs8().unwrap()).unwrap();
    assert!(made.multibase().starts_with("z6Mk"), "{}", made.multibase());
    let public = PublicKey::read(&made.multibase()).unwrap();
    assert_eq!(public.kind(), KeyKind::Ed25519);
    let signature = kept.sign(b"text");
    assert_eq!(signature.len(), 64);
    assert!(public.verifies(b"text", &signature));
    assert!(!public.verifies(b"texts", &signature));
}

#[test]
fn a_multikey_is_written_as_it_was_read() {
    PublicKey::from_multibase(MULTIKEY).unwrap();
    let bytes = bs58::decode(&MULTIKEY[1..]).into_vec().unwrap();
    assert_eq!(multibase(&bytes[2..]), MULTIKEY);
    // The same key as JsonWebKey2020 writes it.
    assert_eq!(URL_SAFE_NO_PAD.encode(&bytes[2..]), "Zmq-CJA17UpFeVmJ-nIKDuDEhUnoRSNIXFbxyBtCh6Y");
}

#[test]
fn what_is_no_multikey_of_ed25519_is_refused() {
    let short = format!("z{}", bs58::encode([0xed, 0x01, 1, 2, 3]).into_string());
    let p256 = format!("z{}", bs58::encode([&[0x80, 0x24][..], &[7; 33]].concat()).into_string());
    let x25519 = format!("z{}", bs58::encode([&[0xec, 0x01][..], &[7; 32]].concat()).into_string());
    for text in ["", "z", "m6Mk", "z0OIl", &MULTIKEY[1..], &short, &p256, &x25519, &"z1".repeat(1000)] {
        assert_eq!(PublicKey::from_multibase(text).unwrap_err(), KeyError::Multibase, "{text}");
    }
}

#[test]
fn a_short_rsa_key_is_refused() {
    // Appendix C of draft-cavage-http-signatures-12: 1,024 bits.
    let text = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----";
    assert_eq!(PublicKey::from_pem(text).unwrap_err(), KeyError::Size);
}

#[test]
fn what_is_no_public_key_is_refused() {
    // The P-256 key of RFC 9421, appendix B.1.3.
    let p256 = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----";
    assert_eq!(PublicKey::from_pem(p256).unwrap_err(), KeyError::Unknown);
    let bare = pem::encode(&pem::Pem::new("PUBLIC KEY", vec![7; 32]));
    assert_eq!(PublicKey::from_pem(&bare).unwrap_err(), KeyError::Unknown);
    assert_eq!(PublicKey::from_pem(&p256.replace("PUBLIC", "PRIVATE")).unwrap_err(), KeyError::Pem);
    assert_eq!(PublicKey::from_pem("-----BEGIN").unwrap_err(), KeyError::Pem);
    assert_eq!(PublicKey::from_pem(&format!("{p256}{}", "\n".repeat(20_000))).unwrap_err(), KeyError::Pem);
    assert_eq!(RsaKey::from_pkcs8(b"junk").unwrap_err(), KeyError::Private);
    assert_eq!(Ed25519Key::from_pkcs8(b"junk").unwrap_err(), KeyError::Private);
}

#[test]
fn a_private_key_does_not_show_itself() {
    let (rsa, ed25519) = (RsaKey::generate().unwrap(), Ed25519Key::generate().unwrap());
    assert_eq!(format!("{rsa:?} {ed25519:?}"), "RsaKey(…) Ed25519Key(…)");
}

proptest! {
    #[test]
    fn junk_never_panics(text in any::<String>(), base58 in "z[1-9A-HJ-NP-Za-km-z]{0,80}", bytes in any::<Vec<u8>>()) {
        prop_assert!(PublicKey::read(&text).is_err());
        let _ = PublicKey::read(&base58);
        prop_assert!(PublicKey::read(&pem::encode(&pem::Pem::new("PUBLIC KEY", bytes.clone()))).is_err());
        prop_assert!(PublicKey::read(&pem::encode(&pem::Pem::new("RSA PUBLIC KEY", bytes))).is_err());
    }
}
