//! Languages a release can be sung in, as tags of BCP 47.

/// What forms offer: the tag and the language's English name.
pub const OFFERED: &[(&str, &str)] = &[
    ("", "Not said"),
    ("zxx", "Instrumental"),
    ("mul", "Several"),
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
    ("ko", "Korean"),
    ("ku", "Kurdish"),
    ("la", "Latin"),
    ("lv", "Latvian"),
    ("lt", "Lithuanian"),
    ("mk", "Macedonian"),
    ("mt", "Maltese"),
    ("mi", "Māori"),
    ("no", "Norwegian"),
    ("oc", "Occitan"),
    ("fa", "Persian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("qu", "Quechua"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("se", "Sámi, northern"),
    ("gd", "Scottish Gaelic"),
    ("sr", "Serbian"),
    ("sk", "Slovak"),
    ("sl", "Slovene"),
    ("es", "Spanish"),
    ("sw", "Swahili"),
    ("sv", "Swedish"),
    ("ta", "Tamil"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("cy", "Welsh"),
    ("wo", "Wolof"),
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

/// What people call the language; the tag itself where it is not among those offered.
#[must_use]
pub fn name(tag: &str) -> &str {
    OFFERED.iter().find(|(offered, _)| *offered == tag).map_or(tag, |(_, name)| *name)
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
}
