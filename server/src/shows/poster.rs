//! What is seen of a show from the outside: whose it is, its picture and colours.

use std::collections::HashMap;

use model::Connection;
use model::artists::Artist;
use model::ids::ImageId;
use model::images::{self, Image, ImageState};
use model::shows::Show;

use crate::page::hue_class;
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
        let image = match show.image_id.or(artist.picture_id) {
            Some(id) => images::find(db, id).await?.filter(is_ready),
            None => None,
        };
        Ok(Self { artist, show, image })
    }

    /// Many at once, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load_all(db: &mut Connection, pairs: Vec<(Show, Artist)>) -> diesel::QueryResult<Vec<Self>> {
        let ids: Vec<ImageId> = pairs.iter().filter_map(|(show, artist)| show.image_id.or(artist.picture_id)).collect();
        let mut found: HashMap<ImageId, Image> = HashMap::new();
        for image in images::find_all(db, &ids).await?.into_iter().filter(is_ready) {
            found.insert(image.id, image);
        }
        let poster = |(show, artist): (Show, Artist)| {
            let image = show.image_id.or(artist.picture_id).and_then(|id| found.get(&id).cloned());
            Self { artist, show, image }
        };
        Ok(pairs.into_iter().map(poster).collect())
    }

    /// The two hues: the picture's, else the artist's.
    #[must_use]
    pub fn hues(&self) -> (i16, i16) {
        let own = self.image.as_ref().and_then(|image| image.hue1.zip(image.hue2));
        own.unwrap_or((self.artist.hue1, self.artist.hue2))
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
        self.image.as_ref().map(|image| urls::image(image.id.0, size)).unwrap_or_default()
    }

    /// What the picture shows, for those who do not see it.
    #[must_use]
    pub fn alt(&self) -> String {
        match self.image.as_ref().map(|image| image.alt.trim()).filter(|alt| !alt.is_empty()) {
            Some(alt) => alt.to_owned(),
            None => format!("Picture of {}", self.show.title),
        }
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

fn is_ready(image: &Image) -> bool {
    image.state == ImageState::Ready
}
