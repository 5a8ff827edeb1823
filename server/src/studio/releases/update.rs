//! `POST /studio/releases/{id}/details`: the fields, and a cover if one was chosen.

use actix_web::{HttpResponse, web};
use bytes::Bytes;
use diesel_async::AsyncConnection;
use model::fields::FieldErrors;
use model::ids::ImageId;
use model::images::ImagePurpose;
use model::releases::fields::ReleaseInput;
use model::releases::{Release, ReleaseChanges};
use model::{Connection, credits, images, money, releases};

use super::details::{DetailsForm, refused};
use crate::api::pictures;
use crate::error::PageError;
use crate::studio::multipart::{PictureForm, Pictures};
use crate::studio::{find, lines};

/// Saves them.
///
/// # Errors
/// 404 for a release of others. 422 with the form when a field will not do.
pub async fn update(
    Pictures { visit, form: sent }: Pictures,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, release) = find::release(&mut connection, &visit, find::id(&id)?).await?;
    let form = typed(&sent);
    let mut changes = match check(&form, &release) {
        Ok(changes) => changes,
        Err(errors) => return refused(&visit, (artist, release), form, errors).await,
    };
    let cover: Option<Bytes> = sent.picture("cover");
    if let Some(bytes) = cover {
        changes.cover_id = Some(pictures::store(&visit.app, bytes).await?);
    }
    connection.transaction(async |connection| save(connection, &release, &changes, &form.credits).await).await?;
    Ok(visit.redirect_saying(&urls::studio::release_details(release.id.0), "Saved."))
}

async fn save(
    connection: &mut Connection,
    release: &Release,
    changes: &ReleaseChanges,
    credits: &str,
) -> diesel::QueryResult<()> {
    if let Some(image) = changes.cover_id {
        note_cover(connection, release, image).await?;
    }
    credits::replace(connection, release.id, None, &lines::to_credits(credits)).await?;
    releases::update(connection, release.id, changes).await.map(|_| ())
}

async fn note_cover(connection: &mut Connection, release: &Release, image: ImageId) -> diesel::QueryResult<()> {
    images::create(connection, image, ImagePurpose::Cover, &format!("Cover of {}", release.title)).await
}

fn typed(sent: &PictureForm) -> DetailsForm {
    DetailsForm {
        title: sent.text("title"),
        kind: sent.text("kind"),
        about: sent.text("about"),
        genre: sent.text("genre"),
        tags: sent.text("tags"),
        language: sent.text("language"),
        place: sent.text("place"),
        label: sent.text("label"),
        catalogue_number: sent.text("catalogue_number"),
        upc: sent.text("upc"),
        licence: sent.text("licence"),
        explicit: !sent.text("explicit").is_empty(),
        ai_declaration: sent.text("ai_declaration"),
        price_mode: sent.text("price_mode"),
        price_amount: sent.text("price_amount"),
        price_currency: sent.text("price_currency"),
        release_date: sent.text("release_date"),
        credits: sent.text("credits"),
        copies: sent.text("copies"),
        members_only: !sent.text("members_only").is_empty(),
    }
}

fn check(form: &DetailsForm, release: &Release) -> Result<ReleaseChanges, FieldErrors> {
    let text = |text: &String| Some(text.clone());
    let mut wrong = FieldErrors::default();
    let amount = match money::currency(&form.price_currency) {
        Some(currency) if form.price_mode != "free" && !form.price_amount.trim().is_empty() => {
            currency.parse(&form.price_amount).map_err(|message| wrong.add("price_amount", message)).unwrap_or_default()
        }
        _ => 0,
    };
    let input = ReleaseInput {
        title: text(&form.title),
        kind: text(&form.kind),
        about: text(&form.about),
        genre: text(&form.genre),
        tags: Some(lines::to_tags(&form.tags)),
        language: text(&form.language),
        place: text(&form.place),
        label: text(&form.label),
        catalogue_number: text(&form.catalogue_number),
        upc: text(&form.upc),
        licence: text(&form.licence),
        explicit: Some(form.explicit),
        ai_declaration: text(&form.ai_declaration),
        price_mode: text(&form.price_mode),
        price_amount_minor: Some(amount),
        price_currency: text(&form.price_currency),
        release_date: text(&form.release_date),
        copies: text(&form.copies),
        members_only: Some(form.members_only),
    };
    match input.check(Some(release)) {
        Ok(changes) => wrong.or(changes),
        Err(errors) => {
            for error in errors.0 {
                wrong.add(&error.field, error.message);
            }
            Err(wrong)
        }
    }
}
