//! `POST /studio/shows/{id}/edit`: a show's fields, and a picture if one was chosen.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use chrono::Utc;
use diesel_async::AsyncConnection;
use model::images::{self, ImagePurpose};
use model::shows::{self, Show, ShowError};

use super::form::ShowForm;
use super::{create, edit};
use crate::api::pictures;
use crate::error::PageError;
use crate::studio::multipart::Pictures;
use crate::studio::tiers::edit::currency;
use crate::visit::SignedIn;

/// Saves them.
///
/// # Errors
/// 404 for a show of others. 422 with the form when a field will not do.
pub async fn update(
    Pictures { visit, form: sent }: Pictures,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, show) = super::find(&mut db, &visit, &id).await?;
    let currency = currency(&mut db, &artist).await?;
    let form = ShowForm::sent(&sent);
    let errors = match form.input().check(currency, Some(&show)) {
        Ok(fields) => match shows::update(&mut db, show.id, &fields, Utc::now()).await {
            Ok(show) => {
                drop(db);
                keep_picture(&visit, &show, sent.picture("picture")).await?;
                return Ok(visit.redirect_saying(&urls::live::edit_show(show.id.0), "Saved."));
            }
            Err(ShowError::Database(error)) => return Err(error.into()),
            Err(error) => create::refusal(&error),
        },
        Err(errors) => errors,
    };
    drop(db);
    edit::page(&visit, (artist, Some(show)), currency, (StatusCode::UNPROCESSABLE_ENTITY, form, errors)).await
}

/// Shows a show with a picture that was chosen.
///
/// # Errors
/// When the storage or the database fails.
pub async fn keep_picture(visit: &SignedIn, show: &Show, picture: Option<Bytes>) -> Result<(), PageError> {
    let Some(bytes) = picture else { return Ok(()) };
    let image = pictures::store(&visit.app, bytes).await?;
    let mut db = visit.db().await?;
    db.transaction(async |db| {
        images::create(db, image, ImagePurpose::Cover, &show.title).await?;
        shows::set_image(db, show.id, Some(image)).await
    })
    .await?;
    Ok(())
}
