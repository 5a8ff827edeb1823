//! Somebody goes to pay: what they agree to is written down, and a copy is kept for them.

use chrono::{DateTime, Duration, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::completion::give;
use super::{Purchase, PurchaseKind, PurchaseState, copies, find};
use crate::Connection;
use crate::ids::{AccountId, ArtistId, MembershipId, PurchaseId, ReleaseId, ShowId, TrackId};
use crate::money;
use crate::pricing::{self, Price, Quote};
use crate::schema::{artists, purchases, releases, sellers, tracks};
use crate::sellers::ProviderName;
use crate::shows::{self, Gate, State};
use crate::tickets;

/// How long somebody can pay. The provider's least is half an hour, counted from when it is asked, which is later than this.
const OPEN_FOR: Duration = Duration::minutes(45);
/// The provider makes no page that ends sooner than this.
const LEAST_OPEN: Duration = Duration::minutes(31);

/// What somebody is about to pay for.
#[derive(Debug, Clone)]
pub struct NewPurchase {
    /// Made when the form was shown, and sent back with it (beside its [`super::key`], so that nobody sends somebody else's): a form
    /// that is sent twice is one purchase. Of an invoice it is [`super::id_of`] the invoice.
    pub id: PurchaseId,
    /// Who sells.
    pub artist: ArtistId,
    /// What is bought.
    pub kind: PurchaseKind,
    /// The release.
    pub release: Option<ReleaseId>,
    /// The track.
    pub track: Option<TrackId>,
    /// The membership, for a period of it.
    pub membership: Option<MembershipId>,
    /// The show, for a ticket.
    pub show: Option<ShowId>,
    /// The buyer's account.
    pub account: Option<AccountId>,
    /// The buyer's address, as [`crate::accounts::normal_email`] gives it.
    pub email: String,
    /// What it is called.
    pub title: String,
    /// ISO 4217.
    pub currency: String,
    /// What it costs, made by [`crate::pricing::quote`].
    pub quote: Quote,
    /// What the buyer is spared as a member, in hundredths of a percent of the price.
    pub discount_bp: i32,
    /// ISO 3166-1 alpha-2.
    pub country_said: String,
    /// Whether both consents to begin at once were given.
    pub consented: bool,
    /// Whether the buyer asks for the artist's letters.
    pub wants_letters: bool,
    /// What the giver of a tip says.
    pub note: String,
    /// Who takes the money.
    pub provider: ProviderName,
    /// The seller's account there.
    pub provider_account: String,
}

/// Why a purchase cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum PurchaseError {
    /// Every copy is sold, or about to be.
    #[error("Every copy is sold.")]
    SoldOut,
    /// It is not to be had: unpublished, free, or gone.
    #[error("This cannot be bought.")]
    NotForSale,
    /// The amount is less than it costs, in another currency, or more than cards take: most likely the price has just changed.
    #[error("The price has changed. Have another look at it, and buy it again.")]
    NotThePrice,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// Begins a purchase: the price is looked up once more, and the copies that are left are counted, under a lock. The same form sent
/// again gives the purchase it began, which may be paid by now: look at its state. A form that was filled in anew begins another.
/// What costs nothing is completed at once.
///
/// # Errors
/// When there is no copy left or it is not for sale for this amount.
pub async fn begin(
    connection: &mut Connection,
    new: &NewPurchase,
    now: DateTime<Utc>,
) -> Result<Purchase, PurchaseError> {
    connection
        .transaction(async |connection| {
            offered(connection, new).await?;
            let id = match find(connection, new.id).await? {
                Some(first) if is_the_same(&first, new, now) && is_ticket_of(connection, &first, new).await? => {
                    return Ok(first);
                }
                Some(_) => PurchaseId::new(),
                None => new.id,
            };
            if let (PurchaseKind::Release, Some(release)) = (new.kind, new.release)
                && copies::free(connection, release, None, now).await?.is_some_and(|free| free < 1)
            {
                return Err(PurchaseError::SoldOut);
            }
            match insert(connection, id, new, now).await? {
                Some(begun) => {
                    if let (PurchaseKind::Ticket, Some(show)) = (new.kind, new.show) {
                        tickets::keep(connection, begun.id, show).await?;
                    }
                    if begun.amount_minor > 0 {
                        return Ok(begun);
                    }
                    Ok(Box::pin(give(connection, begun, now)).await?)
                }
                // The same form came twice at the same moment, and the other one was faster.
                None => find(connection, id).await?.ok_or(PurchaseError::NotForSale),
            }
        })
        .await
}

/// Whether it is to be had for this. The release's row stays locked, so that one after the other counts the copies.
async fn offered(connection: &mut Connection, new: &NewPurchase) -> Result<(), PurchaseError> {
    let price = match (new.kind, new.release, new.track) {
        (PurchaseKind::Release, Some(release), None) => {
            lock_public(connection, new.artist, release).await?;
            pricing::of_release(connection, release).await?.ok_or(PurchaseError::NotForSale)?
        }
        (PurchaseKind::Track, Some(release), Some(track)) => {
            lock_public(connection, new.artist, release).await?;
            let of = tracks::table.find(track).select(tracks::release_id).first::<ReleaseId>(connection).await;
            if of.optional()? != Some(release) {
                return Err(PurchaseError::NotForSale);
            }
            pricing::of_track(connection, track).await?.ok_or(PurchaseError::NotForSale)?
        }
        (PurchaseKind::Tip, _, None) => return tip(connection, new).await,
        (PurchaseKind::Ticket, None, None) => ticket(connection, new).await?,
        // What the provider has taken for a period, it has taken.
        (PurchaseKind::Membership, None, None) if new.membership.is_some() => return Ok(()),
        _ => return Err(PurchaseError::NotForSale),
    };
    let same_currency = price.currency.code == new.currency;
    match price.amount(Some(new.quote.amount_minor), new.discount_bp) {
        Ok(amount) if amount == new.quote.amount_minor && same_currency => Ok(()),
        _ => Err(PurchaseError::NotThePrice),
    }
}

async fn lock_public(connection: &mut Connection, artist: ArtistId, release: ReleaseId) -> Result<(), PurchaseError> {
    let found: Option<(ArtistId, Option<DateTime<Utc>>)> = releases::table
        .find(release)
        .for_no_key_update()
        .select((releases::artist_id, releases::published_at))
        .first(connection)
        .await
        .optional()?;
    match found {
        Some((of, Some(_))) if of == artist => is_here(connection, artist).await,
        _ => Err(PurchaseError::NotForSale),
    }
}

/// Suspended artists sell nothing.
async fn is_here(connection: &mut Connection, artist: ArtistId) -> Result<(), PurchaseError> {
    let suspended: Option<Option<DateTime<Utc>>> =
        artists::table.find(artist).select(artists::suspended_at).first(connection).await.optional()?;
    if suspended == Some(None) { Ok(()) } else { Err(PurchaseError::NotForSale) }
}

async fn tip(connection: &mut Connection, new: &NewPurchase) -> Result<(), PurchaseError> {
    is_here(connection, new.artist).await?;
    let takes: Option<bool> =
        sellers::table.find(new.artist).select(sellers::takes_tips).first(connection).await.optional()?;
    if takes == Some(false) {
        return Err(PurchaseError::NotForSale);
    }
    let currency = money::currency(&new.currency).ok_or(PurchaseError::NotThePrice)?;
    let any = Price { mode: crate::releases::PriceMode::Minimum, amount_minor: currency.least_minor(), currency };
    any.amount(Some(new.quote.amount_minor), 0).map(|_| ()).map_err(|_| PurchaseError::NotThePrice)
}

/// What a ticket costs: of a show that sells them and is not over.
async fn ticket(connection: &mut Connection, new: &NewPurchase) -> Result<Price, PurchaseError> {
    is_here(connection, new.artist).await?;
    let id = new.show.ok_or(PurchaseError::NotForSale)?;
    let show = shows::find(connection, id).await?.filter(|show| show.artist_id == new.artist);
    let show = show.ok_or(PurchaseError::NotForSale)?;
    // What is over can be heard again at the same address.
    let is_to_be_heard = match show.state() {
        State::Planned | State::OnAir => true,
        State::Over => show.replays,
        State::Cancelled => false,
    };
    match (show.gate, show.ticket_minor, show.ticket_currency.as_deref().and_then(money::currency)) {
        (Gate::Ticket, Some(amount_minor), Some(currency)) if is_to_be_heard => {
            Ok(Price { mode: crate::releases::PriceMode::Fixed, amount_minor, currency })
        }
        _ => Err(PurchaseError::NotForSale),
    }
}

/// Whether a purchase that a form began is for the same show.
async fn is_ticket_of(connection: &mut Connection, first: &Purchase, new: &NewPurchase) -> QueryResult<bool> {
    Ok(new.show.is_none() || tickets::show_of(connection, first.id).await? == new.show)
}

/// Whether a form began this purchase already: everything that was agreed is the same, and there is time to pay, or it is paid.
fn is_the_same(first: &Purchase, new: &NewPurchase, now: DateTime<Utc>) -> bool {
    let goes_on = match first.state {
        PurchaseState::Open => first.expires_at > now,
        PurchaseState::Expired => false,
        _ => true,
    };
    goes_on
        && (first.artist_id, first.kind) == (new.artist, new.kind)
        && (first.release_id, first.track_id, first.membership_id) == (new.release, new.track, new.membership)
        && (first.account_id, &first.email) == (new.account, &new.email)
        && (first.amount_minor, first.tax_minor, &first.currency)
            == (new.quote.amount_minor, new.quote.tax_minor, &new.currency)
        && (&first.country_said, &first.note) == (&new.country_said, &new.note)
        && (first.consented_at.is_some(), first.wants_letters) == (new.consented, new.wants_letters)
}

async fn insert(
    connection: &mut Connection,
    id: PurchaseId,
    new: &NewPurchase,
    now: DateTime<Utc>,
) -> QueryResult<Option<Purchase>> {
    let what = (
        purchases::artist_id.eq(new.artist),
        purchases::kind.eq(new.kind),
        purchases::release_id.eq(new.release),
        purchases::track_id.eq(new.track),
        purchases::membership_id.eq(new.membership),
        purchases::title.eq(new.title.chars().take(300).collect::<String>()),
    );
    let who = (
        purchases::account_id.eq(new.account),
        purchases::email.eq(&new.email),
        purchases::country_said.eq(&new.country_said),
        purchases::consented_at.eq(new.consented.then_some(now)),
        purchases::wants_letters.eq(new.wants_letters),
        purchases::note.eq(&new.note),
    );
    let amounts = (
        purchases::currency.eq(&new.currency),
        purchases::amount_minor.eq(new.quote.amount_minor),
        purchases::tax_minor.eq(new.quote.tax_minor),
        purchases::tax_rate_bp.eq(new.quote.tax_rate_bp),
        purchases::co_op_fee_minor.eq(new.quote.co_op_fee_minor),
        purchases::society_minor.eq(new.quote.society_minor),
    );
    let provider = (purchases::provider.eq(new.provider), purchases::provider_account.eq(&new.provider_account));
    let times = (purchases::created_at.eq(now), purchases::expires_at.eq(now + OPEN_FOR));
    diesel::insert_into(purchases::table)
        .values((purchases::id.eq(id), purchases::state.eq(PurchaseState::Open), what, who, amounts, provider, times))
        .on_conflict(purchases::id)
        .do_nothing()
        .returning(Purchase::as_returning())
        .get_result(connection)
        .await
        .optional()
}

/// Until when a purchase can be paid. Where the provider was away so long that it would make no page for what is left of the time,
/// that begins anew: nobody has seen a page of it yet. Time that is over stays over.
///
/// # Errors
/// When the database fails.
pub async fn payable_until(
    connection: &mut Connection,
    id: PurchaseId,
    now: DateTime<Utc>,
) -> QueryResult<DateTime<Utc>> {
    let short = purchases::table
        .find(id)
        .filter(purchases::checkout_id.is_null())
        .filter(purchases::expires_at.between(now, now + LEAST_OPEN));
    diesel::update(short).set(purchases::expires_at.eq(now + OPEN_FOR)).execute(connection).await?;
    purchases::table.find(id).select(purchases::expires_at).first(connection).await
}

/// Keeps the provider's page of a purchase.
///
/// # Errors
/// When the database fails.
pub async fn attach_checkout(connection: &mut Connection, id: PurchaseId, checkout: &str) -> QueryResult<()> {
    diesel::update(purchases::table.find(id))
        .set(purchases::checkout_id.eq(Some(checkout)))
        .execute(connection)
        .await?;
    Ok(())
}
