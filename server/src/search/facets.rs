//! What found things can be narrowed by, as links with counts; and what they are narrowed by, to be taken back.

use std::collections::BTreeMap;

use ::search::{Facet, Kind};
use model::artists::ArtistKind;
use model::downloads::DownloadFormat;
use model::licences;
use model::releases::{PriceMode, ReleaseKind};
use model::shows::ShowKind;

use super::asked::Asked;

/// The most words of a facet that are offered.
const MOST: usize = 12;

/// A facet with what it can be narrowed to.
#[derive(Debug, Clone)]
pub struct Group {
    /// "Tag".
    pub title: &'static str,
    /// Whether something of it is chosen: it stands open then.
    pub is_open: bool,
    /// Its words, the most frequent first.
    pub words: Vec<Word>,
}

/// A word of a facet.
#[derive(Debug, Clone)]
pub struct Word {
    /// "CC BY 4.0".
    pub text: String,
    /// How many things have it.
    pub count: u64,
    /// The search with it, or without it where it is chosen.
    pub href: String,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// The facets of what was found that are worth a choice.
#[must_use]
pub fn groups(asked: &Asked, counts: &BTreeMap<Facet, Vec<(String, u64)>>) -> Vec<Group> {
    let group = |facet: Facet| {
        let counted = counts.get(&facet).map(Vec::as_slice).unwrap_or_default();
        let chosen = asked.facets.get(&facet).map(Vec::as_slice).unwrap_or_default();
        let missing = chosen.iter().filter(|word| counted.iter().all(|(known, _)| known != *word));
        let all = counted.iter().filter(|(word, _)| !word.is_empty()).cloned();
        let words: Vec<Word> = all
            .take(MOST)
            .chain(missing.map(|word| (word.clone(), 0)))
            .map(|(word, count)| Word {
                text: label(facet, &word),
                count,
                href: asked.toggled(facet, &word).href(),
                is_on: asked.has(facet, &word),
            })
            .collect();
        let is_worth_it = !chosen.is_empty() || words.len() > 1;
        is_worth_it.then(|| Group { title: title(facet), is_open: !chosen.is_empty(), words })
    };
    Facet::ALL.into_iter().filter_map(group).collect()
}

/// What a search is narrowed by: what it is called, and the search without it.
#[must_use]
pub fn chosen(asked: &Asked) -> Vec<(String, String)> {
    let words = asked.facets.iter().flat_map(|(facet, words)| words.iter().map(move |word| (*facet, word)));
    words.map(|(facet, word)| (label(facet, word), asked.toggled(facet, word).href())).collect()
}

const fn title(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "Kind",
        Facet::Tag => "Tag",
        Facet::Place => "Place",
        Facet::Format => "Download format",
        Facet::Price => "Price",
        Facet::Licence => "Licence",
        Facet::Year => "Year",
        Facet::Form => "Form",
    }
}

/// What people call a word of a facet; what nobody knows is called by itself.
#[must_use]
pub fn label(facet: Facet, word: &str) -> String {
    let known = match facet {
        Facet::Kind => word.parse().ok().map(kind),
        Facet::Format => word.parse().ok().map(DownloadFormat::name),
        Facet::Price => word.parse().ok().map(price),
        Facet::Licence => licences::find(word).map(|licence| licence.name),
        Facet::Form => form(word),
        Facet::Tag | Facet::Place | Facet::Year => None,
    };
    known.unwrap_or(word).to_owned()
}

/// What things of a kind are called.
#[must_use]
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Artist => "Artists",
        Kind::Release => "Releases",
        Kind::Track => "Tracks",
        Kind::Show => "Shows",
        Kind::Playlist => "Playlists",
        Kind::RemoteArtist => "Artists elsewhere",
        Kind::RemoteRelease => "Releases elsewhere",
    }
}

/// What one thing of a kind is called.
#[must_use]
pub const fn one(kind: Kind) -> &'static str {
    match kind {
        Kind::Artist => "Artist",
        Kind::Release => "Release",
        Kind::Track => "Track",
        Kind::Show => "Show",
        Kind::Playlist => "Playlist",
        Kind::RemoteArtist => "Artist elsewhere",
        Kind::RemoteRelease => "Release elsewhere",
    }
}

const fn price(mode: PriceMode) -> &'static str {
    match mode {
        PriceMode::Free => "Free",
        PriceMode::Minimum => "Pay what you want",
        PriceMode::Fixed => "Fixed price",
    }
}

fn form(word: &str) -> Option<&'static str> {
    if let Ok(kind) = word.parse::<ReleaseKind>() {
        return Some(kind.name());
    }
    if let Ok(kind) = word.parse::<ShowKind>() {
        return Some(match kind {
            ShowKind::Set => "Live set",
            ShowKind::Station => "Station",
        });
    }
    Some(match word.parse::<ArtistKind>().ok()? {
        ArtistKind::Person => "Solo artist",
        ArtistKind::Band => "Band",
        ArtistKind::Label => "Label",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_facet_is_offered_where_it_narrows_or_can_be_taken_back() {
        let asked = Asked::of("q=tide&tag=drone&price=free");
        let counted = |words: &[(&str, u64)]| words.iter().map(|(word, count)| ((*word).to_owned(), *count)).collect();
        let counts = BTreeMap::from([
            (Facet::Kind, counted(&[("track", 9), ("artist", 1)])),
            (Facet::Tag, counted(&[("ambient", 4)])),
            (Facet::Year, counted(&[("2026", 3)])),
            (Facet::Licence, counted(&[("cc-by", 3), ("", 2), ("all-rights-reserved", 1)])),
        ]);
        let groups = groups(&asked, &counts);
        let titles: Vec<_> = groups.iter().map(|group| (group.title, group.is_open, group.words.len())).collect();
        assert_eq!(titles, [("Kind", false, 2), ("Tag", true, 2), ("Price", true, 1), ("Licence", false, 2)]);
        assert_eq!((groups[0].words[0].text.as_str(), groups[0].words[0].count), ("Tracks", 9));
        assert_eq!(groups[1].words[0].href, "/search?q=tide&tag=drone&tag=ambient&price=free");
        assert!(groups[1].words[1].is_on);
        assert_eq!(groups[3].words[0].text, "CC BY 4.0");
        assert_eq!(chosen(&asked)[1], ("Free".to_owned(), "/search?q=tide&tag=drone".to_owned()));
    }
}
