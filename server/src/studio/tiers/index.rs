//! `GET /studio/artists/{handle}/tiers`: what an artist offers to members.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::Artist;
use model::tiers::{self, Tier};
use model::{memberships, sellers};

use crate::error::PageError;
use crate::memberships::{till, words};
use crate::page::{Page, render};
use crate::studio::find;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/tiers/index.html")]
pub struct TiersPage {
    /// The common part.
    pub page: Page,
    /// The artist.
    pub artist: Artist,
    /// Those that can be joined, in order.
    pub rows: Vec<Row>,
    /// Those that cannot.
    pub archived: Vec<Row>,
    /// Whether nobody can pay yet.
    pub is_closed: bool,
    /// Where another one is made; empty when there are enough.
    pub new: String,
    /// Where the order is saved.
    pub order: String,
    /// The members.
    pub members: String,
    /// How many there are.
    pub count: usize,
}

/// A tier in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its place, from 1.
    pub position: usize,
    /// What it is called.
    pub name: String,
    /// "€5.00 a month, or €50.00 a year".
    pub prices: String,
    /// Its form.
    pub href: String,
    /// Where it is archived, or offered again.
    pub archiving: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let all = tiers::all_of_artist(&mut db, artist.id).await?;
    let (open, archived): (Vec<Tier>, Vec<Tier>) = all.into_iter().partition(Tier::is_open);
    let seller = sellers::of(&mut db, artist.id).await?;
    let count = memberships::of_artist(&mut db, artist.id).await?.len();
    let is_full = open.len() >= tiers::AT_MOST;
    render(&TiersPage {
        page: visit.page(&format!("Tiers of {}", artist.name)).hidden().in_hues(artist.hue1, artist.hue2),
        rows: (1..).zip(&open).map(row).collect(),
        archived: (1..).zip(&archived).map(row).collect(),
        is_closed: till::open(&visit.app, &seller).is_err(),
        new: if is_full { String::new() } else { urls::memberships::new_tier(&artist.handle) },
        order: urls::memberships::tiers_order(&artist.handle),
        members: urls::memberships::members(&artist.handle),
        count,
        artist,
    })
}

fn row((position, tier): (usize, &Tier)) -> Row {
    Row {
        id: tier.id.to_string(),
        position,
        name: tier.name.clone(),
        prices: words::prices(tier),
        href: urls::memberships::tier(tier.id.0),
        archiving: urls::memberships::archiving(tier.id.0),
    }
}
