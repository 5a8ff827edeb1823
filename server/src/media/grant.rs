//! Grants: signed and expiring words in the addresses of media that is not for everybody. A grant says as whom its holder
//! comes; what that one may have is asked with every request, so nothing outlives a refund, and an address that leaks is worth
//! nothing the next day.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use model::entitlements::{Listener, Who};
use model::ids::{AccountId, DownloadCodeId, PurchaseId};
use uuid::Uuid;

use crate::app::App;

/// How long a grant is good for, at least; the playlist it leads to keeps its segments under the same grant.
const LIFETIME: Duration = Duration::hours(12);

/// A grant for one image, good for 12 to 13 hours (so that an hour's visits share one address and one cache).
#[must_use]
pub fn sign_image(app: &App, image: Uuid, now: DateTime<Utc>) -> String {
    signed(app, &format!("image {image}"), &until(now).to_string())
}

/// Whether a grant is good for the image now.
#[must_use]
pub fn opens_image(app: &App, grant: &str, image: Uuid, now: DateTime<Utc>) -> bool {
    verified(app, &format!("image {image}"), grant)
        .is_some_and(|term| term.parse().is_ok_and(|until| is_to_come(until, now)))
}

/// A grant for one encoding, for whoever comes as `who`.
#[must_use]
pub fn sign(app: &App, encoding: Uuid, who: Who, now: DateTime<Utc>) -> String {
    let who = match who {
        Who::Anybody => return urls::media::PUBLIC.to_owned(),
        Who::Visitor(listener) => format!("v{}", Uuid::from_bytes(listener).simple()),
        Who::Account(account) => format!("a{}", account.0.simple()),
        Who::PrivateLink => "k".to_owned(),
        Who::Purchase(purchase) => format!("p{}", purchase.0.simple()),
        Who::Code(code) => format!("c{}", code.0.simple()),
    };
    signed(app, &format!("encoding {encoding}"), &format!("{}{who}", until(now)))
}

/// As whom the holder of `grant` comes to an encoding now; `None` if it is forged, for another one, or over.
#[must_use]
pub fn verify(app: &App, grant: &str, encoding: Uuid, now: DateTime<Utc>) -> Option<Who> {
    if grant == urls::media::PUBLIC {
        return Some(Who::Anybody);
    }
    let term = verified(app, &format!("encoding {encoding}"), grant)?;
    let (until, who) = term.split_at_checked(term.find(|letter: char| letter.is_ascii_lowercase())?)?;
    if !is_to_come(until.parse().ok()?, now) {
        return None;
    }
    let (kind, id) = who.split_at_checked(1)?;
    let id = || Uuid::try_parse(id).ok();
    match kind {
        "v" => Some(Who::Visitor(id()?.into_bytes())),
        "a" => Some(Who::Account(AccountId(id()?))),
        "k" => Some(Who::PrivateLink),
        "p" => Some(Who::Purchase(PurchaseId(id()?))),
        "c" => Some(Who::Code(DownloadCodeId(id()?))),
        _ => None,
    }
}

/// A visitor by where they are and what they listen with: no cookie, and nothing that can be turned back.
#[must_use]
pub fn listener(app: &App, peer: &str, user_agent: &str) -> Listener {
    let tag = hmac::sign(&app.media_key, format!("listener {peer} {user_agent}").as_bytes());
    let mut listener = Listener::default();
    listener.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    listener
}

fn until(now: DateTime<Utc>) -> i64 {
    ((now + LIFETIME).timestamp() / 3600 + 1) * 3600
}

fn is_to_come(until: i64, now: DateTime<Utc>) -> bool {
    until > now.timestamp()
}

fn signed(app: &App, subject: &str, term: &str) -> String {
    let tag = hmac::sign(&app.media_key, message(subject, term).as_bytes());
    format!("{term}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// The term of a grant that we have signed for this subject.
fn verified<'a>(app: &App, subject: &str, grant: &'a str) -> Option<&'a str> {
    let (term, given) = grant.split_once('.')?;
    let given = URL_SAFE_NO_PAD.decode(given).ok()?;
    hmac::verify(&app.media_key, message(subject, term).as_bytes(), &given).ok().map(|()| term)
}

fn message(subject: &str, term: &str) -> String {
    format!("{subject} until {term}")
}
