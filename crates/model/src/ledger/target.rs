//! What the books should say of a purchase, worked out from nothing but the purchase, what is known of its payment, and the splits
//! that counted when it was paid. Whatever happened in between: the difference to what they say is written, and they agree.

use super::{Book, Entry, Share};
use crate::ids::ArtistId;
use crate::pricing::{divide_half_up, narrow};
use crate::purchases::{Known, Purchase};

/// What the books should say of a paid purchase. The amounts sum to zero.
///
/// What the seller keeps of the price shrinks with refunds and disputes, and tax and the society's part shrink with it. The co-op
/// gives its fee back with a refund, in proportion, and not with a dispute; the provider gives nothing back. The rest is the
/// seller's, and may be negative. Others share in it as long as it is not.
#[must_use]
pub fn target(purchase: &Purchase, known: &Known, shares: &[Share]) -> Vec<Entry> {
    let amount = purchase.amount_minor;
    let (open, lost) = (known.open_minor(), known.lost_minor());
    let sold = amount - known.refunded_minor;
    let kept = (sold - open - lost).max(0);
    let tax = divide_half_up(i128::from(purchase.tax_minor) * i128::from(kept), i128::from(amount));
    let society = part_of(purchase.society_minor, kept, amount);
    let co_op = part_of(purchase.co_op_fee_minor, sold.max(0), amount);
    let processor = known.fee_minor.unwrap_or(0) + known.dispute_fees_minor();
    let paid = sold - lost;
    let rest = paid - open - tax - society - co_op - processor;
    let shared = split(rest, shares);
    let given: i64 = shared.iter().map(|(_, amount)| amount).sum();
    let ours = [
        (Book::Buyer, None, -paid),
        (Book::Tax, None, tax),
        (Book::Processor, None, processor),
        (Book::CoOp, None, co_op),
        (Book::Society, None, society),
        (Book::Dispute, None, open),
        (Book::Artist, Some(purchase.artist_id), rest - given),
    ];
    let others = shared.into_iter().map(|(payee, amount)| (Book::Split, Some(payee), amount));
    let mut entries = Vec::new();
    for (book, artist, amount_minor) in ours.into_iter().chain(others) {
        super::posting::add(&mut entries, &Entry { book, artist, amount_minor });
    }
    entries
}

/// `of`, shrunk as `kept` is of `whole`, rounded down.
fn part_of(of: i64, kept: i64, whole: i64) -> i64 {
    narrow(i128::from(of) * i128::from(kept) / i128::from(whole.max(1)))
}

/// What each payee gets of what is left for the seller: rounded down, and never more than there is.
fn split(rest: i64, shares: &[Share]) -> Vec<(ArtistId, i64)> {
    let mut left = rest.max(0);
    let mut shared = Vec::new();
    for share in shares {
        let whole = i128::from(share.parts.max(1)) * 10_000;
        let wanted = narrow(i128::from(rest.max(0)) * i128::from(share.share_bp) / whole);
        let given = wanted.min(left);
        left -= given;
        shared.push((share.payee_id, given));
    }
    shared
}
