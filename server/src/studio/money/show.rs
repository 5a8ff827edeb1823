//! `GET /studio/artists/{handle}/money`: what was earned, this month and before.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use model::money;
use model::periods::Month;
use model::purchases::Purchase;
use model::sellers;
use model::statements::{self, Earned};

use super::chart::{self, Chart};
use super::desk::Desk;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/money/show.html")]
pub struct MoneyPage {
    /// The common part.
    pub page: Page,
    /// Whose it is.
    pub desk: Desk,
    /// Whether buyers can pay the artist.
    pub can_be_paid: bool,
    /// This month, by currency.
    pub now: Vec<Row>,
    /// Everything so far, by currency.
    pub ever: Vec<String>,
    /// The last twelve months, by currency.
    pub charts: Vec<Chart>,
    /// Every month in which something was earned, the latest first.
    pub months: Vec<Row>,
    /// Sales a bank disputes.
    pub disputes: Vec<Dispute>,
}

/// A month in one currency.
pub struct Row {
    /// "November 2026".
    pub name: String,
    /// Where its statement is.
    pub href: String,
    /// What was earned.
    pub earned: String,
    /// "3 sales".
    pub sales: String,
}

/// A sale that a bank disputes.
pub struct Dispute {
    /// What was sold.
    pub title: String,
    /// Its receipt.
    pub invoice_number: String,
    /// What the buyer paid.
    pub amount: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn show(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of(&mut connection, &visit, &handle).await?;
    let seller = sellers::of(&mut connection, desk.artist.id).await?;
    let provider = visit.app.payments.provider().map(|(name, _)| name);
    let earned = statements::by_month(&mut connection, desk.artist.id, None).await?;
    let disputes = statements::open_disputes(&mut connection, desk.artist.id).await?;
    let this = Month::current();
    let row = |one: &Earned| row(&desk, one);
    let mut now: Vec<Row> = earned.iter().filter(|one| Month::of(one.month) == this).map(row).collect();
    if now.is_empty() {
        let nothing = Earned { month: this.first(), currency: seller.currency.clone(), earned_minor: 0, sales: 0 };
        now.push(row(&nothing));
    }
    render(&MoneyPage {
        page: desk.page(&visit, "Money"),
        can_be_paid: provider.is_some_and(|name| seller.account_with(name).is_some()),
        now,
        ever: ever(&earned),
        charts: chart::charts(&earned, this),
        months: earned.iter().map(row).collect(),
        disputes: disputes.into_iter().map(dispute).collect(),
        desk,
    })
}

fn ever(earned: &[Earned]) -> Vec<String> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for one in earned {
        *sums.entry(&one.currency).or_insert(0) += one.earned_minor;
    }
    sums.into_iter().map(|(currency, minor)| money::shown(currency, minor)).collect()
}

fn row(desk: &Desk, earned: &Earned) -> Row {
    let month = Month::of(earned.month);
    Row {
        name: month.name(),
        href: urls::books::statement(&desk.artist.handle, &month.to_string()),
        earned: money::shown(&earned.currency, earned.earned_minor),
        sales: if earned.sales == 1 { "1 sale".to_owned() } else { format!("{} sales", earned.sales) },
    }
}

fn dispute(purchase: Purchase) -> Dispute {
    Dispute {
        amount: money::shown(&purchase.currency, purchase.amount_minor),
        title: purchase.title,
        invoice_number: purchase.invoice_number.unwrap_or_default(),
    }
}
