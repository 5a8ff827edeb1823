//! What a statement calls things.

use model::ledger::TransactionKind;
use model::purchases::PurchaseKind;
use model::statements::Line;

/// The columns of amounts, in the order of [`amounts`].
pub const AMOUNTS: [&str; 8] =
    ["Paid by buyer", "Tax", "Card fees", "Co-op", "Society", "Held by a bank", "Shared", "Yours"];

/// The amounts of a line: what the buyer paid is the sum of the others, where the artist is the seller.
#[must_use]
pub const fn amounts(line: &Line) -> [i64; 8] {
    [
        line.figures.gross_minor,
        line.figures.tax_minor,
        line.figures.processor_minor,
        line.figures.co_op_minor,
        line.figures.society_minor,
        line.figures.dispute_minor,
        line.split_minor,
        line.earned_minor,
    ]
}

/// Why a transaction was written, for people.
#[must_use]
pub const fn kind(line: &Line) -> &'static str {
    match (line.kind, line.is_own) {
        (TransactionKind::Sale, true) => "Sale",
        (TransactionKind::Sale, false) => "Share of a sale",
        (TransactionKind::ProcessorFee, _) => "Card fee",
        (TransactionKind::Refund, _) => "Refund",
        (TransactionKind::Dispute, _) => "Dispute",
        (TransactionKind::DisputeWon, _) => "Dispute won",
        (TransactionKind::DisputeLost, _) => "Dispute lost",
        (TransactionKind::Correction, _) => "Correction",
        (TransactionKind::Refused, _) => "Payment refused",
        (TransactionKind::Returned, _) => "Payment returned",
    }
}

/// What was sold, for people.
#[must_use]
pub const fn thing(line: &Line) -> &'static str {
    match line.purchase_kind {
        PurchaseKind::Release => "Release",
        PurchaseKind::Track => "Track",
        PurchaseKind::Tip => "Tip",
        PurchaseKind::Ticket => "Ticket",
        PurchaseKind::Membership => "Membership",
    }
}
