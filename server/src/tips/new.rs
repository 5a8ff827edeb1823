//! `GET /tips/{artist}`: how much, and a line with it.

use actix_web::{HttpResponse, web};
use model::ids::ReleaseId;
use serde::Deserialize;

use crate::error::PageError;
use crate::purchases::goods::Goods;
use crate::purchases::new;
use crate::visit::Visit;

/// The release on whose page it is given.
#[derive(Debug, Default, Deserialize)]
pub struct GivenFor {
    release: Option<String>,
    amount: Option<String>,
}

impl GivenFor {
    /// The release, if it is one.
    #[must_use]
    pub fn release(&self) -> Option<ReleaseId> {
        self.release.as_ref().and_then(|id| id.parse().ok())
    }
}

/// Shows the form.
///
/// # Errors
/// 404 when there is no such artist or they take none.
pub async fn new(
    visit: Visit,
    handle: web::Path<String>,
    given: web::Query<GivenFor>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let goods = Goods::tip(&mut db, &handle, given.release()).await?;
    new::show(&visit, &mut db, &goods, given.into_inner().amount).await
}
