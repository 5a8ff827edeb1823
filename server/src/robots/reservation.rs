//! `GET /.well-known/tdmrep.json`: of which pages mining is reserved. The first rule that suits an address counts.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use model::releases::mining;
use serde::Serialize;

use super::show::OPEN;
use crate::app::App;
use crate::error::PageError;

/// A rule.
#[derive(Debug, Serialize)]
struct Rule {
    location: String,
    #[serde(rename = "tdm-reservation")]
    reservation: u8,
}

/// Says it.
///
/// # Errors
/// When the database fails.
pub async fn show(app: web::Data<App>) -> Result<HttpResponse, PageError> {
    let open = mining::open(&mut *app.db().await?, OPEN).await?;
    let mut rules = Vec::new();
    for (handle, slug) in open {
        let page = urls::release(&handle, &slug);
        rules.push(Rule { location: format!("{page}$"), reservation: 0 });
        rules.push(Rule { location: format!("{page}/*"), reservation: 0 });
    }
    rules.push(Rule { location: "/*".to_owned(), reservation: 1 });
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "public, max-age=3600")).json(rules))
}
