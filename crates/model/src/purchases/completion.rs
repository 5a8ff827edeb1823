//! Completion: the money is there, and everything that follows from it is written in the same transaction.

use chrono::{DateTime, Datelike, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use super::{Known, PaymentStanding, Purchase, PurchaseKind, PurchaseState, invoices, notices};
use crate::entitlements::granting;
use crate::jobs::{self, SendReceipt};
use crate::schema::purchases;
use crate::subscribers::{self, Source};
use crate::{Connection, chat, ledger};

/// Completes a purchase that costs nothing: there is no money to wait for, and no provider to ask.
pub(super) async fn give(connection: &mut Connection, purchase: Purchase, now: DateTime<Utc>) -> QueryResult<Purchase> {
    let standing = PaymentStanding { paid: true, fee_minor: Some(0), ..PaymentStanding::default() };
    complete(connection, purchase, &standing, now).await
}

/// Completes a purchase that is locked: entitlement, books, number, mails, letters. Gives it as it stands then: paid, with what the
/// provider keeps, and before anything was given back.
pub(super) async fn complete(
    connection: &mut Connection,
    purchase: Purchase,
    standing: &PaymentStanding,
    now: DateTime<Utc>,
) -> QueryResult<Purchase> {
    let number = invoices::next(connection, purchase.artist_id, now.year()).await?;
    let tax = standing.tax_minor.filter(|tax| (0..purchase.amount_minor).contains(tax)).unwrap_or(purchase.tax_minor);
    let fee = Known::from_standing(standing, purchase.amount_minor).fee_minor;
    let paid = diesel::update(purchases::table.find(purchase.id))
        .set((
            purchases::state.eq(PurchaseState::Paid),
            purchases::payment_id.eq(&standing.payment),
            purchases::invoice_number.eq(Some(number)),
            purchases::tax_minor.eq(tax),
            purchases::processor_fee_minor.eq(fee),
            purchases::completed_at.eq(Some(now)),
        ))
        .returning(Purchase::as_returning())
        .get_result(connection)
        .await?;
    granting::grant(connection, &paid, now).await?;
    ledger::shares::keep(connection, &paid, now).await?;
    let known = Known { fee_minor: fee, ..Known::default() };
    ledger::posting::follow(connection, &paid, (None, &known), now).await?;
    if paid.wants_letters {
        subscribe(connection, &paid).await?;
    }
    jobs::enqueue(connection, &SendReceipt { purchase_id: paid.id }).await?;
    notices::sold(connection, &paid).await?;
    if paid.kind == PurchaseKind::Tip {
        chat::tip(connection, &paid, now).await?;
    }
    Ok(paid)
}

/// The buyer asked for the artist's letters. Who has confirmed the address with an account need not do it again; others get a mail.
async fn subscribe(connection: &mut Connection, purchase: &Purchase) -> QueryResult<()> {
    let source = match purchase.kind {
        PurchaseKind::Membership => Source::Membership,
        PurchaseKind::Release | PurchaseKind::Track | PurchaseKind::Tip | PurchaseKind::Ticket => Source::Checkout,
    };
    subscribers::ask(connection, purchase.artist_id, (&purchase.email, purchase.account_id), source).await?;
    Ok(())
}
