//! `POST /studio/tracks/{id}`

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::tracks::fields::TrackInput;
use model::{credits, money, tracks};

use super::edit::{TrackForm, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::studio::{find, lines};
use crate::visit::SignedIn;

/// Saves a track's fields.
///
/// # Errors
/// 404 for a track of others. 422 with the form when a field will not do.
pub async fn update(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<TrackForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (_, release, track) = find::track(&mut connection, &visit, find::id(&id)?).await?;
    let input = TrackInput {
        title: Some(form.title.clone()),
        artist_name: Some(form.artist_name.clone()),
        isrc: Some(form.isrc.clone()),
        explicit: Some(form.explicit.is_some()),
        lyrics: Some(form.lyrics.clone()),
        lyrics_synced: Some(form.lyrics_synced.clone()),
        price_mode: Some(form.price_mode.clone()),
        price_amount: money::currency(&release.price_currency).map(|currency| (form.price_amount.clone(), currency)),
    };
    let changes = match input.check() {
        Ok(changes) => changes,
        Err(errors) => return refused(&visit, &mut connection, (&release, track), (form, errors)).await,
    };
    connection
        .transaction(async |connection| {
            let pairs = lines::to_credits(&form.credits);
            credits::replace(connection, release.id, Some(track.id), &pairs).await?;
            tracks::update(connection, track.id, &changes).await
        })
        .await?;
    Ok(visit.redirect_saying(&urls::studio::track(track.id.0), "Saved."))
}
