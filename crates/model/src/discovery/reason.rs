//! Why two releases or two artists resemble each other.

use serde::{Deserialize, Serialize};

/// One thing that two have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// A tag or a genre.
    Tag {
        /// In lower case.
        word: String,
    },
    /// Somebody who is credited on both, or made one and is credited on the other.
    Person {
        /// The name.
        word: String,
        /// What they did on both; empty where that differs.
        role: String,
        /// Whether one of the two is theirs.
        made: bool,
    },
    /// A label.
    Label {
        /// Its name.
        word: String,
    },
}

impl Reason {
    /// A stable word for its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Tag { .. } => "tag",
            Self::Person { .. } => "person",
            Self::Label { .. } => "label",
        }
    }

    /// The tag, the name or the label.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Tag { word } | Self::Person { word, .. } | Self::Label { word } => word,
        }
    }

    /// As it is said of two releases: "Ode plays on both".
    #[must_use]
    pub fn of_releases(&self) -> String {
        match self {
            Self::Person { word, made: true, .. } => format!("{word} plays on both"),
            Self::Person { word, role, .. } if role.is_empty() => format!("{word} is on both"),
            Self::Person { word, role, .. } => format!("{} by {word} on both", capital(role)),
            Self::Tag { .. } | Self::Label { .. } => self.of_both(),
        }
    }

    /// As it is said of two artists: "Voice by Inge Sørli with both".
    #[must_use]
    pub fn of_artists(&self) -> String {
        match self {
            Self::Person { made: true, .. } => "They play together".to_owned(),
            Self::Person { word, role, .. } if role.is_empty() => format!("{word} works with both"),
            Self::Person { word, role, .. } => format!("{} by {word} with both", capital(role)),
            Self::Tag { .. } | Self::Label { .. } => self.of_both(),
        }
    }

    fn of_both(&self) -> String {
        match self {
            Self::Label { word } => format!("Both on {word}"),
            Self::Tag { word } | Self::Person { word, .. } => format!("Both tagged {word}"),
        }
    }
}

/// With a capital at its beginning.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_sentence() {
        let person = |role: &str, made| Reason::Person { word: "Ode".into(), role: role.into(), made };
        assert_eq!(person("Piano", true).of_releases(), "Ode plays on both");
        assert_eq!(person("piano", false).of_releases(), "Piano by Ode on both");
        assert_eq!(person("", false).of_releases(), "Ode is on both");
        assert_eq!(person("", true).of_artists(), "They play together");
        assert_eq!(Reason::Label { word: "Low Tide".into() }.of_artists(), "Both on Low Tide");
        let tag = Reason::Tag { word: "ambient".into() };
        assert_eq!((tag.of_releases().as_str(), tag.kind(), tag.word()), ("Both tagged ambient", "tag", "ambient"));
    }
}
