//! Tiers and members in the studio.

pub mod archiving;
pub mod create;
pub mod edit;
pub mod index;
pub mod members;
pub mod new;
pub mod order;
pub mod update;

use model::Connection;
use model::artists::{self, Artist};
use model::tiers::{self, Tier, TierInput};
use serde::Deserialize;

use crate::error::PageError;
use crate::studio::find;
use crate::visit::SignedIn;

/// The fields of a tier as they stand in the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of the tier")]
pub struct TierForm {
    pub name: String,
    pub about: String,
    pub monthly: String,
    pub yearly: String,
    pub includes_releases: Option<String>,
    pub includes_members_only: Option<String>,
    pub includes_live: Option<String>,
    pub discount: String,
    pub early_days: String,
    pub trial_days: String,
}

impl TierForm {
    /// As the model takes it.
    #[must_use]
    pub fn input(&self) -> TierInput {
        TierInput {
            name: self.name.clone(),
            about: self.about.clone(),
            monthly: self.monthly.clone(),
            yearly: self.yearly.clone(),
            includes_releases: self.includes_releases.is_some(),
            includes_members_only: self.includes_members_only.is_some(),
            includes_live: self.includes_live.is_some(),
            discount: self.discount.clone(),
            early_days: self.early_days.clone(),
            trial_days: self.trial_days.clone(),
        }
    }
}

/// A tier of an artist the account manages.
///
/// # Errors
/// 404 for every other.
pub async fn find(db: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Artist, Tier), PageError> {
    let tier = tiers::find(db, find::id(id)?).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, tier.artist_id).await?.ok_or_else(PageError::not_found)?;
    let (artist, _) = find::artist(db, visit, &artist.handle).await?;
    Ok((artist, tier))
}
