//! Pricing: what something costs a buyer, and where that money goes. Whole numbers throughout.

mod prices;
#[cfg(test)]
mod tests;

pub use prices::{Price, PriceError, of_release, of_track};

use crate::money::Currency;
use crate::sellers::Seller;

/// The whole, in hundredths of a percent.
const WHOLE_BP: i128 = 10_000;
/// What a card costs of an amount, in hundredths of a percent: of a European one, as Stripe charges it.
const CARD_BP: i128 = 150;
/// What a card costs beside that, in hundredths of the currency.
const CARD_HUNDREDTHS: i64 = 25;

/// A price taken apart. The parts sum to `amount_minor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// What the buyer pays, tax included.
    pub amount_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
    /// The rate it was worked out with, in hundredths of a percent.
    pub tax_rate_bp: i32,
    /// What the provider will keep, as far as can be told before: cards differ.
    pub processor_fee_minor: i64,
    /// What the co-op gets.
    pub co_op_fee_minor: i64,
    /// What the collecting society gets.
    pub society_minor: i64,
    /// What is left for the artist; never negative.
    pub artist_minor: i64,
}

/// Takes an amount of this currency apart. `tax_rate_bp` is that of the buyer's country and counts only where the seller charges
/// tax; `co_op_fee_bp` is of the amount without tax, as is the society's share. Where an amount is so small that not everybody can
/// have their part, the co-op goes without first, then the society.
#[must_use]
pub fn quote(seller: &Seller, currency: Currency, amount_minor: i64, tax_rate_bp: i32, co_op_fee_bp: i32) -> Quote {
    let amount_minor = amount_minor.max(0);
    let tax_rate_bp = if seller.charges_tax { tax_rate_bp.max(0) } else { 0 };
    let tax_minor = tax_in(amount_minor, tax_rate_bp);
    let net = amount_minor - tax_minor;
    let processor_fee_minor = card_fee(currency, amount_minor).min(net);
    let society_minor = share_of(net, seller.society_bp).min(net - processor_fee_minor);
    let co_op_fee_minor = share_of(net, co_op_fee_bp).min(net - processor_fee_minor - society_minor);
    // The provider takes it in the steps in which it charges.
    let co_op_fee_minor = co_op_fee_minor / currency.step_minor() * currency.step_minor();
    Quote {
        amount_minor,
        tax_minor,
        tax_rate_bp,
        processor_fee_minor,
        co_op_fee_minor,
        society_minor,
        artist_minor: net - processor_fee_minor - society_minor - co_op_fee_minor,
    }
}

/// The tax in an amount that holds it, rounded half up.
#[must_use]
pub fn tax_in(amount_minor: i64, rate_bp: i32) -> i64 {
    let rate = i128::from(rate_bp.max(0));
    divide_half_up(i128::from(amount_minor) * rate, WHOLE_BP + rate)
}

/// A share of an amount in hundredths of a percent, rounded down.
#[must_use]
pub fn share_of(amount_minor: i64, share_bp: i32) -> i64 {
    narrow(i128::from(amount_minor.max(0)) * i128::from(share_bp.max(0)) / WHOLE_BP)
}

/// What the provider will keep of an amount, as far as can be told before.
fn card_fee(currency: Currency, amount_minor: i64) -> i64 {
    let fixed = (CARD_HUNDREDTHS * currency.per_unit() / 100).max(1);
    divide_half_up(i128::from(amount_minor) * CARD_BP, WHOLE_BP).saturating_add(fixed)
}

/// A quotient of what is not negative, rounded half up.
pub(crate) fn divide_half_up(dividend: i128, divisor: i128) -> i64 {
    if divisor <= 0 { 0 } else { narrow((dividend.max(0) * 2 + divisor) / (divisor * 2)) }
}

/// What came from amounts of 64 bits and shares below the whole has room in 64 bits.
pub(crate) fn narrow(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(i64::MAX)
}
