//! The words of a playlist as somebody typed them.

use model::playlists::{Playlist, PlaylistError, Visibility, Words};
use serde::Deserialize;

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PlaylistForm {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// A word of [`Visibility`]; private for every other.
    pub visibility: String,
    /// The tracks a new one begins with: ids with spaces between.
    pub tracks: String,
    /// The page to come back to.
    pub back: String,
}

/// What is wrong with which field; empty for nothing.
#[derive(Debug, Clone, Default)]
pub struct Wrong {
    /// Of the title.
    pub title: String,
    /// Of the description.
    pub about: String,
    /// Of the whole.
    pub form: String,
}

impl PlaylistForm {
    /// The form of a playlist as it is.
    #[must_use]
    pub fn of(playlist: &Playlist) -> Self {
        Self {
            title: playlist.title.clone(),
            about: playlist.about.clone(),
            visibility: playlist.visibility.word().to_owned(),
            ..Self::default()
        }
    }

    /// As the model takes it.
    #[must_use]
    pub fn words(&self) -> Words {
        let visibility = self.visibility.parse().unwrap_or(Visibility::Private);
        Words { title: self.title.clone(), about: self.about.clone(), visibility }
    }
}

impl Wrong {
    /// Where an error stands in the form.
    #[must_use]
    pub fn of(error: &PlaylistError) -> Self {
        let said = error.to_string();
        match error {
            PlaylistError::TitleMissing | PlaylistError::TitleTooLong => Self { title: said, ..Self::default() },
            PlaylistError::AboutTooLong => Self { about: said, ..Self::default() },
            _ => Self { form: said, ..Self::default() },
        }
    }
}

/// The choices of who reads it: word, name, what that means.
pub const VISIBILITIES: [(&str, &str, &str); 3] = [
    ("private", "Private", "You, and those you edit it with."),
    ("unlisted", "With the link", "Whoever has its address. It is found nowhere."),
    ("public", "Public", "Everybody. It is found by search and stands on your profile."),
];
