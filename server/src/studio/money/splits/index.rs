//! `GET /studio/artists/{handle}/money/splits`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{Days, NaiveDate, Utc};
use diesel::QueryResult;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::ids::ReleaseId;
use model::splits::{self, Listed, SplitState};
use model::{Connection, percent, tracks};
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::studio::money::desk::Desk;
use crate::studio::releases::index::of_account;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/money/splits/index.html")]
pub struct SplitsPage {
    /// The common part.
    pub page: Page,
    /// Whose it is.
    pub desk: Desk,
    /// What others offer, unanswered.
    pub offers: Vec<Row>,
    /// What counts, or waits for an answer, or counted once.
    pub others: Vec<Row>,
    /// The artist's releases and their tracks, as values of a form.
    pub things: Vec<(String, String)>,
    /// What was typed.
    pub form: SplitForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// A split.
pub struct Row {
    /// Its id.
    pub id: String,
    /// The release, or its track.
    pub title: String,
    /// The other artist's handle.
    pub handle: String,
    /// The other artist's name.
    pub name: String,
    /// Whether the artist gives it.
    pub gives: bool,
    /// "12.5".
    pub percent: String,
    /// What for.
    pub reason: String,
    /// "From 1 November 2026 until 31 December 2026".
    pub days: String,
    /// The class of its state, and its state in words.
    pub state: (&'static str, &'static str),
    /// Whether somebody can still end it.
    pub can_end: bool,
    /// The first day it can end on, for the form.
    pub tomorrow: String,
}

/// The fields of a proposal.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SplitForm {
    /// A release's id, or a release's and a track's with a `/` between.
    pub thing: String,
    /// Who gets the share.
    pub handle: String,
    /// In percent.
    pub share: String,
    /// What for.
    pub reason: String,
    /// Its first day.
    pub starts_on: String,
    /// The first day on which it no longer counts; empty for none.
    pub ends_on: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of(&mut connection, &visit, &handle).await?;
    let form = SplitForm { starts_on: Utc::now().date_naive().to_string(), ..SplitForm::default() };
    render(&page(&visit, &mut connection, desk, (form, FieldErrors::default())).await?)
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    connection: &mut Connection,
    desk: Desk,
    typed: (SplitForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, connection, desk, typed).await?)
}

async fn page(
    visit: &SignedIn,
    connection: &mut Connection,
    desk: Desk,
    (form, errors): (SplitForm, FieldErrors),
) -> Result<SplitsPage, PageError> {
    let today = Utc::now().date_naive();
    let rows = splits::of_artist(connection, desk.artist.id).await?.into_iter().map(|split| Row::of(split, today));
    let (offers, others) = rows.partition(|row| !row.gives && row.state.1 == PROPOSED);
    Ok(SplitsPage {
        page: desk.page(visit, "Splits"),
        things: things(connection, &desk.artist).await?,
        desk,
        offers,
        others,
        form,
        errors,
    })
}

/// What an unanswered split is called.
const PROPOSED: &str = "Waits for an answer";

impl Row {
    fn of(split: Listed, today: NaiveDate) -> Self {
        let is_over = split.ends_on.is_some_and(|end| end <= today);
        let state = match split.state {
            SplitState::Proposed => ("warn", PROPOSED),
            SplitState::Declined => ("", "Declined"),
            SplitState::Ended if split.answered_at.is_none() => ("", "Taken back"),
            SplitState::Accepted | SplitState::Ended if is_over => ("", "Ended"),
            SplitState::Accepted | SplitState::Ended if split.starts_on > today => ("good", "Agreed"),
            SplitState::Accepted => ("good", "Counts"),
            SplitState::Ended => ("warn", "Counts until its end"),
        };
        let day = |day: NaiveDate| day.format("%-d %B %Y").to_string();
        let until = split.ends_on.map(|end| format!(", not from {} on", day(end))).unwrap_or_default();
        let open = matches!(split.state, SplitState::Proposed | SplitState::Accepted) && !is_over;
        Self {
            id: split.id.to_string(),
            title: split
                .track_title
                .map_or(split.release_title.clone(), |track| format!("{track} ({})", split.release_title)),
            handle: split.other_handle,
            name: split.other_name,
            gives: split.gives,
            percent: percent::plain(split.share_bp),
            reason: split.reason,
            days: format!("From {}{until}", day(split.starts_on)),
            state,
            can_end: open && (split.gives || split.state == SplitState::Accepted),
            tomorrow: today.checked_add_days(Days::new(1)).unwrap_or(today).to_string(),
        }
    }
}

async fn things(connection: &mut Connection, artist: &Artist) -> QueryResult<Vec<(String, String)>> {
    let releases = of_account(connection, std::slice::from_ref(artist)).await?;
    let ids: Vec<ReleaseId> = releases.iter().map(|(_, release)| release.id).collect();
    let tracks = tracks::of_releases(connection, &ids).await?;
    let mut things = Vec::new();
    for (_, release) in &releases {
        things.push((release.id.to_string(), format!("{}, all of it", release.title)));
        let own = tracks.iter().filter(|track| track.release_id == release.id);
        things.extend(
            own.map(|track| (format!("{}/{}", release.id, track.id), format!("{}: {}", release.title, track.title))),
        );
    }
    Ok(things)
}
