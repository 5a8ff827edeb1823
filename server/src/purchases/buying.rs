//! What the box beside a release or track says about buying it.

use model::Connection;
use model::entitlements::Rights;
use model::money::Currency;
use model::releases::PriceMode;

use crate::error::PageError;
use crate::purchases::goods::Goods;
use crate::purchases::split::Split;
use crate::releases::record::{Entry, Record};
use crate::visit::Visit;

/// Below how many copies it is said how many are left.
const FEW: i64 = 100;

/// The part of the box with the price.
#[derive(Debug, Clone)]
pub struct Buying {
    /// "€9.00", "€9.00 or more".
    pub price: String,
    /// Why it cannot be bought now; empty when it can.
    pub closed: String,
    /// Where it is bought.
    pub action: String,
    /// The field for an amount, where the buyer names it.
    pub amount: Option<Amount>,
    /// What stands on the button.
    pub button: String,
    /// Where the money goes.
    pub split: Split,
    /// "7 copies are left."; empty where there is no limit.
    pub left: String,
    /// Whether tax is in the price.
    pub with_tax: bool,
    /// The whole release, beside a track that is sold by itself: its page and price.
    pub whole: Option<(String, String)>,
}

/// A field for an amount.
#[derive(Debug, Clone)]
pub struct Amount {
    /// The sign before it.
    pub symbol: &'static str,
    /// What stands in it.
    pub value: String,
    /// "9.00 or more".
    pub hint: String,
}

impl Amount {
    /// An amount from `least` on, with `value` in the field.
    #[must_use]
    pub fn new(currency: Currency, least_minor: i64, value: String) -> Self {
        let hint = match least_minor {
            0 => format!("Nothing, or {} or more", currency.plain(currency.least_minor())),
            least => format!("{} or more", currency.plain(least)),
        };
        Self { symbol: currency.symbol, value, hint }
    }
}

impl Buying {
    /// Of a whole release; `None` for a free one, and for whoever may have it already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_release(
        db: &mut Connection,
        visit: &Visit,
        record: &Record,
        rights: &Rights,
    ) -> Result<Option<Self>, PageError> {
        if record.sleeve.release.price_mode == PriceMode::Free || rights.whole.download {
            return Ok(None);
        }
        let (artist, release) = (record.sleeve.artist.clone(), record.sleeve.release.clone());
        let goods = Goods::of_release(db, visit, artist, release).await?;
        Self::of(db, visit, &goods).await.map(Some)
    }

    /// Of a track: by itself where it has a price, else with its release; `None` for a free one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_track(
        db: &mut Connection,
        visit: &Visit,
        record: &Record,
        (entry, rights): (&Entry, &Rights),
    ) -> Result<Option<Self>, PageError> {
        let Some(whole) = Self::of_release(db, visit, record, rights).await? else { return Ok(None) };
        let sleeve = &record.sleeve;
        let track = (sleeve.release.clone(), entry.track.clone());
        let Some(goods) = Goods::of_track(db, visit, sleeve.artist.clone(), track).await? else {
            return Ok(Some(whole));
        };
        let page = urls::release(&sleeve.artist.handle, &sleeve.release.slug);
        Ok(Some(Self { whole: Some((page, whole.price)), ..Self::of(db, visit, &goods).await? }))
    }

    async fn of(db: &mut Connection, visit: &Visit, goods: &Goods) -> Result<Self, PageError> {
        let closed = goods.till(&visit.app).err().map(|why| why.sentence(&goods.artist.name)).unwrap_or_default();
        let asked = goods.least_minor;
        // Where the buyer is, nobody knows yet: for now where the seller is. The form says it for the country that is chosen.
        let quote = goods.quote(db, &visit.app, asked, &goods.seller.country).await?;
        let amount = goods.or_more.then(|| Amount::new(goods.currency, asked, goods.currency.plain(asked)));
        let left = goods.copies_left.filter(|left| (1..FEW).contains(left) && closed.is_empty());
        Ok(Self {
            price: goods.price(),
            action: goods.action(),
            button: match (goods.or_more, asked) {
                (true, _) => "Buy".to_owned(),
                (false, 0) => "Get it for nothing".to_owned(),
                (false, price) => format!("Buy for {}", goods.money(price)),
            },
            amount,
            split: Split::of(&visit.app, goods, &quote),
            left: left
                .map(|left| if left == 1 { "The last copy.".to_owned() } else { format!("{left} copies are left.") })
                .unwrap_or_default(),
            with_tax: goods.seller.charges_tax,
            whole: None,
            closed,
        })
    }
}
