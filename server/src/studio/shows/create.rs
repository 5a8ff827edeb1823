//! `POST /studio/artists/{handle}/shows`: another show.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::Utc;
use model::fields::FieldErrors;
use model::shows::{self, ShowError};

use super::form::ShowForm;
use super::{edit, update};
use crate::error::PageError;
use crate::studio::find;
use crate::studio::multipart::Pictures;
use crate::studio::tiers::edit::currency;

/// Plans it.
///
/// # Errors
/// 404 for an artist of others. 422 with the form when a field will not do.
pub async fn create(
    Pictures { visit, form: sent }: Pictures,
    handle: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let currency = currency(&mut db, &artist).await?;
    let form = ShowForm::sent(&sent);
    let errors = match form.input().check(currency, None) {
        Ok(fields) => match shows::create(&mut db, artist.id, &fields, Utc::now()).await {
            Ok(show) => {
                drop(db);
                update::keep_picture(&visit, &show, sent.picture("picture")).await?;
                let said = "It is planned. Share its page, and connect your tool below when you like.";
                return Ok(visit.redirect_saying(&urls::live::desk(show.id.0), said));
            }
            Err(ShowError::Database(error)) => return Err(error.into()),
            Err(error) => refusal(&error),
        },
        Err(errors) => errors,
    };
    drop(db);
    edit::page(&visit, (artist, None), currency, (StatusCode::UNPROCESSABLE_ENTITY, form, errors)).await
}

/// Which field of the form a refusal is about.
#[must_use]
pub fn refusal(error: &ShowError) -> FieldErrors {
    let field = if matches!(error, ShowError::SlugTaken) { "slug" } else { "password" };
    FieldErrors::one(field, &error.to_string())
}
