//! `GET /account/memberships`: one's memberships.

use actix_web::HttpResponse;
use askama::Template;
use model::memberships::{self, Mine};

use crate::error::PageError;
use crate::memberships::words;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "memberships/index.html")]
pub struct MembershipsPage {
    /// The common part.
    pub page: Page,
    /// Those that run first.
    pub rows: Vec<Row>,
}

/// A membership in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Whose member one is.
    pub artist: String,
    /// The artist's page.
    pub artist_href: String,
    /// What one has: "Harbour, €5.00 a month".
    pub tier: String,
    /// How it stands.
    pub state: String,
    /// Its colour.
    pub class: &'static str,
    /// What is paid next, and when; empty where nothing is.
    pub next: String,
    /// Its page.
    pub href: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let rows = memberships::mine(&mut db, visit.account.id).await?.iter().map(row).collect();
    render(&MembershipsPage { page: visit.page("Memberships").hidden(), rows })
}

fn row(mine: &Mine) -> Row {
    let membership = &mine.membership;
    let price = words::price(membership.amount_minor, &membership.currency, membership.interval);
    Row {
        artist: mine.artist.name.clone(),
        artist_href: urls::artist(&mine.artist.handle),
        tier: format!("{}, {price}", mine.tier.name),
        state: words::state(membership),
        class: if membership.state == memberships::MembershipState::PastDue { "bad" } else { "" },
        next: words::next_payment(membership),
        href: urls::memberships::show(membership.id.0),
    }
}
