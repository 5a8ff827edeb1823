//! `POST /account/memberships/{id}/feed`: the address of a member's own feed, made or made anew.

use actix_web::{HttpResponse, web};
use model::Connection;
use model::feed_keys::{self, FeedKey};
use model::ids::FeedKeyId;
use model::link_keys;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::form::Form;
use crate::memberships::own::Own;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// What the key in its address does.
const ACT: &str = "member feed";
/// What is said of a membership that is over.
const OVER: &str = "This membership is over, so there is no feed to make. Join again if you like.";

/// Makes it. The address before it opens nothing any more.
///
/// # Errors
/// 404 for a membership of somebody else.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let own = Own::find(&mut db, &visit, &id).await?;
    if !own.membership.is_running() {
        return Ok(visit.redirect_warning(&own.page(), OVER));
    }
    let key = FeedKey { id: FeedKeyId::new(), account_id: visit.account.id, artist_id: own.artist.id };
    feed_keys::replace(&mut db, key, &word(&visit.app, key.id.0)).await?;
    let said = "This is the address of your feed. Addresses you had before do not work any more.";
    Ok(visit.redirect_saying(&own.page(), said))
}

/// The whole address of a member's own feed; empty while there is none.
///
/// # Errors
/// When the database fails.
pub async fn address(app: &App, db: &mut Connection, own: &Own) -> diesel::QueryResult<String> {
    let key = match own.membership.account_id {
        Some(account) => feed_keys::of(db, account, own.artist.id).await?,
        None => None,
    };
    let path = key.map(|key| urls::feeds::member(&word(app, key.id.0)));
    Ok(path.map(|path| urls::absolute(&app.base_url, &path)).unwrap_or_default())
}

fn word(app: &App, id: Uuid) -> String {
    link_keys::key(&app.purchase_secret, ACT, id, "")
}
