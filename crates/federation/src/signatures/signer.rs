//! Signatures over what we send.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use url::Url;

use super::{cavage, digest, freshness, rfc9421};
use crate::keys::{Ed25519Key, KeyError, RsaKey};

/// The content type of every activity we send.
const CONTENT_TYPE: &str = "application/activity+json";

/// Signs as one actor, with one key; cheap to clone. To read an RSA key takes nearly a millisecond, so keep the signer while
/// there is something to send.
#[derive(Debug, Clone)]
pub struct Signer {
    key_id: String,
    key: Key,
}

#[derive(Debug, Clone)]
enum Key {
    Rsa(RsaKey),
    Ed25519(Ed25519Key),
}

impl Signer {
    /// Signs with an RSA key, given as PKCS#8 in DER, whose public part stands under `key_id`.
    ///
    /// # Errors
    /// [`KeyError::Private`] and [`KeyError::Id`].
    pub fn from_pkcs8(key_id: String, der: &[u8]) -> Result<Self, KeyError> {
        Self::new(key_id, Key::Rsa(RsaKey::from_pkcs8(der)?))
    }

    /// Signs with an Ed25519 key, given as PKCS#8 in DER. Few servers take such a signature: only for those known to.
    ///
    /// # Errors
    /// [`KeyError::Private`] and [`KeyError::Id`].
    pub fn from_ed25519_pkcs8(key_id: String, der: &[u8]) -> Result<Self, KeyError> {
        Self::new(key_id, Key::Ed25519(Ed25519Key::from_pkcs8(der)?))
    }

    fn new(key_id: String, key: Key) -> Result<Self, KeyError> {
        let writable = |letter: u8| letter.is_ascii_graphic() && letter != b'"' && letter != b'\\';
        if key_id.is_empty() || !key_id.bytes().all(writable) {
            return Err(KeyError::Id);
        }
        Ok(Self { key_id, key })
    }

    /// The id of the key it signs with.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The headers of a POST signed by the draft: `host`, `date`, `digest`, `content-type` and `signature`, which covers the
    /// others and the target. Names are in lower case; the headers must be sent exactly so.
    #[must_use]
    pub fn post(&self, url: &Url, body: &[u8], now: DateTime<Utc>) -> Vec<(String, String)> {
        let headers = [
            ("host", host(url)),
            ("date", freshness::http_date(now)),
            ("digest", digest::of_draft(body)),
            ("content-type", CONTENT_TYPE.to_owned()),
        ];
        self.draft("post", url, &headers)
    }

    /// The headers of a GET signed by the draft: `host`, `date` and `signature`.
    #[must_use]
    pub fn get(&self, url: &Url, now: DateTime<Utc>) -> Vec<(String, String)> {
        self.draft("get", url, &[("host", host(url)), ("date", freshness::http_date(now))])
    }

    /// The headers of a POST signed by RFC 9421: `host`, `date`, `content-digest`, `content-type`, `signature-input` and
    /// `signature`.
    #[must_use]
    pub fn post_rfc9421(&self, url: &Url, body: &[u8], now: DateTime<Utc>) -> Vec<(String, String)> {
        let headers = [
            ("host", host(url)),
            ("date", freshness::http_date(now)),
            ("content-digest", digest::of_rfc9530(body)),
            ("content-type", CONTENT_TYPE.to_owned()),
        ];
        let mut address = url.clone();
        address.set_fragment(None);
        let mut lines = vec![("@method", "POST"), ("@target-uri", address.as_str())];
        lines.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
        let names: Vec<String> = lines.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let parameters = format!(
            "({});created={};keyid=\"{}\";alg=\"{}\"",
            names.join(" "),
            now.timestamp(),
            self.key_id,
            self.key.rfc9421_algorithm()
        );
        let signature = self.sign(&rfc9421::base_of(&lines, &parameters));
        let mut signed = owned(&headers);
        signed.push(("signature-input".to_owned(), format!("sig1={parameters}")));
        signed.extend(signature.map(|signature| ("signature".to_owned(), format!("sig1=:{signature}:"))));
        signed
    }

    fn draft(&self, method: &str, url: &Url, headers: &[(&str, String)]) -> Vec<(String, String)> {
        let signature = self.sign(&cavage::base_of(method, &target(url), headers));
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let mut signed = owned(headers);
        signed.extend(signature.map(|signature| {
            let value = format!(
                "keyId=\"{}\",algorithm=\"{}\",headers=\"(request-target) {}\",signature=\"{signature}\"",
                self.key_id,
                self.key.draft_algorithm(),
                names.join(" "),
            );
            ("signature".to_owned(), value)
        }));
        signed
    }

    /// The signature in base64. A key that was read does sign; should the library fail all the same, the request goes out
    /// unsigned and is refused over there, and the log says why.
    fn sign(&self, base: &str) -> Option<String> {
        let signature = match &self.key {
            Key::Rsa(key) => key.sign(base.as_bytes()),
            Key::Ed25519(key) => Ok(key.sign(base.as_bytes())),
        };
        match signature {
            Ok(signature) => Some(STANDARD.encode(signature)),
            Err(error) => {
                tracing::error!(key_id = %self.key_id, %error, "a request could not be signed");
                None
            }
        }
    }
}

impl Key {
    /// Castopod and Funkwhale take nothing but `rsa-sha256`; for Ed25519 the draft has no name but `hs2019`.
    fn draft_algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-sha256",
            Self::Ed25519(_) => "hs2019",
        }
    }

    fn rfc9421_algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa-v1_5-sha256",
            Self::Ed25519(_) => "ed25519",
        }
    }
}

/// The host and, unless it is the scheme's own, the port of an address: what stands in its `Host` header.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn target(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

fn owned(headers: &[(&str, String)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
