//! Requests that tests sign by their own reading of the two schemes, so that a mistake in ours does not sign itself.

mod draft;
mod draft_guards;
mod labels;
mod properties;
mod rfc9421;
mod rfc9421_guards;

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::{Claim, Incoming, PublicKey, SignatureError, Signer};
use crate::keys::{Ed25519Key, RsaKey};

const HOST: &str = "music.example";
const INBOX: &str = "https://music.example/ap/inbox?shared=1";
const TARGET: &str = "/ap/inbox?shared=1";
const KEY_ID: &str = "https://far.example/users/ada#main-key";
const BODY: &[u8] = br#"{"type":"Follow"}"#;

static RSA: LazyLock<RsaKey> = LazyLock::new(|| RsaKey::generate().unwrap());
static ED25519: LazyLock<Ed25519Key> = LazyLock::new(|| Ed25519Key::generate().unwrap());

/// What a test sends.
#[derive(Debug, Clone)]
struct Request {
    method: &'static str,
    target: String,
    scheme: &'static str,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    /// A POST to our inbox with the usual headers, not signed.
    fn post() -> Self {
        let mut request = Self::signed_as("POST", Vec::new(), Some(BODY));
        request.set("host", HOST);
        request.set("date", &http_date(now()));
        request.set("digest", &format!("SHA-256={}", STANDARD.encode(digest(&SHA256, BODY))));
        request.set("content-digest", &format!("sha-512=:{}:", STANDARD.encode(digest(&SHA512, BODY))));
        request.set("content-type", "application/activity+json");
        request
    }

    fn get() -> Self {
        let mut request = Self::signed_as("GET", Vec::new(), None);
        request.set("host", HOST);
        request.set("date", &http_date(now()));
        request
    }

    /// One with the headers that a [`Signer`] made.
    fn signed_as(method: &'static str, headers: Vec<(String, String)>, body: Option<&[u8]>) -> Self {
        Self { method, target: TARGET.to_owned(), scheme: "https", headers, body: body.map(<[u8]>::to_vec) }
    }

    fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(key, _)| key != name);
        self.add(name, value);
    }

    fn add(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap()
    }

    /// Signs by the draft with the RSA key. `parameters` stand in the header as they are; `(created)` and `(expires)` are
    /// taken from them.
    fn sign_draft(&mut self, covered: &str, parameters: &[(&str, &str)]) {
        let parameter = |wanted: &str| parameters.iter().find(|(name, _)| *name == wanted).unwrap().1;
        let lines: Vec<String> = covered
            .split(' ')
            .map(|name| match name {
                "(request-target)" => format!("{name}: {} {}", self.method.to_lowercase(), self.target),
                "(created)" => format!("{name}: {}", parameter("created")),
                "(expires)" => format!("{name}: {}", parameter("expires")),
                name => format!("{name}: {}", self.header(name)),
            })
            .collect();
        let signature = STANDARD.encode(RSA.sign(lines.join("\n").as_bytes()).unwrap());
        let mut value = format!("keyId=\"{KEY_ID}\",");
        for (name, given) in parameters {
            value.push_str(&format!("{name}={given},"));
        }
        self.set("signature", &format!("{value}headers=\"{covered}\",signature=\"{signature}\""));
    }

    /// Signs by RFC 9421 with the RSA key and adds the two headers under `label`.
    fn sign_rfc9421(&mut self, label: &str, covered: &[&str], parameters: &str) {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut base = String::new();
        for name in covered {
            let value = match *name {
                "@method" => self.method.to_owned(),
                "@target-uri" => format!("https://{HOST}{}", self.target),
                "@authority" => HOST.to_owned(),
                "@scheme" => "https".to_owned(),
                "@request-target" => self.target.clone(),
                "@path" => path.to_owned(),
                "@query" => format!("?{query}"),
                name => self.header(name).to_owned(),
            };
            base.push_str(&format!("\"{name}\": {value}\n"));
        }
        let names: Vec<String> = covered.iter().map(|name| format!("\"{name}\"")).collect();
        let list = format!("({}){parameters}", names.join(" "));
        base.push_str(&format!("\"@signature-params\": {list}"));
        let signature = STANDARD.encode(RSA.sign(base.as_bytes()).unwrap());
        self.add("signature-input", &format!("{label}={list}"));
        self.add("signature", &format!("{label}=:{signature}:"));
    }

    fn read(&self) -> Result<Claim, SignatureError> {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let incoming = Incoming {
            method: self.method,
            target: &self.target,
            host: HOST,
            scheme: self.scheme,
            headers: &headers,
            body: self.body.as_deref(),
        };
        Claim::read(&incoming, now())
    }

    /// Why it is refused before any key is asked.
    #[track_caller]
    fn refusal(&self) -> SignatureError {
        self.read().expect_err("the request should have been refused")
    }

    /// What the RSA key says to it.
    #[track_caller]
    fn verified(&self) -> Result<(), SignatureError> {
        self.read().expect("the request should have been read").verify(&public(&RSA))
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_262_400, 0).unwrap()
}

fn minutes_ago(minutes: i64) -> DateTime<Utc> {
    now() - TimeDelta::minutes(minutes)
}

fn http_date(at: DateTime<Utc>) -> String {
    at.to_rfc2822().replace("+0000", "GMT")
}

fn inbox() -> Url {
    Url::parse(INBOX).unwrap()
}

fn signer() -> Signer {
    Signer::from_pkcs8(KEY_ID.to_owned(), &RSA.pkcs8().unwrap()).unwrap()
}

fn public(key: &RsaKey) -> PublicKey {
    PublicKey::from_pem(&key.public_pem().unwrap()).unwrap()
}
