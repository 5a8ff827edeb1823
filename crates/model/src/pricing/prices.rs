//! Prices: what a release or a track costs just now, and which amounts a buyer may pay for it.

use diesel::{OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use super::{WHOLE_BP, divide_half_up};
use crate::Connection;
use crate::ids::{ReleaseId, TrackId};
use crate::money::{self, Currency};
use crate::releases::PriceMode;
use crate::schema::{releases, tracks};

/// What something costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Whether buyers may give more; never [`PriceMode::Free`].
    pub mode: PriceMode,
    /// The price, or the least of it.
    pub amount_minor: i64,
    /// In which currency.
    pub currency: Currency,
}

/// Why an amount will not do. The sentences are for the buyer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// Less than it costs, or than cards can be charged.
    #[error("The least you can pay is {0}.")]
    TooLittle(String),
    /// More than cards can take.
    #[error("The most you can pay is {0}.")]
    TooMuch(String),
    /// Between two steps in which cards are charged.
    #[error("Cards are charged in steps of {0}.")]
    BetweenSteps(String),
}

impl Price {
    /// What a buyer pays who names an amount, or none, and gets a discount in hundredths of a percent. What a fixed price costs, the
    /// buyer does not say.
    ///
    /// # Errors
    /// When the amount is less than the price, more than anything may cost, or something that cards cannot be charged.
    pub fn amount(&self, named_minor: Option<i64>, discount_bp: i32) -> Result<i64, PriceError> {
        let least = self.least(discount_bp);
        let amount = match self.mode {
            PriceMode::Minimum => named_minor.unwrap_or(least),
            PriceMode::Fixed | PriceMode::Free => least,
        };
        let said = |minor| format!("{} {}", self.currency.plain(minor), self.currency.code);
        if amount < least {
            return Err(PriceError::TooLittle(said(least)));
        }
        // Where nothing will do, so does what cards can be charged, and nothing in between.
        if amount != 0 && amount < self.currency.least_minor() {
            return Err(PriceError::TooLittle(said(self.currency.least_minor())));
        }
        if amount > self.currency.most_minor() {
            return Err(PriceError::TooMuch(said(self.currency.most_minor())));
        }
        if amount % self.currency.step_minor() != 0 {
            return Err(PriceError::BetweenSteps(said(self.currency.step_minor())));
        }
        Ok(amount)
    }

    /// The least that somebody with a discount pays: nothing, or as much as a card can be charged, rounded up to what it can be.
    #[must_use]
    pub fn least(&self, discount_bp: i32) -> i64 {
        let kept = WHOLE_BP - i128::from(discount_bp.clamp(0, 10_000));
        let (least, step) = (self.currency.least_minor(), self.currency.step_minor());
        let exact = divide_half_up(i128::from(self.amount_minor) * kept, WHOLE_BP);
        if exact == 0 {
            return 0;
        }
        // At most one step more than a sum of money.
        exact.max(least).saturating_add(step - 1) / step * step
    }
}

/// What a release costs; `None` for one that is free or gone. A release whose least price is nothing can be had for nothing, and
/// bought for more.
///
/// # Errors
/// When the database fails.
pub async fn of_release(connection: &mut Connection, release: ReleaseId) -> QueryResult<Option<Price>> {
    let found: Option<(PriceMode, i64, String)> = releases::table
        .find(release)
        .select((releases::price_mode, releases::price_amount_minor, releases::price_currency))
        .first(connection)
        .await
        .optional()?;
    Ok(found.and_then(|(mode, amount, code)| price(mode, amount, &code)))
}

/// What a track costs by itself; `None` for one that is not sold by itself, or whose release is free.
///
/// # Errors
/// When the database fails.
pub async fn of_track(connection: &mut Connection, track: TrackId) -> QueryResult<Option<Price>> {
    let found: Option<(Option<PriceMode>, i64, PriceMode, String)> = tracks::table
        .inner_join(releases::table)
        .filter(diesel::ExpressionMethods::eq(tracks::id, track))
        .select((tracks::price_mode, tracks::price_amount_minor, releases::price_mode, releases::price_currency))
        .first(connection)
        .await
        .optional()?;
    Ok(found.and_then(|(mode, amount, of_release, code)| {
        let mode = mode.filter(|_| of_release != PriceMode::Free)?;
        price(mode, amount, &code)
    }))
}

fn price(mode: PriceMode, amount_minor: i64, code: &str) -> Option<Price> {
    let currency = money::currency(code)?;
    (mode != PriceMode::Free).then_some(Price { mode, amount_minor, currency })
}
