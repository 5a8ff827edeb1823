//! What is said of a release below its tracks: licence, label, place, language, how it was made, tags.

use model::releases::{AiDeclaration, Release};
use model::{languages, licences};

/// A line of the list below the credits.
#[derive(Debug, Clone)]
pub struct Detail {
    /// "Licence".
    pub name: &'static str,
    /// "CC BY 4.0".
    pub text: String,
    /// Where that can be read; empty for nowhere.
    pub href: String,
}

/// Everything there is to say; what the artist left empty is left out.
#[must_use]
pub fn of(release: &Release) -> Vec<Detail> {
    let mut details = Vec::new();
    let mut say = |name: &'static str, text: &str, href: &str| {
        if !text.trim().is_empty() {
            details.push(Detail { name, text: text.trim().to_owned(), href: href.to_owned() });
        }
    };
    if let Some(licence) = licences::find(&release.licence) {
        say("Licence", licence.name, licence.url.unwrap_or_default());
    }
    say("Label", &release.label, &urls::discovery::label(&release.label));
    say("Catalogue number", &release.catalogue_number, "");
    say("Barcode", &release.upc, "");
    say("Place", &release.place, &urls::discovery::place(&release.place));
    say("Language", languages::name(&release.language), "");
    say("Generated music", declaration(&release.ai_declaration), "");
    details
}

/// What the artist declared, under "Generated music"; empty while nothing is declared.
fn declaration(word: &str) -> &'static str {
    match word.parse() {
        Ok(AiDeclaration::None) => "None of it",
        Ok(AiDeclaration::Partly) => "Parts of it",
        Ok(AiDeclaration::Wholly) => "All of it",
        Err(_) => "",
    }
}

/// A tag and the list of what has it.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The tag.
    pub text: String,
    /// Its list.
    pub href: String,
}

impl Tag {
    /// Of this word.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), href: urls::tag(text) }
    }
}

/// The genre and the tags, each once.
#[must_use]
pub fn tags(release: &Release) -> Vec<Tag> {
    let genre = Some(release.genre.trim()).filter(|genre| !genre.is_empty());
    let has_genre = |tag: &&String| genre.is_some_and(|genre| tag.to_lowercase() == genre.to_lowercase());
    let genre_first = genre.filter(|_| !release.tags.iter().any(|tag| has_genre(&tag)));
    genre_first.into_iter().chain(release.tags.iter().map(String::as_str)).map(Tag::of).collect()
}
