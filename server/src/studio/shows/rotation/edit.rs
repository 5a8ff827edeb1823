//! `GET /studio/shows/{id}/rotation`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::fields::FieldErrors;
use model::rotations;
use model::shows::Show;

use super::form::{DAYS, RotationForm};
use super::playable;
use crate::error::PageError;
use crate::page::{Page, render_as};
use crate::studio::shows::head::Head;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/rotation.html")]
pub struct RotationPage {
    /// The common part.
    pub page: Page,
    /// What stands above it.
    pub head: Head,
    /// What can be played, by release.
    pub choices: Vec<Choice>,
    /// The hours of each day.
    pub days: Vec<Day>,
    /// The time zones there are.
    pub zones: Vec<(&'static str, &'static str)>,
    /// What stands in the form.
    pub form: RotationForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// A release with its tracks.
pub struct Choice {
    /// Its title.
    pub release: String,
    /// Its tracks.
    pub tracks: Vec<Pick>,
}

/// A track that can be chosen.
pub struct Pick {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it is an ident.
    pub is_ident: bool,
    /// Its place in the order.
    pub number: i64,
}

/// The hours of a day.
pub struct Day {
    /// Its name.
    pub name: &'static str,
    /// When it begins; empty for not at all.
    pub from: String,
    /// When it ends.
    pub until: String,
}

/// Shows it.
///
/// # Errors
/// 404 for a show of others.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let form = match rotations::find(&mut db, show.id).await? {
        Some(rotation) => {
            let tracks = rotations::tracks(&mut db, show.id).await?;
            RotationForm::filled(&rotation, &tracks, &rotations::hours(&mut db, show.id).await?)
        }
        None => RotationForm {
            enabled: true,
            crossfade: "3".to_owned(),
            idents_every: "0".to_owned(),
            time_zone: "UTC".to_owned(),
            ..RotationForm::default()
        },
    };
    drop(db);
    page(&visit, (artist, show), form, FieldErrors::default()).await
}

/// The page, with what stands in the form and what is wrong with it: 422 then.
///
/// # Errors
/// When the database fails.
pub async fn page(
    visit: &SignedIn,
    (artist, show): (Artist, Show),
    form: RotationForm,
    errors: FieldErrors,
) -> Result<HttpResponse, PageError> {
    let playable = playable(&mut *visit.db().await?, &artist).await?;
    let mut next = 0;
    let mut pick = |track: model::tracks::Track| {
        next += 1;
        let chosen = form.tracks.iter().find(|(id, _)| *id == track.id);
        Pick {
            id: track.id.to_string(),
            title: track.title,
            chosen: chosen.is_some(),
            is_ident: form.idents.contains(&track.id),
            number: chosen.map_or(next, |(_, number)| *number).min(9999),
        }
    };
    let choices = playable
        .into_iter()
        .map(|(release, tracks)| Choice { release, tracks: tracks.into_iter().map(&mut pick).collect() })
        .collect();
    let hours = |n: usize| form.hours.get(n).cloned().unwrap_or_default();
    let days = DAYS.into_iter().enumerate().map(|(n, name)| (name, hours(n)));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = RotationPage {
        page: visit.page(&format!("Rotation of {}", show.title)).hidden().in_hues(artist.hue1, artist.hue2),
        head: Head::of(&artist, &show),
        choices,
        days: days.map(|(name, (from, until))| Day { name, from, until }).collect(),
        zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| (zone.name(), zone.name())).collect(),
        form,
        errors,
    };
    render_as(status, &page)
}
