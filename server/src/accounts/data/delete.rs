//! `POST /account/data/erasure`: the account ends, and what is its own with it.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection;
use federation::outbox;
use model::accounts::erasure;
use model::actors;
use serde::Deserialize;

use super::show;
use crate::accounts::own_password;
use crate::cookies::{self, Name};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct ErasureForm {
    #[serde(default)]
    password: String,
}

/// Erases it, once the password is right and nothing stands in the way. Other servers hear that the profile is gone.
///
/// # Errors
/// When the database fails.
pub async fn delete(visit: SignedIn, Form(form): Form<ErasureForm>) -> Result<HttpResponse, PageError> {
    let problem = own_password::problem(&visit, &visit.account, &form.password).await?;
    if !problem.is_empty() {
        return show::refuse(&visit, problem).await;
    }
    let (account, federation) = (visit.account.clone(), visit.app.federation.federation());
    let mut db = visit.db().await?;
    let erased = db
        .transaction::<bool, PageError, _>(async |db| {
            if !erasure::hindrances(db, account.id).await?.is_empty() {
                return Ok(false);
            }
            if let Some(actor) = actors::of_account(db, account.id).await? {
                let inboxes = erasure::known_inboxes(db).await?;
                outbox::actor_deleted(db, federation, &actor, &inboxes).await.map_err(PageError::internal)?;
            }
            erasure::erase(db, &account).await.map_err(PageError::internal)?;
            Ok(true)
        })
        .await;
    drop(db);
    if !erased? {
        return show::refuse(&visit, "Do first what stands above.".to_owned()).await;
    }
    let mut response = visit.redirect_saying("/", "Your account is erased. What the law wants kept are your receipts.");
    response.add_cookie(&cookies::remove(&visit.app, Name::Session)).map_err(PageError::internal)?;
    Ok(response)
}
