//! Addresses of one release as this listener may have them: everybody's, or those behind its private link.

use chrono::Utc;
use model::encodings::Encoding;
use model::ids::ImageId;
use uuid::Uuid;

use crate::app::App;
use crate::media::grant;
use crate::releases::sleeve::Sleeve;

/// Makes the addresses of a release's pages and media.
pub struct Addresses<'a> {
    app: &'a App,
    handle: &'a str,
    slug: &'a str,
    private_key: Option<&'a str>,
}

impl<'a> Addresses<'a> {
    /// Everybody's, of a published release.
    #[must_use]
    pub fn public(app: &'a App, sleeve: &'a Sleeve) -> Self {
        Self { app, handle: &sleeve.artist.handle, slug: &sleeve.release.slug, private_key: None }
    }

    /// Those behind the private link with this key: one page, and media that is signed and expires.
    #[must_use]
    pub fn private(app: &'a App, sleeve: &'a Sleeve, key: &'a str) -> Self {
        Self { app, handle: &sleeve.artist.handle, slug: &sleeve.release.slug, private_key: Some(key) }
    }

    /// Whether they are those behind the private link.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.private_key.is_some()
    }

    /// The artist's page.
    #[must_use]
    pub fn artist(&self) -> String {
        urls::artist(self.handle)
    }

    /// The release's page.
    #[must_use]
    pub fn release(&self) -> String {
        match self.private_key {
            Some(key) => urls::private_release(key),
            None => urls::release(self.handle, self.slug),
        }
    }

    /// A track's page; behind a private link there is only the release's.
    #[must_use]
    pub fn track(&self, slug: &str) -> String {
        match self.private_key {
            Some(key) => urls::private_release(key),
            None => urls::track(self.handle, self.slug, slug),
        }
    }

    /// The HLS playlist, the m4a and the MP3 of an encoding.
    #[must_use]
    pub fn media(&self, encoding: &Encoding) -> Media {
        let id = encoding.id.0;
        let grant = self.grant(id);
        Media {
            hls: urls::media::hls(&grant, id),
            progressive: urls::media::progressive_m4a(&grant, id),
            mp3: urls::media::progressive_mp3(&grant, id),
        }
    }

    /// An image of the release in one of its sizes.
    #[must_use]
    pub fn image(&self, id: ImageId, size: u32) -> String {
        let path = urls::image(id.0, size);
        if self.is_private() { format!("{path}?grant={}", self.grant(id.0)) } else { path }
    }

    fn grant(&self, id: Uuid) -> String {
        if self.is_private() { grant::sign(self.app, id, Utc::now()) } else { urls::media::PUBLIC.to_owned() }
    }
}

/// Where one track's sound is.
#[derive(Debug, Clone)]
pub struct Media {
    /// The HLS playlist.
    pub hls: String,
    /// The whole track as m4a.
    pub progressive: String,
    /// The whole track as MP3.
    pub mp3: String,
}
