//! Where an amount goes: the artist, the co-op, the card's fees, tax, a collecting society.

use model::pricing::Quote;

use crate::app::App;
use crate::purchases::goods::Goods;

/// How wide the whole bar is.
const WIDTH: i64 = 1000;

/// What `components/split.html` shows.
#[derive(Debug, Clone, Default)]
pub struct Split {
    /// The parts that are there.
    pub parts: Vec<Part>,
}

/// A part of an amount.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where it goes.
    pub name: String,
    /// "€8.17".
    pub amount: String,
    /// Where its piece of the bar begins.
    pub at: i64,
    /// How wide that is.
    pub width: i64,
}

impl Split {
    /// Of an amount that was taken apart.
    #[must_use]
    pub fn of(app: &App, goods: &Goods, quote: &Quote) -> Self {
        let co_op = format!("{}, {} %", app.name(), percent(i32::from(app.settings.co_op_fee_bp)));
        let society = format!("{}, {} %", goods.seller.society, percent(goods.seller.society_bp));
        let named = [
            (goods.artist.name.clone(), quote.artist_minor),
            (co_op, quote.co_op_fee_minor),
            ("Card fees, about".to_owned(), quote.processor_fee_minor),
            (format!("Tax, {} %", percent(quote.tax_rate_bp)), quote.tax_minor),
            (society, quote.society_minor),
        ];
        let mut split = Self::default();
        let mut before = 0;
        for (name, minor) in named {
            // The first three keep their colours, so they stay where they are even when there is nothing in them.
            if minor <= 0 && split.parts.len() >= 3 {
                continue;
            }
            let at = before * WIDTH / quote.amount_minor.max(1);
            before += minor.max(0);
            let end = before * WIDTH / quote.amount_minor.max(1);
            split.parts.push(Part { name, amount: goods.money(minor), at, width: end - at });
        }
        split
    }
}

/// Hundredths of a percent as "7.5" or "10".
#[must_use]
pub fn percent(bp: i32) -> String {
    match (bp / 100, bp % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        (whole, rest) => format!("{whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_told_as_people_write_them() {
        assert_eq!([percent(1000), percent(750), percent(2550), percent(805)], ["10", "7.5", "25.5", "8.05"]);
    }
}
