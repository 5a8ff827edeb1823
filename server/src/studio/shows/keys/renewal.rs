//! `POST /studio/stream-keys/{id}/renewal`: a new key in the place of one.

use actix_web::{HttpResponse, web};
use diesel_async::AsyncConnection;
use model::stream_keys::{self, StreamKeyError};

use super::index;
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Makes a key of the same name and revokes the old one, which feeds nothing any more.
///
/// # Errors
/// 404 for a key of others, or one that was revoked.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (holder, key) = super::find(&mut db, &visit, &id).await?;
    let fresh = db
        .transaction(async |db| {
            stream_keys::revoke(db, key.id).await?;
            let (_, fresh) = stream_keys::create(db, key.artist_id, key.show_id, &key.name).await?;
            Ok::<_, StreamKeyError>(fresh)
        })
        .await?;
    drop(db);
    index::page(&visit, holder, fresh).await
}
