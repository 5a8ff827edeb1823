//! The fields of an artist's profile as a form or a program sends them, and the rules they must meet.

use crate::artists::{ArtistChanges, ArtistKind, Link};
use crate::fields::FieldErrors;

/// The most links a profile can have.
pub const LINKS_AT_MOST: usize = 12;

/// Fields as they were sent; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the artist")]
pub struct ArtistInput {
    pub name: Option<String>,
    pub kind: Option<String>,
    pub bio: Option<String>,
    pub place: Option<String>,
    pub links: Option<Vec<Link>>,
}

impl ArtistInput {
    /// The changes they make.
    ///
    /// # Errors
    /// Every field that will not do, with a sentence.
    pub fn check(&self) -> Result<ArtistChanges, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.line("name", self.name.as_ref(), 100);
        if name.as_deref().is_some_and(str::is_empty) {
            errors.add("name", "Enter the name of the artist.");
        }
        let changes = ArtistChanges {
            name,
            kind: errors.word::<ArtistKind>("kind", self.kind.as_ref(), "person, band, label"),
            bio: errors.text("bio", self.bio.as_ref(), 10_000),
            place: errors.line("place", self.place.as_ref(), 100),
            links: self.links.as_ref().and_then(|typed| links(&mut errors, typed)),
            ..ArtistChanges::default()
        };
        errors.or(changes)
    }
}

/// Links with an address; one without a label is called after its host.
fn links(errors: &mut FieldErrors, typed: &[Link]) -> Option<serde_json::Value> {
    let mut links = Vec::new();
    for link in typed.iter().filter(|link| !link.url.trim().is_empty()) {
        let address = link.url.trim();
        let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        let Some(host) = host_of(&whole) else {
            errors.add(
                "links",
                format!("“{}” is not a web address. Write it as in https://example.org.", short(address)),
            );
            return None;
        };
        let label: String = link.label.trim().chars().filter(|c| !c.is_control()).take(60).collect();
        links.push(Link { label: if label.is_empty() { host.to_owned() } else { label }, url: whole.clone() });
    }
    if links.len() > LINKS_AT_MOST {
        errors.add("links", format!("At most {LINKS_AT_MOST} links; these are {}.", links.len()));
        return None;
    }
    serde_json::to_value(links).ok()
}

/// The host of an address with http or https; nothing when it is none.
fn host_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = address.len() <= 500
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'));
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    (plain && is_name && port.parse::<u16>().is_ok()).then_some(host)
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(url: &str) -> Result<ArtistChanges, FieldErrors> {
        let links = Some(vec![Link { label: String::new(), url: url.to_owned() }]);
        ArtistInput { links, ..ArtistInput::default() }.check()
    }

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        let changes = with("example.org/ode").unwrap();
        assert_eq!(changes.links.unwrap()[0]["label"], "example.org");
        for wrong in [
            "javascript:alert(1)",
            "javascript://x y",
            "https://",
            "ftp://example.org",
            "https://a b.org",
            "http://u@x.org",
        ] {
            assert!(with(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_needed() {
        let input =
            ArtistInput { name: Some(" ".to_owned()), kind: Some("choir".to_owned()), ..ArtistInput::default() };
        let errors = input.check().unwrap_err();
        assert_eq!(errors.get("name"), "Enter the name of the artist.");
        assert!(!errors.get("kind").is_empty());
    }
}
