//! What somebody is about to buy or give: a release, a track, a ticket, a tip; what it costs them, and whether it can be paid now.

use chrono::Utc;
use model::artists::{self, Artist};
use model::ids::{ReleaseId, ShowId, TrackId};
use model::money::{self, Currency};
use model::pricing::{self, Price, Quote};
use model::purchases::{self, PurchaseKind};
use model::releases::{self, PriceMode, Release};
use model::sellers::{self, ProviderName, Seller};
use model::shows::{self, Gate, Show, State};
use model::tracks::{self, Track};
use model::{Connection, memberships, orders, tax_rates};

use crate::app::App;
use crate::error::PageError;
use crate::releases::words;
use crate::visit::Visit;

/// What is suggested as a tip, in whole units of the currency.
const TIP_UNITS: i64 = 5;

/// What is about to be bought.
#[derive(Debug, Clone)]
pub struct Goods {
    /// Who sells.
    pub artist: Artist,
    /// How they sell.
    pub seller: Seller,
    /// What it is.
    pub kind: PurchaseKind,
    /// The release; of a tip the one it is given for, if any.
    pub release: Option<Release>,
    /// The track, where it is one.
    pub track: Option<Track>,
    /// The show, of a ticket.
    pub show: Option<Show>,
    /// In which currency.
    pub currency: Currency,
    /// Whether the buyer may pay more.
    pub or_more: bool,
    /// What it costs, or costs at least, in the smallest unit; 0 for nothing.
    pub least_minor: i64,
    /// What the buyer is spared as a member, in hundredths of a percent.
    pub discount_bp: i32,
    /// How many copies are left; `None` where there is no limit.
    pub copies_left: Option<i64>,
}

/// Why something cannot be bought now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// Nobody takes money on this instance.
    NoProvider,
    /// The artist has no account that can be paid.
    SellerNotReady,
    /// Every copy is sold.
    SoldOut,
}

impl Goods {
    /// A published release with a price.
    ///
    /// # Errors
    /// 404 for every other.
    pub async fn release(db: &mut Connection, visit: &Visit, id: ReleaseId) -> Result<Self, PageError> {
        let (artist, release) = public(db, id).await?;
        if release.price_mode == PriceMode::Free {
            return Err(PageError::not_found());
        }
        Self::of_release(db, visit, artist, release).await
    }

    /// The same, when it is known to be there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_release(
        db: &mut Connection,
        visit: &Visit,
        artist: Artist,
        release: Release,
    ) -> Result<Self, PageError> {
        let now = Utc::now();
        let free = purchases::copies_left(db, release.id, now).await?;
        let own = orders::copies_kept(db, &visit.browser(), release.id, now).await?;
        let copies_left = free.map(|free| free + own);
        let price = (release.price_mode, release.price_amount_minor);
        let discount_bp = discount(db, visit, &artist).await?;
        let goods = Self::new(db, artist, (PurchaseKind::Release, Some(release), None), (price, discount_bp)).await?;
        Ok(Self { copies_left, ..goods })
    }

    /// A track of a published release that has a price of its own.
    ///
    /// # Errors
    /// 404 for every other.
    pub async fn track(db: &mut Connection, visit: &Visit, id: TrackId) -> Result<Self, PageError> {
        let track = tracks::find(db, id).await?.ok_or_else(PageError::not_found)?;
        let (artist, release) = public(db, track.release_id).await?;
        Self::of_track(db, visit, artist, (release, track)).await?.ok_or_else(PageError::not_found)
    }

    /// The same, when it is known to be there; `None` for a track that is had with its release only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_track(
        db: &mut Connection,
        visit: &Visit,
        artist: Artist,
        (release, track): (Release, Track),
    ) -> Result<Option<Self>, PageError> {
        let Some(mode) = track.price_mode.filter(|_| release.price_mode != PriceMode::Free) else { return Ok(None) };
        let price = (mode, track.price_amount_minor);
        let discount_bp = discount(db, visit, &artist).await?;
        let what = (PurchaseKind::Track, Some(release), Some(track));
        Self::new(db, artist, what, (price, discount_bp)).await.map(Some)
    }

    /// A tip for an artist who takes them, given on the page of a release or on their own.
    ///
    /// # Errors
    /// 404 when there is no such artist or they take none.
    pub async fn tip(db: &mut Connection, handle: &str, release: Option<ReleaseId>) -> Result<Self, PageError> {
        let artist = artists::public_by_handle(db, handle).await?.ok_or_else(PageError::not_found)?;
        let release = match release {
            Some(id) => public(db, id).await.ok().map(|(_, release)| release).filter(|one| one.artist_id == artist.id),
            None => None,
        };
        let goods = Self::new(db, artist, (PurchaseKind::Tip, release, None), ((PriceMode::Minimum, 0), 0)).await?;
        if !goods.seller.takes_tips {
            return Err(PageError::not_found());
        }
        // Nothing is no gift.
        Ok(Self { least_minor: goods.currency.least_minor(), ..goods })
    }

    /// A ticket for a show that sells them, as long as there is something to be heard.
    ///
    /// # Errors
    /// 404 for every other.
    pub async fn ticket(db: &mut Connection, id: ShowId) -> Result<Self, PageError> {
        let show = shows::find(db, id).await?.ok_or_else(PageError::not_found)?;
        let is_to_be_heard = match show.state() {
            State::Planned | State::OnAir => true,
            State::Over => show.replays,
            State::Cancelled => false,
        };
        let artist = artists::find(db, show.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
        let (Gate::Ticket, true, Some(artist), Some(minor), Some(code)) =
            (show.gate, is_to_be_heard, artist, show.ticket_minor, show.ticket_currency.as_deref())
        else {
            return Err(PageError::not_found());
        };
        let currency = money::currency(code).ok_or_else(|| PageError::internal(format!("no currency {code}")))?;
        let goods = Self::new(db, artist, (PurchaseKind::Ticket, None, None), ((PriceMode::Fixed, minor), 0)).await?;
        let least_minor = Price { mode: PriceMode::Fixed, amount_minor: minor, currency }.least(0);
        Ok(Self { show: Some(show), currency, least_minor, ..goods })
    }

    async fn new(
        db: &mut Connection,
        artist: Artist,
        (kind, release, track): (PurchaseKind, Option<Release>, Option<Track>),
        ((mode, amount_minor), discount_bp): ((PriceMode, i64), i32),
    ) -> Result<Self, PageError> {
        let seller = sellers::of(db, artist.id).await?;
        let code = match (&release, kind) {
            (Some(release), PurchaseKind::Release | PurchaseKind::Track) => release.price_currency.as_str(),
            _ => seller.currency.as_str(),
        };
        let currency = money::currency(code).ok_or_else(|| PageError::internal(format!("no currency {code}")))?;
        let least_minor = Price { mode, amount_minor, currency }.least(discount_bp);
        let or_more = mode == PriceMode::Minimum;
        Ok(Self {
            artist,
            seller,
            kind,
            release,
            track,
            show: None,
            currency,
            or_more,
            least_minor,
            discount_bp,
            copies_left: None,
        })
    }

    /// Who takes the money, and the seller's account there.
    ///
    /// # Errors
    /// Why nobody can.
    pub fn till<'a>(&'a self, app: &App) -> Result<(ProviderName, &'a str), Closed> {
        let (name, _) = app.payments.provider().ok_or(Closed::NoProvider)?;
        let account = self.seller.account_with(name).ok_or(Closed::SellerNotReady)?;
        if self.copies_left == Some(0) { Err(Closed::SoldOut) } else { Ok((name, account)) }
    }

    /// Where an amount goes when the buyer is in `country`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn quote(
        &self,
        db: &mut Connection,
        app: &App,
        amount_minor: i64,
        country: &str,
    ) -> Result<Quote, PageError> {
        let works_out_tax = app.settings.stripe.as_ref().is_some_and(|stripe| stripe.tax);
        let rate = if self.seller.charges_tax && !works_out_tax {
            tax_rates::on(db, country, Utc::now().date_naive()).await?
        } else {
            0
        };
        Ok(pricing::quote(&self.seller, self.currency, amount_minor, rate, i32::from(app.settings.co_op_fee_bp)))
    }

    /// What stands in the field for an amount at first, in the smallest unit.
    #[must_use]
    pub fn suggested_minor(&self) -> i64 {
        match self.kind {
            PurchaseKind::Tip => (TIP_UNITS * self.currency.per_unit()).max(self.currency.least_minor() * 2),
            _ => self.least_minor,
        }
    }

    /// "€9.00", "€9.00 or more", "a price you choose".
    #[must_use]
    pub fn price(&self) -> String {
        if self.or_more && self.least_minor == 0 {
            return "a price you choose".to_owned();
        }
        let money = self.money(self.least_minor);
        if self.or_more { format!("{money} or more") } else { money }
    }

    /// An amount in its currency.
    #[must_use]
    pub fn money(&self, amount_minor: i64) -> String {
        words::money(amount_minor, self.currency.code)
    }

    /// Whether files are bought, for which the right of withdrawal is given up. There is none for a ticket, which is for a date, and
    /// nothing to withdraw from in a gift.
    #[must_use]
    pub const fn has_files(&self) -> bool {
        matches!(self.kind, PurchaseKind::Release | PurchaseKind::Track)
    }

    /// What it is called on receipts and on the provider's page.
    #[must_use]
    pub fn title(&self) -> String {
        if let Some(show) = &self.show {
            return format!("{} by {}", show.title, self.artist.name);
        }
        match (&self.track, &self.release, self.kind) {
            (Some(track), _, _) => format!("{} by {}", track.title, self.artist.name),
            (None, Some(release), PurchaseKind::Release) => format!("{} by {}", release.title, self.artist.name),
            _ => format!("Tip for {}", self.artist.name),
        }
    }

    /// The title of the show; empty for what is no ticket.
    #[must_use]
    pub fn show_title(&self) -> &str {
        self.show.as_ref().map_or("", |show| &show.title)
    }

    /// The page it is on.
    #[must_use]
    pub fn page(&self) -> String {
        let handle = &self.artist.handle;
        if let Some(show) = &self.show {
            return urls::live::show(&show.slug);
        }
        match (&self.release, &self.track) {
            (Some(release), Some(track)) => urls::track(handle, &release.slug, &track.slug),
            (Some(release), None) => urls::release(handle, &release.slug),
            _ => urls::artist(handle),
        }
    }

    /// Where it is bought.
    #[must_use]
    pub fn action(&self) -> String {
        if let Some(show) = &self.show {
            return urls::live::ticket(show.id.0);
        }
        match (&self.track, &self.release, self.kind) {
            (Some(track), _, _) => urls::money::buy_track(track.id.0),
            (None, Some(release), PurchaseKind::Release) => urls::money::buy_release(release.id.0),
            (_, Some(release), _) => urls::money::tip_on(&self.artist.handle, release.id.0),
            _ => urls::money::tip(&self.artist.handle),
        }
    }
}

impl Closed {
    /// Why, and what to do.
    #[must_use]
    pub fn sentence(self, artist: &str) -> String {
        match self {
            Self::NoProvider => {
                "Buying is off here: this server has no account with a payment provider yet. Its admin sets one up in the settings.".to_owned()
            }
            Self::SellerNotReady => format!("{artist} has not set up an account to be paid on yet."),
            Self::SoldOut => "Sold out: every copy has found somebody.".to_owned(),
        }
    }
}

/// A published release of an artist who is not suspended.
async fn public(db: &mut Connection, id: ReleaseId) -> Result<(Artist, Release), PageError> {
    let release = releases::find(db, id).await?.filter(|release| release.published_at.is_some());
    let release = release.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, release.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    Ok((artist.ok_or_else(PageError::not_found)?, release))
}

/// What somebody is spared as a member of the artist, in hundredths of a percent.
async fn discount(db: &mut Connection, visit: &Visit, artist: &Artist) -> diesel::QueryResult<i32> {
    let Some(account) = visit.account() else { return Ok(0) };
    Ok(memberships::current(db, artist.id, account.id).await?.map_or(0, |rights| rights.discount_bp))
}
