//! `POST /studio/artists/{handle}/money/account`: to the provider's page, where the seller says who they are.

use actix_web::{HttpResponse, web};
use model::Connection;
use model::sellers::{self, ProviderName, Seller};
use payments::{NewAccount, PaymentError, Provider};

use super::desk::Desk;
use crate::error::PageError;
use crate::form::Form;
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Makes the account if there is none, and leads to the provider's page. The page comes back to [`super::account::show`].
///
/// # Errors
/// 404 for an artist of others, 403 for an editor.
pub async fn create(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(NoFields {}): Form<NoFields>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of_owner(&mut connection, &visit, &handle).await?;
    let back = desk.at("/account");
    let Some((name, provider)) = visit.app.payments.provider() else {
        return Ok(
            visit.redirect_warning(&back, "Nobody can pay on this instance yet. Its admin has to set up payments.")
        );
    };
    let seller = sellers::of(&mut connection, desk.artist.id).await?;
    if seller.country.is_empty() {
        return Ok(visit.redirect_warning(&desk.at("/settings"), "Say first which country you pay taxes in."));
    }
    let page = absolute(&visit, &back);
    let begun = match account(&visit, &desk, &seller, (name, provider.as_ref()), &mut connection).await? {
        Ok(account) => provider.onboarding(&account, &page, &page).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(address) => Ok(visit.redirect(&address)),
        Err(error) => {
            tracing::warn!(%error, artist = %desk.artist.id, "onboarding could not begin");
            let words = if error.is_passing() {
                "The payment provider does not answer just now. Try again in a few minutes."
            } else {
                "The payment provider refused to open the account. Check country and name, or ask the admin of this instance."
            };
            Ok(visit.redirect_warning(&back, words))
        }
    }
}

/// The seller's account with the provider, made if there is none.
async fn account(
    visit: &SignedIn,
    desk: &Desk,
    seller: &Seller,
    (name, provider): (ProviderName, &dyn Provider),
    connection: &mut Connection,
) -> Result<Result<String, PaymentError>, PageError> {
    if let (Some(account), true) = (&seller.provider_account, seller.provider == Some(name)) {
        return Ok(Ok(account.clone()));
    }
    let new = NewAccount {
        reference: desk.artist.id.to_string(),
        email: visit.account.email.clone(),
        country: seller.country.clone(),
        name: if seller.legal_name.is_empty() { desk.artist.name.clone() } else { seller.legal_name.clone() },
        url: absolute(visit, &urls::artist(&desk.artist.handle)),
    };
    let made = provider.create_account(&new).await;
    if let Ok(account) = &made {
        sellers::attach_account(connection, desk.artist.id, name, account).await?;
    }
    Ok(made)
}

fn absolute(visit: &SignedIn, path: &str) -> String {
    urls::absolute(&visit.app.base_url, path)
}
