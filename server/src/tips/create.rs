//! `POST /tips/{artist}`: leads to where it is paid.

use actix_web::{HttpResponse, web};

use super::new::GivenFor;
use crate::error::PageError;
use crate::form::Form;
use crate::purchases::create;
use crate::purchases::form::PurchaseForm;
use crate::purchases::goods::Goods;
use crate::visit::Visit;

/// Orders it.
///
/// # Errors
/// 404 when there is no such artist or they take none; the form again for what will not do.
pub async fn create(
    visit: Visit,
    handle: web::Path<String>,
    given: web::Query<GivenFor>,
    Form(form): Form<PurchaseForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::tip(&mut db, &handle, given.release()).await?;
    create::order(&visit, &mut db, &goods, form).await
}
