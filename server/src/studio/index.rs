//! `GET /studio`: what is in work, what waits, what is out.

use actix_web::HttpResponse;
use askama::Template;
use model::members;
use model::releases::{Release, ReleaseState};
use model::tracks::{self, TrackState};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::releases::index::{Listed, of_account};
use crate::visit::SignedIn;

/// How many releases of each state the overview shows.
const SHOWN: usize = 8;

/// The page.
#[derive(Template)]
#[template(path = "studio/index.html")]
pub struct StudioPage {
    /// The common part.
    pub page: Page,
    /// Handle and name of the account's artists.
    pub artists: Vec<(String, String)>,
    /// Tracks the worker is at, or that need a better file.
    pub in_work: Vec<InWork>,
    /// Drafts and scheduled releases, last changed first.
    pub drafts: Vec<Listed>,
    /// Published releases, last changed first.
    pub published: Vec<Listed>,
    /// How many releases are drafts, scheduled, published.
    pub counts: (usize, usize, usize),
}

/// A track that is not ready.
pub struct InWork {
    /// Where it is worked on.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its release's title.
    pub release: String,
    /// The class of its state: `go`, `bad` or `wait`.
    pub class: &'static str,
    /// Its state in words.
    pub state: &'static str,
    /// Why its file was refused; empty when it was not.
    pub report: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let artists = members::artists_of(&mut connection, visit.account.id).await?;
    let pairs = of_account(&mut connection, &artists).await?;
    let in_work = in_work(&mut connection, &pairs.iter().map(|(_, release)| release).collect::<Vec<_>>()).await?;
    let count = |state| pairs.iter().filter(|(_, release)| release.state() == state).count();
    let counts = (count(ReleaseState::Draft), count(ReleaseState::Scheduled), count(ReleaseState::Published));
    let (published, drafts): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(_, release)| release.published_at.is_some());
    let page = StudioPage {
        page: visit.page("Studio").hidden(),
        artists: artists.into_iter().map(|artist| (artist.handle, artist.name)).collect(),
        in_work,
        drafts: Listed::all(&mut connection, drafts.into_iter().take(SHOWN).collect()).await?,
        published: Listed::all(&mut connection, published.into_iter().take(SHOWN).collect()).await?,
        counts,
    };
    render(&page)
}

async fn in_work(connection: &mut model::Connection, releases: &[&Release]) -> diesel::QueryResult<Vec<InWork>> {
    let ids: Vec<_> = releases.iter().map(|release| release.id).collect();
    let tracks = tracks::of_releases(connection, &ids).await?;
    let waiting = tracks.into_iter().filter(|track| track.state != TrackState::Ready);
    let title = |track: &tracks::Track| {
        releases
            .iter()
            .find(|release| release.id == track.release_id)
            .map(|release| release.title.clone())
            .unwrap_or_default()
    };
    let row = |track: tracks::Track| InWork {
        href: urls::studio::release(track.release_id.0),
        release: title(&track),
        class: match track.state {
            TrackState::Refused => "bad",
            TrackState::Processing => "go",
            _ => "wait",
        },
        state: match track.state {
            TrackState::Refused => "Needs a better file",
            TrackState::Processing => "Being prepared",
            _ => "Waiting",
        },
        report: track.refusal_message.filter(|_| track.state == TrackState::Refused).unwrap_or_default(),
        title: track.title,
    };
    Ok(waiting.map(row).take(20).collect())
}
