//! `POST /account/memberships/{id}/portal`: to the provider's page with the card and the invoices.

use actix_web::{HttpResponse, web};

use crate::error::PageError;
use crate::form::Form;
use crate::memberships::own::{self, Own};
use crate::studio::NoFields;
use crate::visit::SignedIn;

/// Leads there; the page leads back.
///
/// # Errors
/// 404 for those of others, 409 for one that never began.
pub async fn create(visit: SignedIn, id: web::Path<String>, _: Form<NoFields>) -> Result<HttpResponse, PageError> {
    let own = Own::find(&mut *visit.db().await?, &visit, &id).await?;
    let Some(customer) = own.membership.customer_id.as_deref() else {
        return Err(PageError::bad_request("This membership has not begun, so there is no card yet.")
            .leading_to(&own.page(), "See the membership"));
    };
    let back = urls::absolute(&visit.app.base_url, &own.page());
    let provider = own::provider(&visit, &own)?;
    let portal = provider.portal(&own.membership.provider_account, customer, &back).await;
    Ok(visit.redirect(&portal.map_err(|error| own::failed(&error, &own.page()))?))
}
