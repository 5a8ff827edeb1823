//! `GET /studio/artists/{handle}/money/account`: the account with the payment provider. Who comes back from the provider comes
//! here, so the provider is asked anew.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::ids::ArtistId;
use model::sellers::{self, AccountStanding, ProviderName, Seller};

use super::desk::Desk;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::{SignedIn, Visit};

/// The page.
#[derive(Template)]
#[template(path = "studio/money/account.html")]
pub struct SellerAccountPage {
    /// The common part.
    pub page: Page,
    /// Whose it is.
    pub desk: Desk,
    /// How it sells.
    pub seller: Seller,
    /// How the account stands.
    pub standing: Standing,
    /// What the provider still wants to know, in words.
    pub missing: Vec<String>,
    /// Whether the provider did not answer just now: what is shown is what it said before.
    pub is_silent: bool,
}

/// How an account stands, as the page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody takes money on this instance.
    Off,
    /// There is no account yet.
    None,
    /// The provider waits for answers.
    Unfinished,
    /// Buyers can pay, but the money does not reach the bank yet.
    NoPayouts,
    /// All is well.
    Ready,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn show(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let desk = Desk::of(&mut connection, &visit, &handle).await?;
    let is_silent = !ask(&visit, &mut connection, desk.artist.id).await?;
    let seller = sellers::of(&mut connection, desk.artist.id).await?;
    render(&SellerAccountPage {
        page: desk.page(&visit, "Account for payments"),
        standing: standing(&visit, &seller),
        missing: seller.missing.iter().map(|word| in_words(word)).collect(),
        desk,
        seller,
        is_silent,
    })
}

/// Asks the provider how the artist's account stands and keeps the answer; false when it does not answer.
///
/// # Errors
/// When the database fails.
pub async fn ask(visit: &Visit, connection: &mut Connection, artist: ArtistId) -> Result<bool, PageError> {
    let seller = sellers::of(connection, artist).await?;
    let Some((name, provider)) = visit.app.payments.provider() else { return Ok(true) };
    let Some(account) = seller.provider_account.filter(|_| seller.provider == Some(name)) else { return Ok(true) };
    match provider.account(&account).await {
        Ok(facts) => {
            let standing = AccountStanding {
                charges_enabled: facts.charges_enabled,
                payouts_enabled: facts.payouts_enabled,
                missing: facts.missing,
            };
            sellers::keep_standing(connection, (name, &account), &standing).await?;
            Ok(true)
        }
        Err(error) => {
            tracing::warn!(%error, %artist, "the payment provider does not say how an account stands");
            Ok(false)
        }
    }
}

fn standing(visit: &Visit, seller: &Seller) -> Standing {
    let Some((name, _)) = visit.app.payments.provider() else { return Standing::Off };
    match (&seller.provider_account, seller.charges_enabled, seller.payouts_enabled) {
        (None, _, _) => Standing::None,
        (Some(_), _, _) if seller.provider != Some(name) => Standing::None,
        (Some(_), false, _) => Standing::Unfinished,
        (Some(_), true, false) => Standing::NoPayouts,
        (Some(_), true, true) => Standing::Ready,
    }
}

/// What the provider calls `individual.verification.document`, for people.
fn in_words(word: &str) -> String {
    let known = [
        ("external_account", "A bank account for the payouts"),
        ("tos_acceptance", "Your agreement to the provider’s terms"),
        ("verification", "A document that shows who you are"),
        ("dob", "Date of birth"),
        ("id_number", "Identity or tax number"),
        ("address", "Address"),
        ("phone", "Phone number"),
        ("email", "E-mail address"),
        ("first_name", "First name"),
        ("last_name", "Last name"),
        ("tax_id", "Tax number of the business"),
        ("mcc", "What kind of business it is"),
        ("business_profile", "What you sell"),
        ("business_type", "Whether you are a person or a company"),
        ("owners", "Who owns the company"),
        ("directors", "Who directs the company"),
        ("representative", "Who speaks for the company"),
    ];
    let found = known.iter().find(|(part, _)| word.split('.').any(|piece| piece == *part));
    found.map_or_else(|| word.replace(['.', '_'], " "), |(_, text)| (*text).to_owned())
}

impl SellerAccountPage {
    /// The provider's name for people.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        match self.seller.provider {
            Some(ProviderName::Stripe) => "Stripe",
            Some(ProviderName::Sandbox) => "the sandbox",
            None => "the payment provider",
        }
    }
}
