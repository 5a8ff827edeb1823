//! `GET /studio/sales` and `GET /studio/sales/{artist}`: every sale by name, with how it stands.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::members;
use model::purchases::Purchase;
use model::sales;
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::purchases::index::state;
use crate::releases::words;
use crate::studio::find;
use crate::visit::SignedIn;

/// How many sales a page holds.
const PER_PAGE: i64 = 50;

/// The page.
#[derive(Template)]
#[template(path = "studio/sales/index.html")]
pub struct SalesPage {
    /// The common part.
    pub page: Page,
    /// Whose sales they are.
    pub artist: Artist,
    /// The account's other artists: their sales and name.
    pub others: Vec<(String, String)>,
    /// The sales.
    pub sales: Vec<Sold>,
    /// Older ones; empty for none.
    pub older: String,
    /// Newer ones; empty for none.
    pub newer: String,
}

/// A sale in the list.
pub struct Sold {
    /// Its page.
    pub href: String,
    /// What was sold.
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who bought it.
    pub email: String,
    /// What they paid.
    pub amount: String,
    /// How it stands, where that is remarkable.
    pub state: String,
}

/// Which page of them.
#[derive(Debug, Default, Deserialize)]
pub struct Paging {
    page: Option<i64>,
}

/// Leads to those of the account's first artist.
///
/// # Errors
/// When the database fails.
pub async fn first(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let artists = members::artists_of(&mut *visit.db().await?, visit.account.id).await?;
    let first = artists.first().map(|artist| urls::money::sales(&artist.handle));
    Ok(visit.redirect(first.as_deref().unwrap_or("/studio/artists")))
}

/// Shows those of an artist.
///
/// # Errors
/// 404 for artists the account does not manage.
pub async fn index(
    visit: SignedIn,
    handle: web::Path<String>,
    paging: web::Query<Paging>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, _) = find::artist(&mut db, &visit, &handle).await?;
    let number = paging.page.unwrap_or(0).clamp(0, 1_000_000);
    let mut found = sales::of_artist(&mut db, artist.id, number, PER_PAGE).await?;
    let is_full = i64::try_from(found.len()).unwrap_or(0) == PER_PAGE;
    let others = members::artists_of(&mut db, visit.account.id).await?;
    let own = urls::money::sales(&artist.handle);
    let others = others.into_iter().filter(|other| other.id != artist.id);
    render(&SalesPage {
        page: visit.page(&format!("Sales of {}", artist.name)).hidden(),
        others: others.map(|other| (urls::money::sales(&other.handle), other.name)).collect(),
        sales: found.drain(..).map(|purchase| Sold::of(&artist, purchase)).collect(),
        older: if is_full { format!("{own}?page={}", number + 1) } else { String::new() },
        newer: if number > 0 { format!("{own}?page={}", number - 1) } else { String::new() },
        artist,
    })
}

impl Sold {
    fn of(artist: &Artist, purchase: Purchase) -> Self {
        Self {
            href: urls::money::sale(&artist.handle, purchase.id.0),
            at: purchase.completed_at.unwrap_or(purchase.created_at),
            amount: words::money(purchase.amount_minor, &purchase.currency),
            state: state(&purchase),
            title: purchase.title,
            email: purchase.email,
        }
    }
}
