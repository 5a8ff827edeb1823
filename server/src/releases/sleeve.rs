//! What is seen of a release from the outside: its artist, title, cover and hues.

use model::Connection;
use model::artists::Artist;
use model::images::Image;
use model::releases::Release;

use crate::page::hue_class;
use crate::pictures;

/// A release with its artist and, once that can be shown, its cover.
#[derive(Debug, Clone)]
pub struct Sleeve {
    /// Whose it is.
    pub artist: Artist,
    /// The release.
    pub release: Release,
    /// Its cover, when the worker is done with it.
    pub cover: Option<Image>,
}

/// A release in a grid.
#[derive(Debug, Clone)]
pub struct Card {
    /// The classes of its hues.
    pub hue: String,
    /// Its page.
    pub href: String,
    /// Its cover; empty for the placeholder.
    pub cover: String,
    /// Its title.
    pub title: String,
    /// The line below the title.
    pub by: String,
}

impl Sleeve {
    /// With its cover looked up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(connection: &mut Connection, artist: Artist, release: Release) -> diesel::QueryResult<Self> {
        let cover = pictures::find(connection, release.cover_id).await?;
        Ok(Self { artist, release, cover })
    }

    /// Many at once, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_all(
        connection: &mut Connection,
        pairs: Vec<(Artist, Release)>,
    ) -> diesel::QueryResult<Vec<Self>> {
        let ids: Vec<_> = pairs.iter().map(|(_, release)| release.cover_id).collect();
        let covers = pictures::find_all(connection, &ids).await?;
        Ok(pairs.into_iter().zip(covers).map(|((artist, release), cover)| Self { artist, release, cover }).collect())
    }

    /// The two hues: the cover's, else the artist's.
    #[must_use]
    pub fn hues(&self) -> (i16, i16) {
        pictures::hues(self.cover.as_ref(), &self.artist)
    }

    /// The classes of the two hues.
    #[must_use]
    pub fn hue(&self) -> String {
        let (first, second) = self.hues();
        hue_class(first, second)
    }

    /// What the cover shows, for those who do not see it.
    #[must_use]
    pub fn cover_alt(&self) -> String {
        pictures::alt(self.cover.as_ref(), || format!("Cover of {}", self.release.title))
    }

    /// As it stands in a grid of releases by many artists.
    #[must_use]
    pub fn card(&self) -> Card {
        self.card_saying(self.artist.name.clone())
    }

    /// As it stands in the grid of its own artist, where nobody needs to be told whose it is.
    #[must_use]
    pub fn card_of_artist(&self) -> Card {
        let kind = self.release.kind.name();
        self.card_saying(match self.release.release_date {
            Some(date) => format!("{kind}, {}", date.format("%Y")),
            None => kind.to_owned(),
        })
    }

    fn card_saying(&self, by: String) -> Card {
        Card {
            hue: self.hue(),
            href: urls::release(&self.artist.handle, &self.release.slug),
            cover: pictures::address(self.cover.as_ref(), 320),
            title: self.release.title.clone(),
            by,
        }
    }
}
