//! The page where one takes one's data along, or erases the account.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use model::accounts::erasure::{self, Hindrance};

use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "accounts/data/show.html")]
pub struct DataPage {
    /// The common part.
    pub page: Page,
    /// What has to be done first: a sentence, a link and its words; the link may be empty.
    pub hindrances: Vec<(String, &'static str, &'static str)>,
    /// What is wrong with the password.
    pub problem: String,
}

/// `GET /account/data`
///
/// # Errors
/// When the database fails.
pub async fn show(visit: SignedIn) -> Result<HttpResponse, PageError> {
    render(&page(&visit, String::new()).await?)
}

/// The page again, with what is wrong with the password.
///
/// # Errors
/// When the database fails.
pub async fn refuse(visit: &SignedIn, problem: String) -> Result<HttpResponse, PageError> {
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(visit, problem).await?)
}

async fn page(visit: &SignedIn, problem: String) -> Result<DataPage, PageError> {
    let found = erasure::hindrances(&mut *visit.db().await?, visit.account.id).await?;
    let hindrances = found.iter().map(sentence).collect();
    Ok(DataPage { page: visit.page("Your data"), hindrances, problem })
}

fn sentence(hindrance: &Hindrance) -> (String, &'static str, &'static str) {
    match hindrance {
        Hindrance::Member(artist) => {
            let said = format!("Your membership of {artist} goes on being paid for. End it first.");
            (said, urls::memberships::INDEX, "Memberships")
        }
        Hindrance::OnlyManager(artist) => {
            let said = format!(
                "Nobody but you manages {artist}. Let somebody else own it, under its members. Or take back what it published, and \
                ask an admin to remove it: its buyers must not lose their music."
            );
            (said, "/studio/artists", "Artists")
        }
        Hindrance::OnlyAdmin => {
            let said = "Nobody but you administers this instance. Make another account an admin first.".to_owned();
            (said, "/admin/accounts", "Accounts")
        }
    }
}
