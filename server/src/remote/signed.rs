//! Our addresses of what other servers have: signed, so that we bring nothing but what a page of ours named.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::App;

/// What a file is to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Picture,
    Sound,
}

/// What a signed address says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) used: Use,
    /// The host of the actor who named the file: what is blocked with it is blocked with all it names.
    pub(super) host: String,
    pub(super) url: String,
}

/// Our address of a picture that an actor at `host` named; empty for an address that cannot be asked.
#[must_use]
pub fn picture(app: &App, host: &str, url: &str) -> String {
    Claim { used: Use::Picture, host: host.to_owned(), url: url.to_owned() }.address(app)
}

/// Our address of a sound, likewise.
#[must_use]
pub fn sound(app: &App, host: &str, url: &str) -> String {
    Claim { used: Use::Sound, host: host.to_owned(), url: url.to_owned() }.address(app)
}

impl Claim {
    fn address(&self, app: &App) -> String {
        if app.federation.federation().client.parse(&self.url).is_err() {
            return String::new();
        }
        let words = self.words();
        let tag = hmac::sign(&app.media_key, words.as_bytes());
        urls::media::remote(&format!("{}.{}", URL_SAFE_NO_PAD.encode(words), URL_SAFE_NO_PAD.encode(tag)))
    }

    /// What is signed. No other thing that is signed with this key begins so.
    fn words(&self) -> String {
        let used = match self.used {
            Use::Picture => "picture",
            Use::Sound => "sound",
        };
        format!("remote {used}\n{}\n{}", self.host, self.url)
    }

    /// What the address says, if it is one we made.
    pub(super) fn read(app: &App, signed: &str) -> Option<Self> {
        let (words, tag) = signed.split_once('.')?;
        let words = URL_SAFE_NO_PAD.decode(words).ok()?;
        hmac::verify(&app.media_key, &words, &URL_SAFE_NO_PAD.decode(tag).ok()?).ok()?;
        let words = String::from_utf8(words).ok()?;
        let mut lines = words.splitn(3, '\n');
        let used = match lines.next()? {
            "remote picture" => Use::Picture,
            "remote sound" => Use::Sound,
            _ => return None,
        };
        Some(Self { used, host: lines.next()?.to_owned(), url: lines.next()?.to_owned() })
    }
}
