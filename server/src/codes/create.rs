//! `POST /redeem`

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::{Duration, Utc};
use diesel_async::AsyncConnection as _;
use model::Connection;
use model::accounts;
use model::download_codes::{self, RedeemError, Redeemer, Redemption};
use model::fields::FieldErrors;
use model::ids::EntitlementId;
use model::jobs::{self, SendRedemption};
use model::releases;
use model::subscribers::{self, Source};
use model::throttles::{self, Limit};
use serde::Deserialize;

use super::new::refused;
use super::show;
use crate::accounts::{limits, problems};
use crate::error::PageError;
use crate::form::Form;
use crate::visit::Visit;

/// Codes that there are not, from one place. Who types a right one is never held up by it.
const WRONG: Limit = Limit { name: "wrong download code", attempts: 10, window: Duration::hours(1) };

/// The fields.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RedeemForm {
    /// The code as typed.
    pub code: String,
    /// A guest's address.
    pub email: String,
    /// Whether the artist's letters are asked for.
    pub letters: bool,
}

/// Redeems the code, and leads to what it gave.
///
/// # Errors
/// 422 with the form for a code that gives nothing, 429 for too many of them.
pub async fn create(visit: Visit, Form(form): Form<RedeemForm>) -> Result<HttpResponse, PageError> {
    let again = |status, field, words: &str| refused(&visit, status, form.clone(), FieldErrors::one(field, words));
    let Some(who) = redeemer(&visit, &form) else {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "email", &problems::email_problem(&form.email));
    };
    let mut db = visit.db().await?;
    let place = limits::place(&visit);
    if let Some(wait) = throttles::wait(&mut db, WRONG, &place).await? {
        let words = format!("Too many wrong codes. {}", PageError::too_many(wait.num_seconds()).message);
        return again(StatusCode::TOO_MANY_REQUESTS, "code", &words);
    }
    match redeem(&mut db, &form, &who).await {
        Ok(redemption) => Ok(visit.redirect(&show::address(&visit.app, redemption.id))),
        Err(RedeemError::ByOneself(before)) => Ok(visit.redirect(&show::address(&visit.app, before))),
        Err(RedeemError::Database(error)) => Err(error.into()),
        Err(error) => {
            if matches!(error, RedeemError::Unknown) {
                throttles::hit(&mut db, WRONG, &place).await?;
            }
            again(StatusCode::UNPROCESSABLE_ENTITY, "code", &error.to_string())
        }
    }
}

/// Whoever is signed in, else a guest; `None` when the guest's address is none.
fn redeemer(visit: &Visit, form: &RedeemForm) -> Option<Redeemer> {
    match visit.account() {
        Some(account) => Some(Redeemer { account: Some(account.id), email: account.email.clone() }),
        None => accounts::normal_email(&form.email).map(|email| Redeemer { account: None, email }),
    }
}

/// All of it in one transaction: the release, a guest's mail, and the wish for letters.
async fn redeem(db: &mut Connection, form: &RedeemForm, who: &Redeemer) -> Result<Redemption, RedeemError> {
    db.transaction::<_, RedeemError, _>(async |db| {
        let redemption = download_codes::redeem(db, &form.code, who, Utc::now()).await?;
        if who.account.is_none() {
            send_link(db, redemption.id).await?;
        }
        if form.letters
            && let Some(release) = releases::find(db, redemption.release_id).await?
        {
            subscribers::ask(db, release.artist_id, (&who.email, who.account), Source::DownloadCode).await?;
        }
        Ok(redemption)
    })
    .await
}

async fn send_link(db: &mut Connection, entitlement_id: EntitlementId) -> diesel::QueryResult<()> {
    jobs::enqueue(db, &SendRedemption { entitlement_id }).await
}
