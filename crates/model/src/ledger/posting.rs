//! Posting: what the books should say of a purchase, less what they say, becomes a transaction.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{Book, Entry, TransactionKind, shares, target};
use crate::Connection;
use crate::ids::{ArtistId, LedgerTransactionId, PurchaseId};
use crate::purchases::{Dispute, DisputeState, Known, Purchase};
use crate::schema::{ledger_entries, ledger_transactions};

/// Brings the books to what is known of a purchase. Each thing that happened since is a transaction of its own, even when the news of
/// several came at once: `before` is what was known when they were last brought there, `None` for a sale that is new.
pub(crate) async fn follow(
    connection: &mut Connection,
    purchase: &Purchase,
    (before, after): (Option<&Known>, &Known),
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let shares = shares::of(connection, purchase.id).await?;
    let mut held = of_purchase(connection, purchase.id).await?;
    // The last step finds nothing to do unless the books were wrong before.
    let last = (TransactionKind::Correction, after.clone());
    for (kind, known) in steps(before, after).into_iter().chain([last]) {
        let wanted = target(purchase, &known, &shares);
        let entries = difference(&wanted, &held);
        if !entries.is_empty() {
            write(connection, (purchase.id, &purchase.currency), (kind, &entries), now).await?;
        }
        held = wanted;
    }
    Ok(())
}

/// What happened, one thing after the other, with what was known after each.
pub(super) fn steps(before: Option<&Known>, after: &Known) -> Vec<(TransactionKind, Known)> {
    let mut steps = Vec::new();
    let mut known = before.cloned().unwrap_or_default();
    if before.is_none() {
        known.fee_minor = after.fee_minor;
        steps.push((TransactionKind::Sale, known.clone()));
    } else if known.fee_minor != after.fee_minor {
        known.fee_minor = after.fee_minor;
        steps.push((TransactionKind::ProcessorFee, known.clone()));
    }
    if known.refunded_minor != after.refunded_minor {
        known.refunded_minor = after.refunded_minor;
        steps.push((TransactionKind::Refund, known.clone()));
    }
    for dispute in &after.disputes {
        if known.disputes.contains(dispute) {
            continue;
        }
        let is_new = known.disputes.iter().all(|seen| seen.id != dispute.id);
        if is_new && dispute.state != DisputeState::Open {
            let opened = Dispute { state: DisputeState::Open, ..dispute.clone() };
            known = known.join(&Known { disputes: vec![opened], ..Known::default() });
            steps.push((TransactionKind::Dispute, known.clone()));
        }
        known = known.join(&Known { disputes: vec![dispute.clone()], ..Known::default() });
        steps.push((of_dispute(dispute.state), known.clone()));
    }
    steps
}

const fn of_dispute(state: DisputeState) -> TransactionKind {
    match state {
        DisputeState::Open => TransactionKind::Dispute,
        DisputeState::Won => TransactionKind::DisputeWon,
        DisputeState::Lost => TransactionKind::DisputeLost,
    }
}

/// Adds an amount to the entry of its book, or makes one.
pub(super) fn add(entries: &mut Vec<Entry>, new: &Entry) {
    match entries.iter_mut().find(|entry| (entry.book, entry.artist) == (new.book, new.artist)) {
        Some(entry) => entry.amount_minor += new.amount_minor,
        None => entries.push(new.clone()),
    }
}

/// What is to be written so that the books say `wanted` where they say `held`.
pub(super) fn difference(wanted: &[Entry], held: &[Entry]) -> Vec<Entry> {
    let mut entries = wanted.to_vec();
    for entry in held {
        add(&mut entries, &Entry { amount_minor: -entry.amount_minor, ..entry.clone() });
    }
    entries.retain(|entry| entry.amount_minor != 0);
    entries
}

/// What the books say of a purchase: the sum of each side.
///
/// # Errors
/// When the database fails.
pub async fn of_purchase(connection: &mut Connection, purchase: PurchaseId) -> QueryResult<Vec<Entry>> {
    let rows: Vec<(Book, Option<ArtistId>, i64)> = ledger_entries::table
        .inner_join(ledger_transactions::table)
        .filter(ledger_transactions::purchase_id.eq(purchase))
        .order((ledger_transactions::id.asc(), ledger_entries::line.asc()))
        .select((ledger_entries::book, ledger_entries::artist_id, ledger_entries::amount_minor))
        .load(connection)
        .await?;
    let mut sums = Vec::new();
    for (book, artist, amount_minor) in rows {
        add(&mut sums, &Entry { book, artist, amount_minor });
    }
    Ok(sums)
}

/// Writes a transaction of a purchase, in a currency.
pub(super) async fn write(
    connection: &mut Connection,
    (purchase, currency): (PurchaseId, &str),
    (kind, entries): (TransactionKind, &[Entry]),
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let id = LedgerTransactionId::new();
    diesel::insert_into(ledger_transactions::table)
        .values((
            ledger_transactions::id.eq(id),
            ledger_transactions::kind.eq(kind),
            ledger_transactions::purchase_id.eq(purchase),
            ledger_transactions::currency.eq(currency),
            ledger_transactions::occurred_at.eq(now),
        ))
        .execute(connection)
        .await?;
    let rows: Vec<_> = (1_i32..)
        .zip(entries)
        .map(|(line, entry)| {
            (
                ledger_entries::transaction_id.eq(id),
                ledger_entries::line.eq(line),
                ledger_entries::book.eq(entry.book),
                ledger_entries::artist_id.eq(entry.artist),
                ledger_entries::amount_minor.eq(entry.amount_minor),
            )
        })
        .collect();
    diesel::insert_into(ledger_entries::table).values(rows).execute(connection).await?;
    Ok(())
}
