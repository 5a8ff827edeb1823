//! `POST /studio/artists`

use actix_web::HttpResponse;
use diesel_async::AsyncConnection;
use model::artists::fields::ArtistInput;
use model::artists::{self, ArtistError, ArtistKind};
use model::fields::FieldErrors;
use model::handles;

use super::new::{NewArtistForm, refused};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// Makes an artist that the account owns.
///
/// # Errors
/// When the database fails. 422 with the form when a field will not do.
pub async fn create(visit: SignedIn, Form(form): Form<NewArtistForm>) -> Result<HttpResponse, PageError> {
    let input = ArtistInput { name: Some(form.name.clone()), kind: Some(form.kind.clone()), ..ArtistInput::default() };
    let (mut errors, changes) = match input.check() {
        Ok(changes) => (FieldErrors::default(), changes),
        Err(errors) => (errors, artists::ArtistChanges::default()),
    };
    if let Err(error) = handles::normal(&form.handle) {
        errors.add("handle", error.to_string());
    }
    if !errors.is_empty() {
        return refused(&visit, form, errors).await;
    }
    let kind = changes.kind.unwrap_or(ArtistKind::Person);
    let owner = visit.account.id;
    let mut connection = visit.db().await?;
    let made = connection
        .transaction(async |connection| artists::create(connection, owner, &form.handle, &form.name, kind).await)
        .await;
    drop(connection);
    match made {
        Ok(artist) => {
            let said = format!("{} is here. Now make a release, or fill in the profile.", artist.name);
            Ok(visit.redirect_saying(&urls::studio::index(), &said))
        }
        Err(ArtistError::Database(error)) => Err(error.into()),
        Err(error @ ArtistError::NameMissing) => {
            refused(&visit, form, FieldErrors::one("name", &error.to_string())).await
        }
        Err(error) => refused(&visit, form, FieldErrors::one("handle", &error.to_string())).await,
    }
}
