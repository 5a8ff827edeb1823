//! What an address of ours shows. What not everybody sees is not found.

use model::artists::Artist;
use model::ids::ImageId;
use model::images::{self, ImageState};
use model::{Connection, accounts, artists, playlists, releases, shows, tracks};
use url::Url;
use urls::embed::Kind;

use super::frame::Frame;
use crate::app::App;
use crate::error::PageError;

/// What is shown in a frame.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub author: String,
    /// The whole address of their page.
    pub author_url: String,
    /// The whole address of its picture at 640 pixels; empty for none.
    pub picture: String,
    /// Where it plays.
    pub frame: Frame,
}

/// Width and height of the picture.
pub const PICTURE: u32 = 640;

/// What the page at this whole address shows.
///
/// # Errors
/// 404 for addresses elsewhere, pages without a player, and what is not public.
pub async fn find(app: &App, address: &str) -> Result<Found, PageError> {
    let path = path_of(app, address).ok_or_else(PageError::not_found)?;
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let mut db = app.db().await?;
    match *parts.as_slice() {
        ["live", slug] => show(app, &mut db, slug).await,
        ["playlists", id] => playlist(app, &mut db, id).await,
        [artist, release] if artist.starts_with('@') => of_release(app, &mut db, (artist, release)).await,
        [artist, release, track] if artist.starts_with('@') => of_track(app, &mut db, (artist, release, track)).await,
        _ => Err(PageError::not_found()),
    }
}

/// The path of a whole address that is one of ours; by http too, as people write it.
fn path_of(app: &App, address: &str) -> Option<String> {
    let (ours, asked) = (Url::parse(&app.base_url).ok()?, Url::parse(address).ok()?);
    let is_web = matches!(asked.scheme(), "http" | "https");
    let is_here = asked.host() == ours.host() && (asked.port() == ours.port());
    let path = asked.path().replace("%40", "@");
    (is_web && is_here).then(|| path.strip_prefix(ours.path().trim_end_matches('/')).map(str::to_owned)).flatten()
}

async fn of_release(app: &App, db: &mut Connection, (artist, slug): (&str, &str)) -> Result<Found, PageError> {
    let found = releases::public_by_path(db, artist.trim_start_matches('@'), slug).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
    let frame = Frame::of(app, Kind::Release, release.id.0);
    let title = format!("{} by {}", release.title, artist.name);
    of(app, db, (&artist, release.cover_id), (title, frame)).await
}

async fn of_track(
    app: &App,
    db: &mut Connection,
    (artist, release, slug): (&str, &str, &str),
) -> Result<Found, PageError> {
    let found = releases::public_by_path(db, artist.trim_start_matches('@'), release).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
    let all = tracks::of_release(db, release.id).await?;
    let track = all.into_iter().find(|track| track.slug == slug && track.encoding_id.is_some());
    let track = track.ok_or_else(PageError::not_found)?;
    let frame = Frame::of(app, Kind::Track, track.id.0);
    let own = Some(track.artist_name.trim()).filter(|own| !own.is_empty());
    let title = format!("{} by {}", track.title, own.unwrap_or(&artist.name));
    of(app, db, (&artist, release.cover_id), (title, frame)).await
}

async fn show(app: &App, db: &mut Connection, slug: &str) -> Result<Found, PageError> {
    let show = shows::by_slug(db, slug).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, show.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    let artist = artist.ok_or_else(PageError::not_found)?;
    let frame = Frame::of(app, Kind::Show, show.id.0);
    let title = format!("{} by {}", show.title, artist.name);
    of(app, db, (&artist, show.image_id.or(artist.picture_id)), (title, frame)).await
}

async fn playlist(app: &App, db: &mut Connection, id: &str) -> Result<Found, PageError> {
    let id = id.parse().map_err(|_| PageError::not_found())?;
    let (playlist, _) = playlists::find(db, id, None, None).await?.ok_or_else(PageError::not_found)?;
    let account = accounts::find(db, playlist.account_id).await?.ok_or_else(PageError::not_found)?;
    let covers = playlists::summaries(db, &[id]).await?.into_values().next().map(|summary| summary.covers);
    let picture = covers.unwrap_or_default().first().map(|cover| urls::image(cover.0, PICTURE));
    let page = urls::absolute(&app.base_url, &urls::library::playlist(id.0));
    Ok(Found {
        title: format!("{} by {}", playlist.title, account.name),
        author: account.name,
        author_url: page,
        picture: picture.map(|path| urls::absolute(&app.base_url, &path)).unwrap_or_default(),
        frame: Frame::of(app, Kind::Playlist, id.0),
    })
}

async fn of(
    app: &App,
    db: &mut Connection,
    (artist, image): (&Artist, Option<ImageId>),
    (title, frame): (String, Frame),
) -> Result<Found, PageError> {
    let image = match image {
        Some(id) => images::find(db, id).await?.filter(|image| image.state == ImageState::Ready),
        None => None,
    };
    let whole = |path: &str| urls::absolute(&app.base_url, path);
    Ok(Found {
        title,
        author: artist.name.clone(),
        author_url: whole(&urls::artist(&artist.handle)),
        picture: image.map(|image| whole(&urls::image(image.id.0, PICTURE))).unwrap_or_default(),
        frame,
    })
}
