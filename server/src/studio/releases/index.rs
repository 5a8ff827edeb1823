//! `GET /studio/releases`: every release of every artist of the account.

use actix_web::HttpResponse;
use askama::Template;
use model::artists::Artist;
use model::members;
use model::releases::{Release, ReleaseState, listing};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::releases::sleeve::Sleeve;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/releases/index.html")]
pub struct StudioReleasesPage {
    /// The common part.
    pub page: Page,
    /// Whether the account has an artist.
    pub has_artist: bool,
    /// Last changed first.
    pub releases: Vec<Listed>,
}

/// A release in a list of the studio.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Where it is worked on.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its artist's name.
    pub artist: String,
    /// What it is.
    pub kind: &'static str,
    /// Its cover; empty while there is none to show.
    pub cover: String,
    /// `Draft`, `Scheduled`, `Published`.
    pub state: &'static str,
    /// The class of its badge.
    pub badge: &'static str,
    /// When it was last changed.
    pub updated_at: chrono::DateTime<chrono::Utc>,
}

impl Listed {
    /// Of releases with their artists, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all(
        connection: &mut model::Connection,
        pairs: Vec<(Artist, Release)>,
    ) -> diesel::QueryResult<Vec<Self>> {
        Ok(Sleeve::load_all(connection, pairs).await?.iter().map(Self::of).collect())
    }

    fn of(sleeve: &Sleeve) -> Self {
        let release = &sleeve.release;
        let (state, badge) = match release.state() {
            ReleaseState::Draft => ("Draft", "warn"),
            ReleaseState::Scheduled => ("Scheduled", "key"),
            ReleaseState::Published => ("Published", "good"),
        };
        Self {
            href: urls::studio::release(release.id.0),
            title: release.title.clone(),
            artist: sleeve.artist.name.clone(),
            kind: release.kind.name(),
            cover: sleeve.cover.as_ref().map(|cover| urls::image(cover.id.0, 160)).unwrap_or_default(),
            state,
            badge,
            updated_at: release.updated_at,
        }
    }
}

/// Every release the account works on, last changed first.
///
/// # Errors
/// When the database fails.
pub async fn of_account(
    connection: &mut model::Connection,
    artists: &[Artist],
) -> diesel::QueryResult<Vec<(Artist, Release)>> {
    let mut pairs = Vec::new();
    for artist in artists {
        let releases = listing::all_of_artist(connection, artist.id).await?;
        pairs.extend(releases.into_iter().map(|release| (artist.clone(), release)));
    }
    pairs.sort_by_key(|(_, release)| std::cmp::Reverse(release.updated_at));
    Ok(pairs)
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let artists = members::artists_of(&mut connection, visit.account.id).await?;
    let pairs = of_account(&mut connection, &artists).await?;
    let releases = Listed::all(&mut connection, pairs).await?;
    render(&StudioReleasesPage { page: visit.page("Releases").hidden(), has_artist: !artists.is_empty(), releases })
}
