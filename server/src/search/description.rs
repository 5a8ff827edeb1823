//! `GET /opensearch.xml`: tells browsers how to search here from their address bar.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::app::App;
use crate::error::PageError;

/// An OpenSearch 1.1 description.
#[derive(Template)]
#[template(path = "search/description.xml")]
pub struct SearchDescription {
    /// The instance's name; the format allows 16 characters.
    pub short_name: String,
    /// The instance's name.
    pub name: String,
    /// The public address of the instance.
    pub base_url: String,
}

/// Gives it.
///
/// # Errors
/// When the template fails, which is ours to mend: 500.
pub async fn show(app: web::Data<App>) -> Result<HttpResponse, PageError> {
    let description = SearchDescription {
        short_name: app.name().chars().take(16).collect(),
        name: app.name().to_owned(),
        base_url: app.base_url.clone(),
    };
    let xml = description.render().map_err(PageError::internal)?;
    Ok(HttpResponse::Ok().content_type("application/opensearchdescription+xml; charset=utf-8").body(xml))
}
