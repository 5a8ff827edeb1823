//! `GET /account/memberships/{id}/tier`: another tier or interval, with what that costs said before.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Utc;
use model::memberships::{Interval, change_to};
use model::tiers::{self, Tier};

use crate::error::PageError;
use crate::memberships::own::Own;
use crate::memberships::{form, words};
use crate::page::{Page, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "memberships/tier/edit.html")]
pub struct ChangeTierPage {
    /// The common part.
    pub page: Page,
    /// Whose member one is.
    pub artist: String,
    /// "Harbour, €5.00 a month".
    pub now: String,
    /// Where the form goes.
    pub action: String,
    /// The membership's page.
    pub back: String,
    /// What else there is: the form's word, what it is, what it costs.
    pub choices: Vec<(String, String, String)>,
    /// What was chosen.
    pub plan: String,
    /// What is wrong with it; empty when nothing is.
    pub problem: String,
}

/// Shows it.
///
/// # Errors
/// 404 for those of others, 409 for one that does not run.
pub async fn edit(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let own = Own::find(&mut *visit.db().await?, &visit, &id).await?;
    own.subscription()?;
    page(&visit, &own, (StatusCode::OK, String::new(), "")).await
}

/// What one can change to: the artist's tiers in the same currency.
///
/// # Errors
/// When the database fails.
pub async fn others(db: &mut model::Connection, own: &Own) -> diesel::QueryResult<Vec<Tier>> {
    let offered = tiers::of_artist(db, own.artist.id).await?;
    Ok(offered.into_iter().filter(|tier| tier.currency == own.membership.currency).collect())
}

/// The page with what was chosen and what is wrong with it.
///
/// # Errors
/// When the database fails.
pub async fn page(
    visit: &SignedIn,
    own: &Own,
    (status, plan, problem): (StatusCode, String, &str),
) -> Result<HttpResponse, PageError> {
    let membership = &own.membership;
    let now = Utc::now();
    let tiers = others(&mut *visit.db().await?, own).await?;
    let all = tiers.iter().flat_map(|tier| Interval::ALL.iter().map(move |interval| (tier, *interval)));
    let choice = |(tier, interval): (&Tier, Interval)| {
        if tier.id == membership.tier_id && interval == membership.interval {
            return None;
        }
        let cost = change_to(membership, (tier.price(interval)?, interval), now);
        let says = words::change(&cost, &membership.currency, interval);
        Some((
            form::plan(tier, interval)?,
            format!("{}, {}", tier.name, words::price(cost.amount_minor, &tier.currency, interval)),
            says,
        ))
    };
    let price = words::price(membership.amount_minor, &membership.currency, membership.interval);
    let page = ChangeTierPage {
        page: visit.page("Change your tier").hidden().in_hues(own.artist.hue1, own.artist.hue2),
        artist: own.artist.name.clone(),
        now: format!("{}, {price}", own.tier.name),
        action: urls::memberships::tier_of(membership.id.0),
        back: own.page(),
        choices: all.filter_map(choice).collect(),
        plan,
        problem: problem.to_owned(),
    };
    render_as(status, &page)
}
