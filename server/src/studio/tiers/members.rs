//! `GET /studio/artists/{handle}/memberships`: an artist's members.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::memberships::{self, Interval, Member, MembershipState};

use crate::error::PageError;
use crate::memberships::words;
use crate::page::{Page, render};
use crate::studio::find;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/tiers/members.html")]
pub struct StudioMembersPage {
    /// The common part.
    pub page: Page,
    /// The artist.
    pub artist: Artist,
    /// The artist's tiers.
    pub tiers: String,
    /// Newest first.
    pub rows: Vec<Row>,
}

/// A member in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// The member's name.
    pub name: String,
    /// "Harbour, by the month".
    pub tier: String,
    /// How it stands.
    pub state: &'static str,
    /// Its colour.
    pub class: &'static str,
    /// Since when.
    pub since: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let rows = memberships::of_artist(&mut db, artist.id).await?.iter().map(row).collect();
    render(&StudioMembersPage {
        page: visit.page(&format!("Members of {}", artist.name)).hidden().in_hues(artist.hue1, artist.hue2),
        tiers: urls::memberships::tiers(&artist.handle),
        artist,
        rows,
    })
}

fn row(member: &Member) -> Row {
    let by = match member.interval {
        Interval::Month => "by the month",
        Interval::Year => "by the year",
    };
    let (state, class) = match member.state {
        MembershipState::PastDue => ("Payment failed", "bad"),
        _ if member.ends_at_period => ("Cancelled, ends with the period", ""),
        MembershipState::Trialing => ("Free days", ""),
        _ => ("Active", "good"),
    };
    let since = words::day(Some(member.since));
    Row { name: member.name.clone(), tier: format!("{}, {by}", member.tier), state, class, since }
}
