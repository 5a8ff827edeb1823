//! `POST /studio/artists/{handle}/money/splits/{id}/end`: either of the two ends a split.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, Utc};
use model::splits::{self, SplitError};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::studio::find;
use crate::studio::money::desk::Desk;
use crate::visit::SignedIn;

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    /// The first day on which it no longer counts.
    pub ends_on: String,
}

/// Ends it.
///
/// # Errors
/// 404 for an artist of others and a split it has no part in, 403 for an editor.
pub async fn create(
    visit: SignedIn,
    path: web::Path<(String, String)>,
    Form(form): Form<EndForm>,
) -> Result<HttpResponse, PageError> {
    let (handle, id) = path.into_inner();
    let mut connection = visit.db().await?;
    let desk = Desk::of_owner(&mut connection, &visit, &handle).await?;
    let split = splits::find(&mut connection, find::id(&id)?).await?;
    let has_part = |artist| desk.artist.id == artist;
    let split = split.filter(|split| has_part(split.artist_id) || has_part(split.payee_id));
    let split = split.ok_or_else(PageError::not_found)?;
    let page = desk.at("/splits");
    let Ok(day) = form.ends_on.trim().parse::<NaiveDate>() else {
        return Ok(visit.redirect_warning(&page, "Choose the day from which it no longer counts."));
    };
    match splits::end(&mut connection, split.id, day, Utc::now()).await {
        Ok(()) => Ok(visit.redirect_saying(&page, "Ended. What was sold before stays shared.")),
        Err(SplitError::Database(error)) => Err(error.into()),
        Err(error) => Ok(visit.redirect_warning(&page, &error.to_string())),
    }
}
