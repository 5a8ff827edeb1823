//! What plays, as sources say it beside their bytes: `/admin/metadata?mode=updinfo&mount=/x&song=Artist - Title`.

use super::head::{latin, words};
use crate::source::{self, Playing};

/// What Icecast says to it.
pub(super) const THANKS: &str = "<?xml version=\"1.0\"?>\n<iceresponse><message>Metadata update successful</message><return>1</return></iceresponse>\n";

/// What plays by the fields of a query: `title` and `artist`, or both in `song`; in UTF-8, or Latin-1 where the bytes or
/// `charset` say so.
pub(super) fn playing(query: &[(String, Vec<u8>)]) -> Playing {
    let bytes = |name: &str| query.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_slice());
    let charset = bytes("charset").map(words).unwrap_or_default().to_ascii_lowercase();
    let is_latin = ["iso-8859-1", "iso8859-1", "latin1", "latin-1"].contains(&charset.as_str());
    let text = |name: &str| bytes(name).map(|value| source::words(&if is_latin { latin(value) } else { words(value) }));
    match (text("title"), text("artist"), text("song")) {
        (Some(title), artist, _) if artist.is_some() || !title.contains(" - ") => {
            Playing { title, artist: artist.unwrap_or_default() }
        }
        (None, Some(artist), None) => Playing { title: String::new(), artist },
        (title, _, song) => split(&title.or(song).unwrap_or_default()),
    }
}

/// `Artist - Title` in two.
fn split(song: &str) -> Playing {
    match song.split_once(" - ") {
        Some((artist, title)) => Playing { title: title.trim().to_owned(), artist: artist.trim().to_owned() },
        None => Playing { title: song.trim().to_owned(), artist: String::new() },
    }
}

#[cfg(test)]
mod tests {
    use super::super::head::fields;
    use super::*;

    fn of(query: &str) -> (String, String) {
        let playing = playing(&fields(query));
        (playing.artist, playing.title)
    }

    #[test]
    fn songs_are_understood_in_all_spellings() {
        let both = ("Björk".to_owned(), "Jóga - live".to_owned());
        assert_eq!(of("mode=updinfo&mount=/x&song=Bj%C3%B6rk+-+J%C3%B3ga+-+live"), both);
        assert_eq!(of("song=Bj%F6rk%20-%20J%F3ga%20-%20live"), both);
        assert_eq!(of("charset=ISO-8859-1&artist=Bj%F6rk&title=J%F3ga%20-%20live"), both);
        assert_eq!(of("title=Bj%C3%B6rk+-+J%C3%B3ga+-+live"), both);
        assert_eq!(of("song=Noise"), (String::new(), "Noise".to_owned()));
        assert_eq!(of("charset=latin1&song=%C3%A9"), (String::new(), "Ã©".to_owned()));
        assert_eq!(of("artist=A"), ("A".to_owned(), String::new()));
        assert_eq!(of("song="), (String::new(), String::new()));
        assert_eq!(of("song=a%00%0Ab"), (String::new(), "a  b".to_owned()));
    }
}
