//! Sellers: how an artist sells. The currency, the country, the tax, the account with the payment provider, and what others hear.

pub mod fields;
pub mod history;

use chrono::{DateTime, Utc};
use diesel::{
    AsChangeset, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper,
};
use diesel_async::RunQueryDsl;

use crate::ids::ArtistId;
use crate::schema::sellers;
use crate::{Connection, previews};

crate::sql_types::words! {
    /// What those hear of a release with a price who have not bought it.
    Preview {
        /// All of it, in the rungs that lose some of it.
        Full = "full",
        /// The first 30 seconds of each track.
        First30 = "first_30",
        /// The first 90 seconds of each track.
        First90 = "first_90",
        /// Each track in full a number of times, then its first 30 seconds.
        Plays = "plays",
    }
}

crate::sql_types::words! {
    /// Who takes the money.
    ProviderName {
        /// Stripe.
        Stripe = "stripe",
        /// A page of ours that plays Stripe's part.
        Sandbox = "sandbox",
    }
}

/// How an artist sells.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sellers, check_for_backend(diesel::pg::Pg))]
pub struct Seller {
    /// Who.
    pub artist_id: ArtistId,
    /// ISO 4217: what new prices are in.
    pub currency: String,
    /// ISO 3166-1 alpha-2; empty until said.
    pub country: String,
    /// As it stands on receipts; empty for the artist's name.
    pub legal_name: String,
    /// As it stands on receipts.
    pub address: String,
    /// Whether prices hold value added tax.
    pub charges_tax: bool,
    /// As it stands on receipts.
    pub tax_number: String,
    /// The collecting society that gets its share of every sale; empty for none.
    pub society: String,
    /// That share, in hundredths of a percent.
    pub society_bp: i32,
    /// Whether the artist takes tips.
    pub takes_tips: bool,
    /// What others hear.
    pub preview: Preview,
    /// How many times, for [`Preview::Plays`].
    pub preview_plays: i32,
    /// With which provider the account is.
    pub provider: Option<ProviderName>,
    /// The provider's id of the account.
    pub provider_account: Option<String>,
    /// Whether the account can be paid.
    pub charges_enabled: bool,
    /// Whether money reaches the bank.
    pub payouts_enabled: bool,
    /// What the provider still wants to know.
    pub missing: Vec<String>,
    /// When the provider was last asked.
    pub checked_at: Option<DateTime<Utc>>,
}

/// The fields a form changes; `None` leaves one as it is.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = sellers)]
#[expect(missing_docs, reason = "the fields are those of the seller")]
pub struct SellerChanges {
    pub currency: Option<String>,
    pub country: Option<String>,
    pub legal_name: Option<String>,
    pub address: Option<String>,
    pub charges_tax: Option<bool>,
    pub tax_number: Option<String>,
    pub society: Option<String>,
    pub society_bp: Option<i32>,
    pub takes_tips: Option<bool>,
    pub preview: Option<Preview>,
    pub preview_plays: Option<i32>,
}

impl Seller {
    /// The account with this provider, if it can be paid.
    #[must_use]
    pub fn account_with(&self, provider: ProviderName) -> Option<&str> {
        let same = self.provider == Some(provider) && self.charges_enabled;
        self.provider_account.as_deref().filter(|_| same)
    }
}

/// How an artist sells; made with the defaults the first time.
///
/// # Errors
/// When the database fails.
pub async fn of(connection: &mut Connection, artist: ArtistId) -> QueryResult<Seller> {
    let found = sellers::table.find(artist).select(Seller::as_select()).first(connection).await.optional()?;
    if let Some(seller) = found {
        return Ok(seller);
    }
    diesel::insert_into(sellers::table)
        .values(sellers::artist_id.eq(artist))
        .on_conflict_do_nothing()
        .execute(connection)
        .await?;
    sellers::table.find(artist).select(Seller::as_select()).first(connection).await
}

/// Changes how an artist sells.
///
/// # Errors
/// When the database fails.
pub async fn update(connection: &mut Connection, artist: ArtistId, changes: &SellerChanges) -> QueryResult<Seller> {
    let before = of(connection, artist).await?;
    let seller: Seller = diesel::update(sellers::table.find(artist))
        .set((changes, sellers::updated_at.eq(Utc::now())))
        .returning(Seller::as_returning())
        .get_result(connection)
        .await?;
    if seller.preview != before.preview {
        previews::changed(connection, artist).await?;
    }
    Ok(seller)
}

/// The artist gets an account with a provider; one of another provider is let go.
///
/// # Errors
/// When the database fails.
pub async fn attach_account(
    connection: &mut Connection,
    artist: ArtistId,
    provider: ProviderName,
    account: &str,
) -> QueryResult<()> {
    of(connection, artist).await?;
    diesel::update(sellers::table.find(artist))
        .set((
            sellers::provider.eq(Some(provider)),
            sellers::provider_account.eq(Some(account)),
            sellers::charges_enabled.eq(false),
            sellers::payouts_enabled.eq(false),
            sellers::missing.eq(Vec::<String>::new()),
            sellers::events_asked_at.eq(None::<DateTime<Utc>>),
            sellers::updated_at.eq(Utc::now()),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// What the provider says of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStanding {
    /// Whether it can be paid.
    pub charges_enabled: bool,
    /// Whether money reaches the bank.
    pub payouts_enabled: bool,
    /// What the provider still wants to know.
    pub missing: Vec<String>,
}

/// Keeps what the provider says of an account.
///
/// # Errors
/// When the database fails.
pub async fn keep_standing(
    connection: &mut Connection,
    (provider, account): (ProviderName, &str),
    standing: &AccountStanding,
) -> QueryResult<()> {
    diesel::update(sellers::table.filter(sellers::provider.eq(provider)).filter(sellers::provider_account.eq(account)))
        .set((
            sellers::charges_enabled.eq(standing.charges_enabled),
            sellers::payouts_enabled.eq(standing.payouts_enabled),
            sellers::missing.eq(&standing.missing),
            sellers::checked_at.eq(Some(Utc::now())),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
