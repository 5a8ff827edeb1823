//! What the address of `/discover` says: tag, place, label, format and order, and where in the list.

use model::discovery::{Format, Narrowed};
use serde::Deserialize;

/// The longest tag, place or label that is looked for.
const CHARS: usize = 120;

/// As it stands in the address; words that are none narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A tag.
    pub tag: String,
    /// A place.
    pub place: String,
    /// A label.
    pub label: String,
    /// A word of [`Format`].
    pub format: String,
    /// A word of [`Sort`].
    pub sort: String,
    /// Behind which release the list goes on.
    pub before: String,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The newest first.
    #[default]
    New,
    /// What most people played this month first.
    Heard,
    /// By title.
    Title,
}

impl Sort {
    /// All of them, as they are offered.
    pub const ALL: [Self; 3] = [Self::New, Self::Heard, Self::Title];

    /// Its word in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Heard => "heard",
            Self::Title => "title",
        }
    }

    /// As people read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "Newest first",
            Self::Heard => "Most heard this month",
            Self::Title => "By title",
        }
    }
}

impl Asked {
    /// What the list is narrowed to.
    #[must_use]
    pub fn narrowed(&self) -> Narrowed {
        let cut = |text: &str| text.trim().chars().filter(|c| !c.is_control()).take(CHARS).collect::<String>();
        Narrowed {
            tag: cut(&self.tag),
            place: cut(&self.place),
            label: cut(&self.label),
            format: self.format.parse::<Format>().ok(),
        }
    }

    /// In which order.
    #[must_use]
    pub fn sort(&self) -> Sort {
        Sort::ALL.into_iter().find(|sort| sort.word() == self.sort).unwrap_or_default()
    }

    /// The address of the first page of this list.
    #[must_use]
    pub fn address(&self) -> String {
        let narrowed = self.narrowed();
        let sort = match self.sort() {
            Sort::New => "",
            other => other.word(),
        };
        let format = narrowed.format.map(Format::word).unwrap_or_default();
        let parts = [
            ("tag", narrowed.tag.as_str()),
            ("place", &narrowed.place),
            ("label", &narrowed.label),
            ("format", format),
            ("sort", sort),
        ];
        let query: Vec<String> = parts
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", urls::encode(value)))
            .collect();
        match query.is_empty() {
            true => urls::discovery::DISCOVER.to_owned(),
            false => format!("{}?{}", urls::discovery::DISCOVER, query.join("&")),
        }
    }

    /// The address of the part behind `cursor`.
    #[must_use]
    pub fn behind(&self, cursor: &str) -> String {
        let first = self.address();
        let mark = if first.contains('?') { '&' } else { '?' };
        format!("{first}{mark}before={cursor}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_narrows_and_no_more() {
        let asked =
            Asked { tag: " rare & odd ".into(), sort: "new".into(), format: "cassette".into(), ..Asked::default() };
        assert_eq!(asked.address(), "/discover?tag=rare+%26+odd");
        assert_eq!(Asked::default().address(), "/discover");
        assert_eq!(Asked::default().behind("5-a"), "/discover?before=5-a");
        let all = Asked { place: "Fife".into(), format: "flac".into(), sort: "heard".into(), ..Asked::default() };
        assert_eq!(all.behind("1"), "/discover?place=Fife&format=lossless&sort=heard&before=1");
    }
}
