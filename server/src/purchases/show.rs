//! `GET /purchases/{id}/{key}`: the page one comes back to from paying, and to which the mail leads: thanks, files, receipt.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{Duration, Utc};
use model::purchases::{self, Purchase, PurchaseKind, PurchaseState};
use model::{Connection, shows, tickets};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::purchases::files::Files;
use crate::purchases::held;
use crate::purchases::ticket::TicketBox;
use crate::releases::words;
use crate::visit::Visit;

/// How long after its end a purchase may still turn out to have been paid.
const MAY_STILL_COME: Duration = Duration::days(2);

/// The page of a purchase.
#[derive(Template)]
#[template(path = "purchases/show.html")]
pub struct PurchasePage {
    /// The common part.
    pub page: Page,
    /// What was bought.
    pub title: String,
    /// "€9.00".
    pub amount: String,
    /// Where the receipt goes.
    pub email: String,
    /// How it stands.
    pub stage: Stage,
    /// What was bought, as files.
    pub files: Option<Files>,
    /// The receipt; empty while there is none.
    pub receipt: String,
    /// What of it was given back; empty for nothing.
    pub given_back: String,
    /// The artist's page, or that of what was bought.
    pub back: String,
    /// Whether it is an account's, and not a guest's.
    pub has_account: bool,
    /// Whether it is a ticket.
    pub is_ticket: bool,
}

/// How a purchase stands, for the one who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It can be paid at this address.
    ToPay(String),
    /// The provider does not answer: nobody knows whether it is paid.
    Unknown,
    /// Nobody paid it in time.
    Ended,
    /// It was paid when it could not be had any more: the money is to go back.
    TooLate,
    /// It is paid.
    Paid,
    /// It is paid, and a gift.
    Given,
    /// It is paid, and lets the buyer into a show.
    Ticket(TicketBox),
    /// The money went back.
    Returned,
    /// The buyer's bank asks for it back.
    Disputed,
}

/// Shows it; what was paid a moment ago is completed first.
///
/// # Errors
/// 404 without the right key.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, key) = path.into_inner();
    let mut db = visit.db().await?;
    let purchase = held::find(&mut db, &visit.app, &id, &key).await?;
    let (purchase, answered) = settled(&visit, &mut db, purchase).await?;
    let stage = stage(&purchase, answered, urls::money::payment(purchase.id.0, &key));
    let stage = match stage {
        Stage::Given if purchase.kind == PurchaseKind::Ticket => {
            Stage::Ticket(TicketBox::of(&mut db, &purchase, &key).await?)
        }
        stage => stage,
    };
    let files = if stage == Stage::Paid { Files::of(&mut db, &visit.app, &purchase).await? } else { None };
    let artist = model::artists::find(&mut db, purchase.artist_id).await?.ok_or_else(PageError::not_found)?;
    let show = tickets::show_of(&mut db, purchase.id).await?;
    let show = match show {
        Some(id) => shows::find(&mut db, id).await?.map(|show| urls::live::show(&show.slug)),
        None => None,
    };
    drop(db);
    let page = files.as_ref().map(|files| files.release_href.clone());
    let back = page.or(show).unwrap_or_else(|| urls::artist(&artist.handle));
    let is_there = purchase.invoice_number.is_some();
    render(&PurchasePage {
        page: visit.page(&purchase.title).in_hues(artist.hue1, artist.hue2).hidden(),
        amount: words::money(purchase.amount_minor, &purchase.currency),
        email: purchase.email.clone(),
        stage,
        files,
        receipt: if is_there { urls::money::receipt(purchase.id.0, &key) } else { String::new() },
        given_back: match purchase.refunded_minor {
            0 => String::new(),
            minor => words::money(minor, &purchase.currency),
        },
        back,
        has_account: purchase.account_id.is_some(),
        is_ticket: purchase.kind == PurchaseKind::Ticket,
        title: purchase.title,
    })
}

/// The purchase as the provider says it stands now, and whether the provider could be asked.
async fn settled(visit: &Visit, db: &mut Connection, purchase: Purchase) -> Result<(Purchase, bool), PageError> {
    let may_come = matches!(purchase.state, PurchaseState::Open | PurchaseState::Expired);
    if !may_come || purchase.checkout_id.is_none() || purchase.expires_at + MAY_STILL_COME < Utc::now() {
        return Ok((purchase, true));
    }
    let answered = match worker::settling::purchase(&visit.app.payments, &visit.app.pool, purchase.id).await {
        Ok(_) => true,
        Err(error) => {
            tracing::warn!(%error, purchase = %purchase.id, "a purchase could not be settled");
            false
        }
    };
    let now = purchases::find(db, purchase.id).await?;
    Ok((now.unwrap_or(purchase), answered))
}

fn stage(purchase: &Purchase, answered: bool, pay: String) -> Stage {
    match purchase.state {
        PurchaseState::Open if !answered => Stage::Unknown,
        PurchaseState::Open if purchase.expires_at > Utc::now() => Stage::ToPay(pay),
        PurchaseState::Expired if purchase.payment_id.is_some() => Stage::TooLate,
        PurchaseState::Open | PurchaseState::Expired => Stage::Ended,
        PurchaseState::Paid if matches!(purchase.kind, PurchaseKind::Release | PurchaseKind::Track) => Stage::Paid,
        PurchaseState::Paid => Stage::Given,
        PurchaseState::Disputed => Stage::Disputed,
        PurchaseState::Refunded | PurchaseState::Lost => Stage::Returned,
    }
}
