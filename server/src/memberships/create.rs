//! `POST /@{artist}/membership`: agrees on a membership and leads to where it is paid.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Duration, Utc};
use model::artists::{self, Artist};
use model::fields::FieldErrors;
use model::memberships::{self, JoinError, NewMembership};
use model::sellers::{self, Seller};
use model::throttles::{self, Limit};
use model::{Connection, money, pricing, tax_rates, tiers};

use crate::error::PageError;
use crate::form::Form;
use crate::memberships::form::{JoinForm, Terms};
use crate::memberships::{checkout, new, till};
use crate::visit::SignedIn;

/// How often somebody may go to pay.
const JOINS: Limit = Limit { name: "join", attempts: 20, window: Duration::minutes(10) };

/// Agrees on it.
///
/// # Errors
/// 404 for an artist that is not public; the page again for what will not do.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<JoinForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artist = artists::public_by_handle(&mut db, &handle).await?.ok_or_else(PageError::not_found)?;
    if let Some(wait) = throttles::hit(&mut db, JOINS, &visit.account.id.to_string()).await? {
        return Err(PageError::too_many(wait.num_seconds()).leading_to(&urls::artist(&artist.handle), "Go back"));
    }
    let offered = tiers::of_artist(&mut db, artist.id).await?;
    if offered.is_empty() {
        // The last tier was archived while the form was open: there is no page to show again.
        return Ok(visit.redirect_warning(&urls::artist(&artist.handle), "There is nothing to join any more."));
    }
    let terms = match form.check(&offered) {
        Ok(terms) => terms,
        Err(errors) => return refused(&visit, &mut db, &artist, (form, errors)).await,
    };
    let seller = sellers::of(&mut db, artist.id).await?;
    let Ok(account) = till::open(&visit.app, &seller) else {
        return refused(&visit, &mut db, &artist, (form, FieldErrors::default())).await;
    };
    let agreed = NewMembership {
        tier: terms.tier.id,
        account: visit.account.id,
        interval: terms.interval,
        amount_minor: terms.tier.price(terms.interval).unwrap_or_default(),
        country_said: terms.country.to_owned(),
        consented: true,
        wants_letters: terms.wants_letters,
        co_op_fee_bp: co_op_fee_bp(&visit, &mut db, &seller, &terms).await?,
        provider: account.0,
        provider_account: account.1,
    };
    if let Some(open) = checkout::begun(&visit, &mut db, &agreed, &terms.tier).await? {
        return Ok(visit.redirect(&checkout::open(&visit, &mut db, &open, &terms.tier).await?));
    }
    match memberships::begin(&mut db, &agreed, Utc::now()).await {
        Ok(begun) => Ok(visit.redirect(&checkout::open(&visit, &mut db, &begun, &terms.tier).await?)),
        Err(JoinError::Database(error)) => Err(error.into()),
        Err(error @ JoinError::AlreadyMember) => {
            Ok(visit.redirect_warning(urls::memberships::INDEX, &error.to_string()))
        }
        Err(error @ JoinError::NotOffered) => {
            refused(&visit, &mut db, &artist, (form, FieldErrors::one("plan", &error.to_string()))).await
        }
    }
}

async fn refused(
    visit: &SignedIn,
    db: &mut Connection,
    artist: &Artist,
    (form, errors): (JoinForm, FieldErrors),
) -> Result<HttpResponse, PageError> {
    new::again(visit, db, artist, (StatusCode::UNPROCESSABLE_ENTITY, form, errors)).await
}

/// What the co-op gets of each payment. Its share is of the amount without tax; the provider reckons with a share of the whole.
async fn co_op_fee_bp(visit: &SignedIn, db: &mut Connection, seller: &Seller, terms: &Terms) -> Result<i32, PageError> {
    let own = i32::from(visit.app.settings.co_op_fee_bp);
    let rate = tax_rates::on(db, terms.country, Utc::now().date_naive()).await?;
    let (Some(currency), Some(amount)) = (money::currency(&terms.tier.currency), terms.tier.price(terms.interval))
    else {
        return Ok(own);
    };
    let tax = pricing::quote(seller, currency, amount, rate, own).tax_minor;
    let net = i64::from(own) * (amount - tax);
    Ok(i32::try_from(net / amount.max(1)).unwrap_or(own))
}
