//! What the next page says once, carried in a cookie between a redirect and that page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::page::Flash;

/// The cookie's value for a sentence of at most 400 characters. `at` is the part of the page behind `#`, or empty: a script that
/// follows the redirect is not told it.
#[must_use]
pub fn encode(kind: &str, at: &str, text: &str) -> String {
    let text: String = text.chars().take(400).collect();
    URL_SAFE_NO_PAD.encode(format!("{kind}\n{at}\n{text}"))
}

/// The sentence in a cookie's value; nothing if it is not one of ours.
#[must_use]
pub fn decode(value: &str) -> Option<Flash> {
    let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
    let whole = String::from_utf8(bytes).ok()?;
    let (kind, rest) = whole.split_once('\n')?;
    let (at, text) = rest.split_once('\n')?;
    let kind = if kind == "good" { "good" } else { "bad" };
    Some(Flash { kind, at: at.to_owned(), text: text.chars().take(400).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_comes_back() {
        let flash = decode(&encode("good", "post-1", "Saved. “Ebb” is out.")).expect("ours");
        assert_eq!((flash.kind, flash.at.as_str(), flash.text.as_str()), ("good", "post-1", "Saved. “Ebb” is out."));
        assert!(decode("%%%").is_none());
    }
}
