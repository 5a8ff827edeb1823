//! Slugs: a title in an address.

/// A slug of at most 60 characters from a title; `fallback` where the title has no letter or digit of ASCII.
#[must_use]
pub fn from_title(title: &str, fallback: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(plain) {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() && character != '\'' && character != '’' {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { fallback.to_owned() } else { slug.to_owned() }
}

/// What stands below an artist or a release already.
const OURS: [&str; 4] = ["downloads", "follow", "live", "membership"];

/// `slug`, or `slug-2`, `slug-3`, … : the first that is not `taken`, nor an address of ours.
#[must_use]
pub fn free(slug: &str, taken: &[String]) -> String {
    if !OURS.contains(&slug) && !taken.iter().any(|other| other == slug) {
        return slug.to_owned();
    }
    (2_u32..)
        .map(|n| format!("{slug}-{n}"))
        .find(|candidate| !taken.contains(candidate))
        .unwrap_or_else(|| slug.to_owned())
}

/// Whether `slug` is `wanted`, or that with a number behind it.
#[must_use]
pub fn is_of(slug: &str, wanted: &str) -> bool {
    slug.strip_prefix(wanted).is_some_and(|rest| {
        rest.is_empty()
            || rest.strip_prefix('-').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// The letters of ASCII that stand for a Latin letter with marks; other letters as they are.
pub(crate) fn plain(character: char) -> Vec<char> {
    let ascii = match character {
        'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' | 'Æ' => "ae",
        'ç' | 'Ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'ı' => "i",
        'ł' | 'Ł' => "l",
        'ñ' | 'Ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' | 'ő' => "o",
        'œ' | 'Œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'Š' | 'ş' => "s",
        'ß' => "ss",
        'ť' | 'þ' => "t",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' | 'Ý' => "y",
        'ź' | 'ż' | 'ž' | 'Ž' => "z",
        other => return vec![other],
    };
    ascii.chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs() {
        assert_eq!(from_title("Low Water Marks", "release"), "low-water-marks");
        assert_eq!(from_title("  Harbour Lights, Half Off!", "track"), "harbour-lights-half-off");
        assert_eq!(from_title("Don’t Ærø Größe", "track"), "dont-aero-grosse");
        assert_eq!(from_title("夜", "track"), "track");
        assert!(from_title(&"long ".repeat(40), "x").len() <= 60);
    }

    #[test]
    fn a_taken_slug_gets_a_number() {
        let taken = vec!["ebb".to_owned(), "ebb-2".to_owned()];
        assert_eq!(free("ebb", &taken), "ebb-3");
        assert_eq!(free("flow", &taken), "flow");
        assert_eq!(free("follow", &taken), "follow-2");
        assert!(is_of("ebb-3", "ebb") && is_of("ebb", "ebb"));
        assert!(!is_of("ebb-tide", "ebb") && !is_of("ebb-", "ebb") && !is_of("flow", "ebb"));
    }
}
