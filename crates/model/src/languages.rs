//! Languages a release can be sung in, as tags of BCP 47.

/// What forms offer: the tag and the language's English name.
pub const OFFERED: &[(&str, &str)] = &[
    ("", "Not said"),
    ("zxx", "Instrumental"),
    ("mul", "Several languages"),
    ("af", "Afrikaans"),
    ("sq", "Albanian"),
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("hy", "Armenian"),
    ("eu", "Basque"),
    ("be", "Belarusian"),
    ("bn", "Bengali"),
    ("bs", "Bosnian"),
    ("br", "Breton"),
    ("bg", "Bulgarian"),
    ("ca", "Catalan"),
    ("zh", "Chinese"),
    ("co", "Corsican"),
    ("hr", "Croatian"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("nl", "Dutch"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("et", "Estonian"),
    ("fo", "Faroese"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("fy", "Frisian"),
    ("gl", "Galician"),
    ("ka", "Georgian"),
    ("de", "German"),
    ("el", "Greek"),
    ("gu", "Gujarati"),
    ("ha", "Hausa"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("is", "Icelandic"),
    ("ig", "Igbo"),
    ("id", "Indonesian"),
    ("ga", "Irish"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("kk", "Kazakh"),
    ("ko", "Korean"),
    ("ku", "Kurdish"),
    ("la", "Latin"),
    ("lv", "Latvian"),
    ("lt", "Lithuanian"),
    ("lb", "Luxembourgish"),
    ("mk", "Macedonian"),
    ("ms", "Malay"),
    ("mt", "Maltese"),
    ("mi", "Māori"),
    ("mr", "Marathi"),
    ("mn", "Mongolian"),
    ("ne", "Nepali"),
    ("no", "Norwegian"),
    ("nb", "Norwegian Bokmål"),
    ("nn", "Norwegian Nynorsk"),
    ("oc", "Occitan"),
    ("fa", "Persian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pa", "Punjabi"),
    ("qu", "Quechua"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("gd", "Scottish Gaelic"),
    ("sr", "Serbian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("so", "Somali"),
    ("es", "Spanish"),
    ("sw", "Swahili"),
    ("sv", "Swedish"),
    ("se", "Sámi, northern"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("cy", "Welsh"),
    ("wo", "Wolof"),
    ("xh", "Xhosa"),
    ("yi", "Yiddish"),
    ("yo", "Yoruba"),
    ("zu", "Zulu"),
];

/// The tag as it is stored: language, then script and region where they are given. Empty stays empty.
///
/// # Errors
/// A sentence, when it is no language tag.
pub fn normal(typed: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Write the language as a tag, as in en, pt-BR or zxx for instrumental.";
    let mut parts = typed.trim().split('-');
    let Some(language) = parts.next().filter(|language| !language.is_empty()) else { return Ok(String::new()) };
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(WRONG);
    }
    let mut tag = language.to_ascii_lowercase();
    for (at, part) in parts.enumerate() {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        let lower = part.to_ascii_lowercase();
        let normal = match (at, part.len()) {
            (0, 4) if letters => {
                lower.get(..1).unwrap_or_default().to_ascii_uppercase() + lower.get(1..).unwrap_or_default()
            }
            (0 | 1, 2) if letters => part.to_ascii_uppercase(),
            (0 | 1, 3) if digits => part.to_owned(),
            _ => return Err(WRONG),
        };
        tag = format!("{tag}-{normal}");
    }
    Ok(tag)
}

/// What people call the language of a tag; the tag itself where nobody gave it a name here, and nothing for none.
#[must_use]
pub fn name(tag: &str) -> &str {
    let main = tag.split(['-', '_']).next().unwrap_or(tag);
    match OFFERED.iter().find(|(offered, _)| offered.eq_ignore_ascii_case(main)) {
        _ if tag.is_empty() => "",
        Some((_, name)) => name,
        None => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_brought_into_shape() {
        assert_eq!(normal(" PT-br "), Ok("pt-BR".to_owned()));
        assert_eq!(normal("zh-hant-tw"), Ok("zh-Hant-TW".to_owned()));
        assert_eq!(normal("es-419"), Ok("es-419".to_owned()));
        assert_eq!(normal(""), Ok(String::new()));
        for wrong in ["English", "e", "en_US", "en-", "en-US-Latn", "d3"] {
            assert!(normal(wrong).is_err(), "{wrong}");
        }
        assert!(OFFERED.iter().all(|(tag, _)| normal(tag).as_deref() == Ok(*tag)));
    }

    #[test]
    fn a_language_has_its_name_or_its_tag() {
        assert_eq!(name("en"), "English");
        assert_eq!(name("pt-BR"), "Portuguese");
        assert_eq!(name("zxx"), "Instrumental");
        assert_eq!(name("tlh"), "tlh");
        assert_eq!(name(""), "");
    }
}
