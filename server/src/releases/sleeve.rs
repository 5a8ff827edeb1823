//! What is seen of a release from the outside: its artist, title, cover and hues.

use std::collections::HashMap;

use model::Connection;
use model::artists::Artist;
use model::ids::ImageId;
use model::images::{self, Image, ImageState};
use model::releases::Release;

use crate::page::hue_class;

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
        let cover = match release.cover_id {
            Some(id) => images::find(connection, id).await?.filter(is_ready),
            None => None,
        };
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
        let ids: Vec<ImageId> = pairs.iter().filter_map(|(_, release)| release.cover_id).collect();
        let mut covers: HashMap<ImageId, Image> = HashMap::new();
        for image in images::find_all(connection, &ids).await?.into_iter().filter(is_ready) {
            covers.insert(image.id, image);
        }
        let sleeve = |(artist, release): (Artist, Release)| {
            let cover = release.cover_id.and_then(|id| covers.get(&id).cloned());
            Self { artist, release, cover }
        };
        Ok(pairs.into_iter().map(sleeve).collect())
    }

    /// The two hues: the cover's, else the artist's.
    #[must_use]
    pub fn hues(&self) -> (i16, i16) {
        let own = self.cover.as_ref().and_then(|cover| cover.hue1.zip(cover.hue2));
        own.unwrap_or((self.artist.hue1, self.artist.hue2))
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
        match self.cover.as_ref().map(|cover| cover.alt.trim()).filter(|alt| !alt.is_empty()) {
            Some(alt) => alt.to_owned(),
            None => format!("Cover of {}", self.release.title),
        }
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
            cover: self.cover.as_ref().map(|cover| urls::image(cover.id.0, 320)).unwrap_or_default(),
            title: self.release.title.clone(),
            by,
        }
    }
}

fn is_ready(image: &Image) -> bool {
    image.state == ImageState::Ready
}
