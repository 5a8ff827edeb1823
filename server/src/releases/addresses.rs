//! Addresses of one release as this listener may have them: everybody's, those behind its private link, or the studio's.

use chrono::Utc;
use model::encodings::Encoding;
use model::entitlements::{self, Entitlement, Listener};
use model::ids::ImageId;
use model::tracks::Track;
use uuid::Uuid;

use crate::app::App;
use crate::media::grant;
use crate::releases::sleeve::Sleeve;
use crate::visit::Visit;

/// Makes the addresses of a release's pages and media.
pub struct Addresses<'a> {
    app: &'a App,
    sleeve: &'a Sleeve,
    pages: Pages<'a>,
    listener: Listener,
}

/// Which pages the addresses lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pages<'a> {
    Public,
    /// The one page behind the private link with this key.
    Private(&'a str),
    Studio,
}

impl<'a> Addresses<'a> {
    /// Those on public pages of a published release, as this visitor may have them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public(
        connection: &mut model::Connection,
        visit: &'a Visit,
        sleeve: &'a Sleeve,
    ) -> diesel::QueryResult<Self> {
        let account = visit.account().map(|account| account.id);
        let listener = entitlements::listener(connection, &sleeve.release, account).await?;
        Ok(Self { app: &visit.app, sleeve, pages: Pages::Public, listener })
    }

    /// Those behind the private link with this key: one page, and media that is signed and expires.
    #[must_use]
    pub fn private(app: &'a App, sleeve: &'a Sleeve, key: &'a str) -> Self {
        Self { app, sleeve, pages: Pages::Private(key), listener: Listener::PrivateLink }
    }

    /// The studio's, for those who manage the artist, whatever is published.
    #[must_use]
    pub fn studio(app: &'a App, sleeve: &'a Sleeve) -> Self {
        Self { app, sleeve, pages: Pages::Studio, listener: Listener::Member }
    }

    /// Whether they are those behind the private link.
    #[must_use]
    pub fn is_private(&self) -> bool {
        matches!(self.pages, Pages::Private(_))
    }

    /// What the listener may have of the release's sound.
    #[must_use]
    pub fn entitled(&self) -> Entitlement {
        entitlements::of(&self.sleeve.release, self.listener)
    }

    /// The artist's page.
    #[must_use]
    pub fn artist(&self) -> String {
        urls::artist(&self.sleeve.artist.handle)
    }

    /// The release's page.
    #[must_use]
    pub fn release(&self) -> String {
        match self.pages {
            Pages::Public => urls::release(&self.sleeve.artist.handle, &self.sleeve.release.slug),
            Pages::Private(key) => urls::private_release(key),
            Pages::Studio => urls::studio::release(self.sleeve.release.id.0),
        }
    }

    /// A track's page; behind a private link, and where the player looks for it in the studio, that is the release's.
    #[must_use]
    pub fn track(&self, track: &Track) -> String {
        match self.pages {
            Pages::Public => urls::track(&self.sleeve.artist.handle, &self.sleeve.release.slug, &track.slug),
            Pages::Private(key) => urls::private_release(key),
            Pages::Studio => format!("{}#track-{}", self.release(), track.id),
        }
    }

    /// The HLS playlist, the m4a, the MP3 and the folder of an encoding.
    #[must_use]
    pub fn media(&self, encoding: &Encoding) -> Media {
        let id = encoding.id.0;
        let grant = self.grant(id);
        Media {
            hls: urls::media::hls(&grant, id),
            progressive: urls::media::progressive_m4a(&grant, id),
            mp3: urls::media::progressive_mp3(&grant, id),
            folder: urls::media::encoding(&grant, id, ""),
        }
    }

    /// An image of the release in one of its sizes. The studio's are let through by the session.
    #[must_use]
    pub fn image(&self, id: ImageId, size: u32) -> String {
        let path = urls::image(id.0, size);
        if self.is_private() { format!("{path}?grant={}", grant::sign(self.app, id.0, Utc::now())) } else { path }
    }

    /// Everybody's address, unless the listener may have more by another.
    fn grant(&self, encoding: Uuid) -> String {
        let entitled = self.entitled();
        let anybody = entitlements::of(&self.sleeve.release, Listener::Anybody);
        if self.pages == Pages::Public && entitled == anybody {
            urls::media::PUBLIC.to_owned()
        } else {
            grant::sign_for(self.app, encoding, entitled, Utc::now())
        }
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
    /// What all files of the encoding begin with.
    pub folder: String,
}
