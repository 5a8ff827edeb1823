//! ISRC: the number of a recording, as in `NL-A50-26-00123`.

/// The number without hyphens and blanks, in capitals. Empty stays empty.
///
/// # Errors
/// A sentence, when it has not two letters, three letters or digits, and seven digits.
pub fn normal(typed: &str) -> Result<String, &'static str> {
    let plain: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–')).collect::<String>().to_uppercase();
    let fits = plain.len() == 12
        && plain.bytes().enumerate().all(|(at, byte)| match at {
            0 | 1 => byte.is_ascii_uppercase(),
            2..=4 => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            _ => byte.is_ascii_digit(),
        });
    if plain.is_empty() || fits {
        Ok(plain)
    } else {
        Err("An ISRC has 12 characters: two letters, three letters or digits, seven digits, as in NL-A50-26-00123.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_go_and_wrong_shapes_are_named() {
        assert_eq!(normal(" nl-a50-26-00123 "), Ok("NLA502600123".to_owned()));
        assert_eq!(normal(""), Ok(String::new()));
        for wrong in ["NL-A50-26-0012", "1L-A50-26-00123", "NL-A5Ä-26-00123", "NLA50260012X"] {
            assert!(normal(wrong).is_err(), "{wrong}");
        }
    }
}
