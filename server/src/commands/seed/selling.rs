//! Demo artists sell in the sandbox, so that buying can be tried at once.

use model::Connection;
use model::artists::Artist;
use model::sellers::{self, AccountStanding, ProviderName, SellerChanges};
use payments::{NewAccount, Onboarding, Provider as _};
use worker::payments::Payments;

use super::Seeding;
use super::catalogue::login;

/// Gives an artist an account with the sandbox, where that is the provider.
///
/// # Errors
/// When the database fails.
pub async fn open(seeding: &Seeding, connection: &mut Connection, artist: &Artist) -> anyhow::Result<()> {
    let payments = Payments::of(&seeding.settings, &seeding.pool);
    let Some(sandbox) = payments.sandbox() else { return Ok(()) };
    let base = seeding.settings.public_url();
    let account = sandbox
        .create_account(&NewAccount {
            reference: artist.id.to_string(),
            email: login("artist"),
            country: "DE".to_owned(),
            name: artist.name.clone(),
            url: urls::absolute(base.as_str(), &urls::artist(&artist.handle)),
        })
        .await?;
    sandbox.onboard(&account, Onboarding::Complete).await?;
    let changes = SellerChanges { country: Some("DE".to_owned()), charges_tax: Some(true), ..SellerChanges::default() };
    sellers::update(connection, artist.id, &changes).await?;
    sellers::attach_account(connection, artist.id, ProviderName::Sandbox, &account).await?;
    let standing = AccountStanding { charges_enabled: true, payouts_enabled: true, missing: Vec::new() };
    sellers::keep_standing(connection, (ProviderName::Sandbox, &account), &standing).await?;
    Ok(())
}
