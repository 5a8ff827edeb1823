//! `GET /account/purchases`: what an account bought and gave.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{DateTime, Utc};
use model::purchases::{self, Purchase, PurchaseState};

use crate::app::App;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::purchases::held;
use crate::releases::words;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "purchases/index.html")]
pub struct PurchasesPage {
    /// The common part.
    pub page: Page,
    /// What was bought, newest first.
    pub purchases: Vec<Bought>,
}

/// A purchase in a list.
pub struct Bought {
    /// Its page: files and receipt.
    pub href: String,
    /// What was bought.
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was paid.
    pub amount: String,
    /// How it stands, where that is remarkable; empty otherwise.
    pub state: String,
    /// Its receipt.
    pub receipt: String,
}

/// Shows it.
///
/// # Errors
/// When the database fails.
pub async fn index(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let all = purchases::of_account(&mut *visit.db().await?, visit.account.id).await?;
    let purchases = all.iter().map(|purchase| Bought::of(&visit.app, purchase)).collect();
    render(&PurchasesPage { page: visit.page("Purchases").hidden(), purchases })
}

impl Bought {
    fn of(app: &App, purchase: &Purchase) -> Self {
        Self {
            href: held::page(app, purchase),
            title: purchase.title.clone(),
            at: purchase.completed_at.unwrap_or(purchase.created_at),
            amount: words::money(purchase.amount_minor, &purchase.currency),
            state: state(purchase),
            receipt: urls::money::receipt(purchase.id.0, &held::key(app, purchase.id)),
        }
    }
}

/// How a purchase stands, where that is remarkable.
#[must_use]
pub fn state(purchase: &Purchase) -> String {
    match purchase.state {
        PurchaseState::Paid if purchase.refunded_minor > 0 => {
            format!("{} given back", words::money(purchase.refunded_minor, &purchase.currency))
        }
        PurchaseState::Paid => String::new(),
        PurchaseState::Open => "Not paid yet".to_owned(),
        PurchaseState::Refunded => "Given back".to_owned(),
        PurchaseState::Disputed => "Disputed".to_owned(),
        PurchaseState::Lost => "Taken back by the bank".to_owned(),
        PurchaseState::Expired => "Not paid".to_owned(),
    }
}
