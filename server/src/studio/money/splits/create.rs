//! `POST /studio/artists/{handle}/money/splits`: proposes a share of a release or a track.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, Utc};
use model::fields::FieldErrors;
use model::ids::{ReleaseId, TrackId};
use model::splits::{self, NewSplit, SplitError};
use model::{Connection, artists, percent};

use super::index::{SplitForm, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::studio::money::desk::Desk;
use crate::visit::SignedIn;

/// Proposes it.
///
/// # Errors
/// 404 for an artist or a release of others, 403 for an editor. 422 with the page when it will not do.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<SplitForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of_owner(&mut connection, &visit, &handle).await?;
    let new = match read(&mut connection, &form).await? {
        Ok(new) => new,
        Err(errors) => return refused(&visit, &mut connection, desk, (form, errors)).await,
    };
    let (artist, _) = find::release(&mut connection, &visit, new.release).await?;
    if artist.id != desk.artist.id {
        return Err(PageError::not_found());
    }
    match splits::propose(&mut connection, &new, Utc::now()).await {
        Ok(_) => {
            Ok(visit.redirect_saying(&desk.at("/splits"), "Proposed. It counts once the other artist accepts it."))
        }
        Err(SplitError::Database(error)) => Err(error.into()),
        Err(error) => {
            let field = match error {
                SplitError::Oneself => "handle",
                SplitError::Days => "starts_on",
                SplitError::Missing => "thing",
                _ => "share",
            };
            let errors = FieldErrors::one(field, &error.to_string());
            refused(&visit, &mut connection, desk, (form, errors)).await
        }
    }
}

async fn read(connection: &mut Connection, form: &SplitForm) -> diesel::QueryResult<Result<NewSplit, FieldErrors>> {
    let mut errors = FieldErrors::default();
    let thing = thing(&form.thing);
    if thing.is_none() {
        errors.add("thing", "Choose a release or a track.");
    }
    let payee = artists::public_by_handle(connection, form.handle.trim().trim_start_matches('@')).await?;
    if payee.is_none() {
        errors.add("handle", "There is no artist with this handle here. A share goes to an artist of this instance.");
    }
    let share = percent::parse(&form.share);
    if share.is_none() {
        errors.add("share", "Enter a share in percent, as in 12.5.");
    }
    let starts_on = form.starts_on.trim().parse::<NaiveDate>().ok();
    let ends_on = Some(form.ends_on.trim()).filter(|day| !day.is_empty()).map(str::parse::<NaiveDate>).transpose();
    if starts_on.is_none() {
        errors.add("starts_on", "Choose its first day.");
    }
    if ends_on.is_err() {
        errors.add("ends_on", "Choose a day, or leave it empty.");
    }
    let (Some((release, track)), Some(payee), Some(share_bp), Some(starts_on), Ok(ends_on)) =
        (thing, payee, share, starts_on, ends_on)
    else {
        return Ok(Err(errors));
    };
    let reason = form.reason.clone();
    Ok(Ok(NewSplit { release, track, payee: payee.id, share_bp, reason, starts_on, ends_on }))
}

/// A release, or a release and one of its tracks.
fn thing(value: &str) -> Option<(ReleaseId, Option<TrackId>)> {
    match value.split_once('/') {
        Some((release, track)) => Some((release.parse().ok()?, Some(track.parse().ok()?))),
        None => Some((value.parse().ok()?, None)),
    }
}
