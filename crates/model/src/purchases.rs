//! Purchases: what somebody buys or gives. Made when they go to pay with everything that was agreed, completed in one
//! transaction when the provider says that the money is there, and never changed in what was agreed.

mod adoption;
mod beginning;
mod completion;
pub(crate) mod copies;
mod disputes;
mod finding;
mod invoices;
mod keys;
mod notices;
mod settling;
mod standing;
mod sweeping;

use chrono::{DateTime, Utc};
use diesel::{Queryable, Selectable};

pub use adoption::adopt;
pub use beginning::{NewPurchase, PurchaseError, attach_checkout, begin, payable_until};
pub use copies::copies_left;
pub use disputes::{Dispute, DisputeState, of as disputes_of};
pub use finding::{by_provider_id, find, of_account, sold_with};
pub use keys::{id_of, is_key, key};
pub use settling::{Settled, settle};
pub use standing::{Known, PaymentStanding};
pub use sweeping::{expire_without_checkout, to_look_at};

use crate::ids::{AccountId, ArtistId, MembershipId, PurchaseId, ReleaseId, TrackId};
use crate::schema::purchases;
use crate::sellers::ProviderName;

crate::sql_types::words! {
    /// What is bought.
    PurchaseKind {
        /// A whole release.
        Release = "release",
        /// One track.
        Track = "track",
        /// Nothing: a gift.
        Tip = "tip",
        /// A period of a membership.
        Membership = "membership",
        /// To listen to one show.
        Ticket = "ticket",
    }
}

crate::sql_types::words! {
    /// How a purchase stands.
    PurchaseState {
        /// Somebody went to pay.
        Open = "open",
        /// The money is there.
        Paid = "paid",
        /// All of it was given back.
        Refunded = "refunded",
        /// The buyer's bank took it back for now.
        Disputed = "disputed",
        /// The buyer's bank took it back.
        Lost = "lost",
        /// Nobody paid in time.
        Expired = "expired",
    }
}

/// A purchase as it stands in the database.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = purchases, check_for_backend(diesel::pg::Pg))]
pub struct Purchase {
    /// Its id.
    pub id: PurchaseId,
    /// Who sells.
    pub artist_id: ArtistId,
    /// What is bought.
    pub kind: PurchaseKind,
    /// The release; of a tip the one whose page it was given on.
    pub release_id: Option<ReleaseId>,
    /// The track, for one track.
    pub track_id: Option<TrackId>,
    /// The membership, for a period of it.
    pub membership_id: Option<MembershipId>,
    /// The buyer's account, where there is one.
    pub account_id: Option<AccountId>,
    /// The buyer's address, as [`crate::accounts::normal_email`] gives it.
    pub email: String,
    /// What it was called when it was bought.
    pub title: String,
    /// How it stands.
    pub state: PurchaseState,
    /// ISO 4217.
    pub currency: String,
    /// What the buyer pays, tax included.
    pub amount_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
    /// In hundredths of a percent.
    pub tax_rate_bp: i32,
    /// What the co-op gets of it.
    pub co_op_fee_minor: i64,
    /// What the seller's collecting society gets of it.
    pub society_minor: i64,
    /// What the provider keeps; `None` until it says.
    pub processor_fee_minor: Option<i64>,
    /// What was given back so far.
    pub refunded_minor: i64,
    /// The buyer's country as they said it. Two of these three are the evidence that tax law asks for.
    pub country_said: String,
    /// The country of the billing address.
    pub country_billing: String,
    /// The country of the card.
    pub country_card: String,
    /// When the buyer agreed that it begins at once, and that the right of withdrawal ends with that.
    pub consented_at: Option<DateTime<Utc>>,
    /// Whether the buyer asked for the artist's letters.
    pub wants_letters: bool,
    /// What the giver of a tip says.
    pub note: String,
    /// Who takes the money.
    pub provider: ProviderName,
    /// The seller's account there.
    pub provider_account: String,
    /// The provider's page.
    pub checkout_id: Option<String>,
    /// The provider's payment.
    pub payment_id: Option<String>,
    /// The number of its receipt: set when it is completed.
    pub invoice_number: Option<String>,
    /// When the buyer went to pay.
    pub created_at: DateTime<Utc>,
    /// Until when they can.
    pub expires_at: DateTime<Utc>,
    /// When the money was there.
    pub completed_at: Option<DateTime<Utc>>,
}

impl Purchase {
    /// Whether the money came, whatever happened to it since.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.completed_at.is_some()
    }
}
