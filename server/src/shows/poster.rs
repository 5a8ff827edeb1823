//! What is seen of a show from the outside: whose it is, its picture and colours.

use model::Connection;
use model::artists::Artist;
use model::ids::ImageId;
use model::images::Image;
use model::shows::Show;

use crate::page::hue_class;
use crate::pictures;
use crate::releases::hero::{Cover, Drawn};
use crate::releases::sleeve::Card;

/// A show with its artist and, once that can be shown, its picture or else the artist's.
#[derive(Debug, Clone)]
pub struct Poster {
    /// Whose it is.
    pub artist: Artist,
    /// The show.
    pub show: Show,
    /// The picture.
    pub image: Option<Image>,
}

impl Poster {
    /// One.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &mut Connection, show: Show, artist: Artist) -> diesel::QueryResult<Self> {
        let image = pictures::find(db, picture_of(&show, &artist)).await?;
        Ok(Self { artist, show, image })
    }

    /// Many at once, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_all(db: &mut Connection, pairs: Vec<(Show, Artist)>) -> diesel::QueryResult<Vec<Self>> {
        let ids: Vec<_> = pairs.iter().map(|(show, artist)| picture_of(show, artist)).collect();
        let images = pictures::find_all(db, &ids).await?;
        Ok(pairs.into_iter().zip(images).map(|((show, artist), image)| Self { artist, show, image }).collect())
    }

    /// The two hues: the picture's, else the artist's.
    #[must_use]
    pub fn hues(&self) -> (i16, i16) {
        pictures::hues(self.image.as_ref(), &self.artist)
    }

    /// The classes of the two hues.
    #[must_use]
    pub fn hue(&self) -> String {
        let (first, second) = self.hues();
        hue_class(first, second)
    }

    /// The picture in this size; empty for none.
    #[must_use]
    pub fn picture(&self, size: u32) -> String {
        pictures::address(self.image.as_ref(), size)
    }

    /// What the picture shows, for those who do not see it.
    #[must_use]
    pub fn alt(&self) -> String {
        pictures::alt(self.image.as_ref(), || format!("Picture of {}", self.show.title))
    }

    /// The picture of its page, or the pattern that stands in for it.
    #[must_use]
    pub fn cover(&self) -> Cover {
        match &self.image {
            Some(_) => Cover::Picture { medium: self.picture(640), large: self.picture(1400), alt: self.alt() },
            None => {
                let mut drawn = Drawn::of(self.show.id.0, &self.show.title);
                drawn.alt = format!("{} has no picture; a pattern in its colours stands in", self.show.title);
                Cover::Drawn(drawn)
            }
        }
    }

    /// As it stands in a grid; `line` is what is said below its title.
    #[must_use]
    pub fn card(&self, line: String) -> Card {
        Card {
            hue: self.hue(),
            href: urls::live::show(&self.show.slug),
            cover: self.picture(320),
            title: self.show.title.clone(),
            by: line,
        }
    }
}

/// A show's own picture, else its artist's.
fn picture_of(show: &Show, artist: &Artist) -> Option<ImageId> {
    show.image_id.or(artist.picture_id)
}
