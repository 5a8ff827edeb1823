//! Money that was refused: it came for what could not be sold (another amount, or the last copy was gone), and it goes back. The
//! provider keeps its fee all the same, so the seller's books must know of it.

use chrono::{DateTime, Utc};
use diesel::QueryResult;

use super::posting::{difference, of_purchase, write};
use super::{Book, Entry, TransactionKind};
use crate::Connection;
use crate::ids::ArtistId;
use crate::purchases::{PaymentStanding, Purchase};

/// Brings the books to what is known of such money. Older news, or the same again, write nothing.
pub(crate) async fn follow(
    connection: &mut Connection,
    purchase: &Purchase,
    standing: &PaymentStanding,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let mut held = of_purchase(connection, purchase.id).await?;
    let said = |book| held.iter().filter(|entry| entry.book == book).map(|entry| entry.amount_minor).sum::<i64>();
    let amount = standing.amount_minor.max(0);
    let back_before = if held.is_empty() { 0 } else { (amount + said(Book::Buyer)).max(0) };
    let back = standing.refunded_minor.clamp(0, amount).max(back_before);
    let fee = standing.fee_minor.unwrap_or(0).max(said(Book::Processor));
    for (kind, back) in [(TransactionKind::Refused, back_before), (TransactionKind::Returned, back)] {
        let wanted = target(purchase.artist_id, amount - back, fee);
        let entries = difference(&wanted, &held);
        if !entries.is_empty() {
            write(connection, (purchase.id, currency(purchase, standing)), (kind, &entries), now).await?;
        }
        held = wanted;
    }
    Ok(())
}

/// The seller has what the buyer has not got back yet, less the fee. The amounts sum to zero.
fn target(seller: ArtistId, kept: i64, fee: i64) -> Vec<Entry> {
    vec![
        Entry { book: Book::Buyer, artist: None, amount_minor: -kept },
        Entry { book: Book::Processor, artist: None, amount_minor: fee },
        Entry { book: Book::Artist, artist: Some(seller), amount_minor: kept - fee },
    ]
}

/// That of the money, which may not be the one that was agreed on.
fn currency<'a>(purchase: &'a Purchase, standing: &'a PaymentStanding) -> &'a str {
    let is_code = standing.currency.len() == 3 && standing.currency.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_code { &standing.currency } else { &purchase.currency }
}
