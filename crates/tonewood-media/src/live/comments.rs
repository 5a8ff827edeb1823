//! Title and artist of Vorbis comments.

use crate::bytes::le32;

/// Longest text that is passed on, in characters.
const LONGEST: usize = 500;

/// Title and artist, empty where there is none, of a block that begins with the vendor's name.
pub fn title_and_artist(block: &[u8]) -> (String, String) {
    let (mut title, mut artist) = (String::new(), String::new());
    let mut rest = block;
    // The vendor.
    let _ = text(&mut rest);
    let count = le32(rest, 0).unwrap_or(0);
    rest = rest.get(4..).unwrap_or_default();
    for _ in 0..count {
        let Some(comment) = text(&mut rest) else { break };
        let comment = String::from_utf8_lossy(comment);
        let Some((name, value)) = comment.split_once('=') else { continue };
        let value: String = value.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
        if name.eq_ignore_ascii_case("title") && title.is_empty() {
            title = value;
        } else if name.eq_ignore_ascii_case("artist") {
            // Several artists are several comments.
            if artist.is_empty() {
                artist = value;
            } else if artist.len() < LONGEST {
                artist = format!("{artist}, {value}");
            }
        }
    }
    (title, artist)
}

/// Takes one text with its length off.
fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(le32(rest, 0)?).ok()?;
    let text = rest.get(4..length.checked_add(4)?)?;
    *rest = rest.get(length + 4..)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_artists_are_found_and_damage_is_not_followed() {
        let mut block = Vec::new();
        let mut put = |text: &str| {
            block.extend((text.len() as u32).to_le_bytes());
            block.extend(text.as_bytes());
        };
        put("vendor");
        block.extend(4_u32.to_le_bytes());
        let mut put = |text: &str| {
            block.extend((text.len() as u32).to_le_bytes());
            block.extend(text.as_bytes());
        };
        ["Title=Tide", "ARTIST=Ana", "artist=Bo", "COMMENT=x"].into_iter().for_each(&mut put);
        assert_eq!(title_and_artist(&block), ("Tide".to_owned(), "Ana, Bo".to_owned()));
        for end in 0..block.len() {
            title_and_artist(&block[..end]);
        }
        block[0] = 0xff;
        assert_eq!(title_and_artist(&block), (String::new(), String::new()));
    }
}
