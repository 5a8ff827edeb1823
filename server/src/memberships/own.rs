//! What the pages of one's own memberships share: finding one, asking the provider, and what to say when it does not answer.

use actix_web::http::StatusCode;
use model::artists::{self, Artist};
use model::ids::MembershipId;
use model::memberships::{self, Membership};
use model::{Connection, tiers};
use payments::PaymentError;

use crate::app::App;
use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// A membership of one's own, with its tier and artist.
#[derive(Debug, Clone)]
pub struct Own {
    /// The membership.
    pub membership: Membership,
    /// What one has.
    pub tier: tiers::Tier,
    /// Whose member one is.
    pub artist: Artist,
}

impl Own {
    /// The one that an address names.
    ///
    /// # Errors
    /// 404 for those of others.
    pub async fn find(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<Self, PageError> {
        let found = memberships::find(db, find::id(id)?).await?;
        let own = found.filter(|found| found.account_id == Some(visit.account.id));
        let membership = own.ok_or_else(PageError::not_found)?;
        let tier = tiers::find(db, membership.tier_id).await?.ok_or_else(PageError::not_found)?;
        let artist = artists::find(db, membership.artist_id).await?.ok_or_else(PageError::not_found)?;
        Ok(Self { membership, tier, artist })
    }

    /// Its page.
    #[must_use]
    pub fn page(&self) -> String {
        urls::memberships::show(self.membership.id.0)
    }

    /// The running subscription behind it.
    ///
    /// # Errors
    /// 409 for one that does not run.
    pub fn subscription(&self) -> Result<&str, PageError> {
        let running = self.membership.subscription_id.as_deref().filter(|_| self.membership.is_running());
        running.ok_or_else(|| PageError {
            status: StatusCode::CONFLICT,
            ..PageError::bad_request("This membership does not run any more. Join again if you like.")
                .leading_to(&self.page(), "See the membership")
        })
    }
}

/// Brings a membership to what the provider says of it. When it does not answer, what is known is shown, and the worker asks later.
pub async fn settle(app: &App, id: MembershipId) {
    if let Err(error) = worker::settling::membership(&app.payments, &app.pool, id).await {
        tracing::warn!(%error, membership = %id, "a membership could not be settled");
    }
}

/// The provider of a membership.
///
/// # Errors
/// 503 when it is not set up any more.
pub fn provider<'a>(visit: &'a SignedIn, own: &Own) -> Result<&'a std::sync::Arc<dyn payments::Provider>, PageError> {
    match visit.app.payments.provider() {
        Some((name, provider)) if name == own.membership.provider => Ok(provider),
        _ => Err(failed(&PaymentError::Unavailable("it is not set up any more".to_owned()), &own.page())),
    }
}

/// The page that says that the provider did not do it.
#[must_use]
pub fn failed(error: &PaymentError, again: &str) -> PageError {
    tracing::warn!(%error, "the payment provider did not do what was asked");
    let (status, message) = if error.is_passing() {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "The payment provider does not answer just now. Nothing was changed: try again in a minute.",
        )
    } else {
        (
            StatusCode::BAD_GATEWAY,
            "The payment provider refuses this. Nothing was changed. Tell the admin of this server.",
        )
    };
    PageError {
        status,
        title: "Not done yet",
        message: message.to_owned(),
        way_out: (again.to_owned(), "Go back".to_owned()),
        location: None,
    }
}
