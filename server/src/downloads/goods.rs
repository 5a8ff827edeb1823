//! What somebody may download of a release, and the addresses where they get it: on the release's own pages whoever is entitled
//! to it, and behind the link of a purchase or a code whoever has that.

use model::Connection;
use model::artists::{self, Artist};
use model::downloads::DownloadFormat;
use model::entitlements::{self, Rights, Who};
use model::extras::{self, Extra};
use model::ids::ReleaseId;
use model::releases::{self, Release};

use crate::error::PageError;
use crate::releases::door;
use crate::releases::record::{Entry, Record};
use crate::visit::Visit;

/// What somebody may download of a release.
pub struct Goods {
    /// The release, with the tracks they may have.
    pub record: Record,
    /// What comes with it; nothing with a track that was bought by itself.
    pub extras: Vec<Extra>,
    /// Where they get it.
    pub counter: Counter,
}

/// Where files are handed out.
#[derive(Debug, Clone)]
pub enum Counter {
    /// On the pages of the release.
    Release {
        /// Its artist's handle.
        handle: String,
        /// Its slug.
        slug: String,
    },
    /// Below this path, behind a link that says who may have them: the page of a purchase or of a redeemed code.
    Link(String),
}

impl Goods {
    /// What this visit may download of the release at an address, published or not.
    ///
    /// # Errors
    /// 404 for what is not there, and for those who may have nothing of it.
    pub async fn of_visit(db: &mut Connection, visit: &Visit, (handle, slug): (&str, &str)) -> Result<Self, PageError> {
        let (artist, release, rights) = door::open(db, visit, (handle, slug)).await?;
        let counter = Counter::of(&artist, &release);
        Self::load(db, (artist, release), &rights, counter).await
    }

    /// What the holder of a link may download of a release: `who` says of which purchase or code it is the link, whose page is
    /// at `path`.
    ///
    /// # Errors
    /// 404 where nothing is left to be had: it was given back, or the artist is suspended.
    pub async fn of_link(db: &mut Connection, release: ReleaseId, who: Who, path: String) -> Result<Self, PageError> {
        let release = releases::find(db, release).await?.ok_or_else(PageError::not_found)?;
        let artist = artists::find(db, release.artist_id).await?.ok_or_else(PageError::not_found)?;
        if artist.suspended_at.is_some() {
            return Err(PageError::not_found());
        }
        let rights = entitlements::of_release(db, &release, who).await?;
        Self::load(db, (artist, release), &rights, Counter::Link(path)).await
    }

    async fn load(
        db: &mut Connection,
        (artist, release): (Artist, Release),
        rights: &Rights,
        counter: Counter,
    ) -> Result<Self, PageError> {
        if !rights.downloads() {
            return Err(PageError::not_found());
        }
        let mut record = Record::load(db, artist, release).await?;
        record.entries.retain(|entry| rights.of(entry.track.id).download);
        let extras = match rights.whole.download {
            true => extras::of_release(db, record.sleeve.release.id).await?,
            false => Vec::new(),
        };
        Ok(Self { record, extras, counter })
    }

    /// The track with this slug.
    ///
    /// # Errors
    /// 404 when it is none of these.
    pub fn entry(&self, slug: &str) -> Result<&Entry, PageError> {
        self.record.entries.iter().find(|entry| entry.track.slug == slug).ok_or_else(PageError::not_found)
    }
}

impl Counter {
    /// On the pages of a release.
    #[must_use]
    pub fn of(artist: &Artist, release: &Release) -> Self {
        Self::Release { handle: artist.handle.clone(), slug: release.slug.clone() }
    }

    /// The page of all files.
    #[must_use]
    pub fn all(&self) -> String {
        match self {
            Self::Release { handle, slug } => urls::release_downloads(handle, slug),
            Self::Link(path) => path.clone(),
        }
    }

    /// All tracks in a format, in one file.
    #[must_use]
    pub fn release(&self, format: DownloadFormat) -> String {
        match self {
            Self::Release { handle, slug } => urls::release_download(handle, slug, format.word()),
            Self::Link(path) => format!("{path}/files/{}.zip", format.word()),
        }
    }

    /// The page that waits for that.
    #[must_use]
    pub fn release_page(&self, format: DownloadFormat) -> String {
        match self {
            Self::Release { handle, slug } => urls::release_download_page(handle, slug, format.word()),
            Self::Link(path) => format!("{path}/files/{}", format.word()),
        }
    }

    /// One track in a format.
    #[must_use]
    pub fn track(&self, track: &str, format: DownloadFormat) -> String {
        match self {
            Self::Release { handle, slug } => urls::track_download(handle, slug, track, format.word()),
            Self::Link(path) => format!("{path}/tracks/{track}/{}", format.word()),
        }
    }

    /// The page that waits for that.
    #[must_use]
    pub fn track_page(&self, track: &str, format: DownloadFormat) -> String {
        match self {
            Self::Release { handle, slug } => urls::track_download_page(handle, slug, track, format.word()),
            Self::Link(path) => format!("{path}/files/{}/{track}", format.word()),
        }
    }

    /// Something that comes with it.
    #[must_use]
    pub fn extra(&self, extra: &Extra) -> String {
        match self {
            Self::Release { handle, slug } => urls::extra(handle, slug, extra.id.0),
            Self::Link(path) => format!("{path}/extras/{}", extra.id),
        }
    }
}
