//! Signed words in the addresses of shows that are not for everybody: they work in any player, say what let their holder in, and
//! end after a day. Whether that still lets in is asked again with every playlist.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use model::ids::ShowId;
use model::show_access::Pass;
use model::shows::Show;

use crate::app::App;

/// How long a word is good for, at least: players ask for the address that they began with as long as they play.
const LIFETIME: Duration = Duration::hours(24);

/// The word that lets the holder of a pass in; `None` for an open show, which needs none.
#[must_use]
pub fn word(app: &App, show: ShowId, pass: &Pass, now: DateTime<Utc>) -> Option<String> {
    if *pass == Pass::Open {
        return None;
    }
    // By the hour, so that whoever opens the page again listens at the same address.
    let until = ((now + LIFETIME).timestamp() / 3600 + 1) * 3600;
    let term = format!("{until}{}", pass.word());
    let tag = hmac::sign(&app.media_key, message(show, &term).as_bytes());
    Some(format!("{term}.{}", URL_SAFE_NO_PAD.encode(tag)))
}

/// Below what the streams of a show stand for the holder of a pass: add `/master.m3u8` and the like, or take [`urls::live::master`]
/// with [`word`].
#[must_use]
pub fn path(app: &App, show: &Show, pass: &Pass, now: DateTime<Utc>) -> String {
    urls::live::base(&show.slug, word(app, show.id, pass, now).as_deref())
}

/// The address of a show's mount for the holder of a pass, as players take it; `None` where the port is closed.
#[must_use]
pub fn mount(app: &App, show: &Show, pass: &Pass, now: DateTime<Utc>) -> Option<String> {
    let port = app.edge.addresses().icecast?.port();
    let url = app.settings.public_url();
    let host = url.host_str().unwrap_or("localhost");
    let token = word(app, show.id, pass, now).map(|word| format!("?token={word}")).unwrap_or_default();
    Some(format!("http://{host}:{port}/{}{token}", show.slug))
}

/// The pass of a word that we have signed for this show, until it ends.
#[must_use]
pub fn read(app: &App, show: ShowId, word: &str, now: DateTime<Utc>) -> Option<Pass> {
    let (term, tag) = word.split_once('.')?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    hmac::verify(&app.media_key, message(show, term).as_bytes(), &tag).ok()?;
    let (until, pass) = term.split_at_checked(term.find(|letter: char| !letter.is_ascii_digit())?)?;
    let until: i64 = until.parse().ok()?;
    (until > now.timestamp()).then(|| Pass::parse(pass)).flatten()
}

fn message(show: ShowId, term: &str) -> String {
    format!("show {show} until {term}")
}
