//! `GET /account/memberships/{id}`: one membership: how it stands, what is paid next, and what can be done. Who comes back from the
//! provider's page comes here.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{Duration, Utc};
use model::memberships::{Membership, MembershipState};

use crate::error::PageError;
use crate::memberships::own::{self, Own};
use crate::memberships::{feed, words};
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "memberships/show.html")]
pub struct MembershipPage {
    /// The common part.
    pub page: Page,
    /// Whose member one is.
    pub artist: String,
    /// The artist's page.
    pub artist_href: String,
    /// The artist's tiers.
    pub join: String,
    /// What one has.
    pub tier: String,
    /// "€5.00 a month".
    pub price: String,
    /// How it stands.
    pub state: String,
    /// The same as one word.
    pub is: &'static str,
    /// Since when.
    pub since: String,
    /// What is paid next, and when.
    pub next: String,
    /// Until when it lasts, or when it ended.
    pub ends: String,
    /// Whether it ends with the period.
    pub is_cancelled: bool,
    /// What the tier includes.
    pub includes: Vec<String>,
    /// The whole address of one's own feed of the artist; empty while there is none.
    pub feed: String,
    /// Where it is cancelled, the cancellation taken back, the tier changed, the card changed.
    pub paths: Paths,
}

/// What can be done with it.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is an address named like its handler")]
pub struct Paths {
    pub cancellation: String,
    pub resumption: String,
    pub tier: String,
    pub portal: String,
    pub feed: String,
}

/// Shows it. One that waits for the provider's word is looked at anew.
///
/// # Errors
/// 404 for those of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let before = Own::find(&mut db, &visit, &id).await?;
    let own = if waits(&before.membership) {
        own::settle(&visit.app, before.membership.id).await;
        Own::find(&mut db, &visit, &id).await?
    } else {
        before
    };
    let address = feed::address(&visit.app, &mut db, &own).await?;
    let membership = &own.membership;
    let id = membership.id.0;
    render(&MembershipPage {
        page: visit.page(&format!("Member of {}", own.artist.name)).hidden().in_hues(own.artist.hue1, own.artist.hue2),
        artist: own.artist.name.clone(),
        artist_href: urls::artist(&own.artist.handle),
        join: urls::memberships::join(&own.artist.handle),
        tier: own.tier.name.clone(),
        price: words::price(membership.amount_minor, &membership.currency, membership.interval),
        state: words::state(membership),
        is: membership.state.word(),
        since: words::day(membership.started_at),
        next: words::next_payment(membership),
        ends: words::day(membership.ended_at.or(membership.period_ends_at)),
        is_cancelled: membership.ends_at_period,
        includes: words::includes(&own.tier),
        feed: address,
        paths: Paths {
            cancellation: urls::memberships::cancellation(id),
            resumption: urls::memberships::resumption(id),
            tier: urls::memberships::tier_of(id),
            portal: urls::memberships::portal(id),
            feed: urls::feeds::renewal(id),
        },
    })
}

/// Whether the provider may know more: nobody has paid yet, a payment failed, or the period is over. Asked at most every few seconds.
fn waits(membership: &Membership) -> bool {
    let now = Utc::now();
    let is_fresh = membership.observed_at.is_some_and(|at| now - at < Duration::seconds(5));
    let is_over = membership.is_running() && membership.period_ends_at.is_some_and(|ends| ends < now);
    let may = matches!(membership.state, MembershipState::Open | MembershipState::PastDue | MembershipState::Expired);
    !is_fresh && (may || is_over)
}
