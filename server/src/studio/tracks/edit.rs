//! `GET /studio/tracks/{id}`: every field of one track.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::fields::FieldErrors;
use model::releases::Release;
use model::tracks::Track;
use model::{Connection, credits, money, notices};

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::studio::releases::row::Remark;
use crate::studio::{find, lines};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/tracks/edit.html")]
pub struct StudioTrackPage {
    /// The common part.
    pub page: Page,
    /// The release's page and title.
    pub release: (String, String),
    /// The track.
    pub track: Track,
    /// The sign before its price.
    pub symbol: &'static str,
    /// What is worth knowing about its file.
    pub remarks: Vec<Remark>,
    /// What stands in the fields.
    pub form: TrackForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// The fields as they stand in the form.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of the track")]
pub struct TrackForm {
    pub title: String,
    pub artist_name: String,
    pub isrc: String,
    pub explicit: Option<String>,
    pub lyrics: String,
    pub lyrics_synced: String,
    pub credits: String,
    pub price_mode: String,
    pub price_amount: String,
}

impl StudioTrackPage {
    /// Where a better file goes.
    #[must_use]
    pub fn master(&self) -> String {
        urls::studio::track_master(self.track.id.0)
    }
}

/// Shows it.
///
/// # Errors
/// 404 for a track of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release, track) = find::track(&mut connection, &visit, find::id(&id)?).await?;
    let all = credits::of_release(&mut connection, release.id).await?;
    let form = TrackForm {
        title: track.title.clone(),
        artist_name: track.artist_name.clone(),
        isrc: track.isrc.clone(),
        explicit: track.explicit.then(|| "true".to_owned()),
        lyrics: track.lyrics.clone(),
        lyrics_synced: track.lyrics_synced.clone(),
        credits: lines::from_credits(all.iter().filter(|credit| credit.track_id == Some(track.id))),
        price_mode: track.price_mode.map(|mode| mode.word().to_owned()).unwrap_or_default(),
        price_amount: price(&release, &track),
    };
    render(&page(&visit, &mut connection, (&release, track), (form, FieldErrors::default())).await?)
}

/// The form again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    connection: &mut Connection,
    found: (&Release, Track),
    filled: (TrackForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, connection, found, filled).await?)
}

async fn page(
    visit: &SignedIn,
    connection: &mut Connection,
    (release, track): (&Release, Track),
    (form, errors): (TrackForm, FieldErrors),
) -> Result<StudioTrackPage, PageError> {
    let noticed = notices::of_release(connection, release.id, visit.account.id).await?;
    Ok(StudioTrackPage {
        page: visit.page(&track.title).hidden(),
        release: (urls::studio::release(release.id.0), release.title.clone()),
        symbol: money::currency(&release.price_currency).map_or("€", |currency| currency.symbol),
        remarks: noticed.get(&track.id).into_iter().flatten().map(Remark::from).collect(),
        track,
        form,
        errors,
    })
}

/// The track's own price as it is typed; empty where it has none.
fn price(release: &Release, track: &Track) -> String {
    let currency = money::currency(&release.price_currency).filter(|_| track.price_mode.is_some());
    currency.map(|currency| currency.plain(track.price_amount_minor)).unwrap_or_default()
}
