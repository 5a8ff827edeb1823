//! The addresses of a show's sound: for the player of its page, and to be copied into others.

use chrono::{DateTime, Utc};
use model::show_access::Pass;
use model::shows::Show;

use crate::app::App;
use crate::live::signed;

/// Media type of a playlist.
const HLS: &str = "application/vnd.apple.mpegurl";

/// The addresses of a show for other players.
#[derive(Debug, Clone)]
pub struct Streams {
    /// The playlist for the player of the page, without the instance before it.
    pub hls: String,
    /// What a plain `<audio>` takes: address and media type.
    pub plain: Vec<(String, &'static str)>,
    /// What is copied: what it is, and the whole address.
    pub addresses: Vec<(&'static str, String)>,
    /// The file that opens in a player; empty while there is no mount.
    pub m3u: String,
    /// Whether they are this visitor's alone.
    pub is_personal: bool,
}

impl Streams {
    /// For whoever holds a pass. There is a mount while the show runs, where the port is open.
    #[must_use]
    pub fn of(app: &App, show: &Show, pass: &Pass, now: DateTime<Utc>) -> Self {
        let word = signed::word(app, show.id, pass, now);
        let plain = urls::live::plain(&show.slug, word.as_deref());
        let mount = if show.is_on_air() { signed::mount(app, show, pass, now) } else { None };
        let mut addresses = vec![("HLS", urls::absolute(&app.base_url, &plain))];
        addresses.extend(mount.iter().map(|mount| ("Icecast", mount.clone())));
        Self {
            hls: urls::live::master(&show.slug, word.as_deref()),
            plain: vec![(plain, HLS)],
            addresses,
            m3u: mount.map(|mount| m3u(&mount)).unwrap_or_default(),
            is_personal: word.is_some(),
        }
    }
}

/// `http://host:8000/night.m3u?token=…` of `http://host:8000/night?token=…`.
fn m3u(mount: &str) -> String {
    match mount.split_once('?') {
        Some((address, query)) => format!("{address}.m3u?{query}"),
        None => format!("{mount}.m3u"),
    }
}

#[cfg(test)]
mod tests {
    use super::m3u;

    #[test]
    fn a_token_stays_behind_the_ending() {
        assert_eq!(m3u("http://h:8000/night"), "http://h:8000/night.m3u");
        assert_eq!(m3u("http://h:8000/night?token=1.a"), "http://h:8000/night.m3u?token=1.a");
    }
}
