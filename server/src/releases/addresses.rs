//! Addresses of one release as this listener may have them: everybody's, those behind its private link, or the studio's.

use chrono::Utc;
use model::encodings::Encoding;
use model::entitlements::{self, Entitlement, Extent, Rights, Who};
use model::ids::{AccountId, ImageId, TrackId};
use model::tracks::Track;

use crate::app::App;
use crate::media::grant;
use crate::releases::sleeve::Sleeve;
use crate::visit::Visit;

/// Makes the addresses of a release's pages and media.
pub struct Addresses<'a> {
    app: &'a App,
    sleeve: &'a Sleeve,
    pages: Pages<'a>,
    who: Who,
    rights: Rights,
    /// What the address is good for that everybody shares.
    anybody: Rights,
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
        let rights = entitlements::of_release(connection, &sleeve.release, visit.who()).await?;
        Self::with(connection, visit, sleeve, rights).await
    }

    /// The same, where it is known what the visitor may have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn with(
        connection: &mut model::Connection,
        visit: &'a Visit,
        sleeve: &'a Sleeve,
        rights: Rights,
    ) -> diesel::QueryResult<Self> {
        let who = visit.who();
        let anybody = entitlements::of_release(connection, &sleeve.release, Who::Anybody).await?;
        Ok(Self { app: &visit.app, sleeve, pages: Pages::Public, who, rights, anybody })
    }

    /// The same, where it is known too what everybody may have: lists ask once for all their releases.
    #[must_use]
    pub fn known(visit: &'a Visit, sleeve: &'a Sleeve, rights: Rights, anybody: Rights) -> Self {
        Self { app: &visit.app, sleeve, pages: Pages::Public, who: visit.who(), rights, anybody }
    }

    /// Those behind the private link with this key: one page, and media that is signed and expires.
    #[must_use]
    pub fn private(app: &'a App, sleeve: &'a Sleeve, key: &'a str) -> Self {
        let (rights, anybody) = (Rights::of_private_link(), Rights::default());
        Self { app, sleeve, pages: Pages::Private(key), who: Who::PrivateLink, rights, anybody }
    }

    /// The studio's, for an account that manages the artist, whatever is published.
    #[must_use]
    pub fn studio(app: &'a App, sleeve: &'a Sleeve, account: AccountId) -> Self {
        let (rights, anybody) = (Rights::of_artist(), Rights::default());
        Self { app, sleeve, pages: Pages::Studio, who: Who::Account(account), rights, anybody }
    }

    /// Whether they are those behind the private link.
    #[must_use]
    pub fn is_private(&self) -> bool {
        matches!(self.pages, Pages::Private(_))
    }

    /// What the listener may have of a track.
    #[must_use]
    pub fn entitled(&self, track: TrackId) -> Entitlement {
        self.rights.of(track)
    }

    /// What the listener may have of the release.
    #[must_use]
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// What everybody may have of the release.
    #[must_use]
    pub fn anybody(&self) -> &Rights {
        &self.anybody
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

    /// Where the player reads a track's words.
    #[must_use]
    pub fn lyrics(&self, track: TrackId) -> String {
        match self.pages {
            Pages::Public | Pages::Studio => urls::player::lyrics(track.0),
            Pages::Private(key) => urls::player::private_lyrics(track.0, key),
        }
    }

    /// The HLS playlist, the m4a, the MP3 and the folder of an encoding; the playlist stands in for files that are not made yet.
    #[must_use]
    pub fn media(&self, encoding: &Encoding) -> Media {
        let id = encoding.id.0;
        let grant = self.grant(encoding);
        let hls = urls::media::hls(&grant, id);
        let files = match self.entitled(encoding.track_id).stream {
            Extent::Full => encoding
                .has_files()
                .then(|| (urls::media::progressive_m4a(&grant, id), urls::media::progressive_mp3(&grant, id))),
            Extent::First { ms } => encoding.preview_of(ms).map(|seconds| {
                (urls::media::preview_m4a(&grant, id, seconds), urls::media::preview_mp3(&grant, id, seconds))
            }),
            Extent::Nothing => None,
        };
        let (progressive, mp3) = files.unwrap_or_else(|| (hls.clone(), hls.clone()));
        Media { progressive, mp3, folder: urls::media::encoding(&grant, id, ""), hls }
    }

    /// An image of the release in one of its sizes. The studio's are let through by the session, what not everybody sees by a grant.
    #[must_use]
    pub fn image(&self, id: ImageId, size: u32) -> String {
        let path = urls::image(id.0, size);
        let is_for_all = self.pages == Pages::Studio || self.anybody.sees;
        if !is_for_all { format!("{path}?grant={}", grant::sign_image(self.app, id.0, Utc::now())) } else { path }
    }

    /// Everybody's address, unless the listener may have more by another.
    fn grant(&self, encoding: &Encoding) -> String {
        let track = encoding.track_id;
        let shared = self.pages == Pages::Public && self.rights.of(track) == self.anybody.of(track);
        let who = if shared { Who::Anybody } else { self.who };
        grant::sign(self.app, encoding.id.0, who, Utc::now())
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
