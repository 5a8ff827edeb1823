//! `GET /authorize_interaction?uri=`: other servers send people here who want to follow, or open, something of theirs as the one
//! who is signed in here.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::error::PageError;
use crate::remote::resolve::{self, Problem};
use crate::visit::SignedIn;

/// What they name: an address, or a handle with `acct:` before it.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    uri: String,
}

/// Leads to its page here, where it can be followed or played. Nothing is done before somebody presses a button there.
///
/// # Errors
/// 400 with words for what leads nowhere.
pub async fn show(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    match resolve::named(&visit, &asked.uri).await {
        Ok(named) => Ok(visit.redirect(&named.href())),
        Err(Problem::Words(words)) => {
            Err(PageError::bad_request(&words).leading_to(urls::fans::FOLLOWS, "Follow somebody by handle"))
        }
        Err(Problem::Page(error)) => Err(error),
    }
}
