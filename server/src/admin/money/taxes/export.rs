//! `GET /admin/money/taxes.csv?quarter=2026-Q4`

use actix_web::{HttpResponse, web};
use model::books::{self, TaxLine};
use model::{money, percent, sheets};

use super::show::Asked;
use crate::error::PageError;
use crate::sheet;
use crate::visit::Admin;

/// Gives the file: a row for each pair of countries, rate and currency.
///
/// # Errors
/// 404 for what is no quarter.
pub async fn show(visit: Admin, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let quarter = asked.quarter()?;
    let lines = books::taxes(&mut *visit.db().await?, quarter, None).await?;
    let head = [
        "Quarter",
        "Seller country",
        "Buyer country",
        "Rate",
        "Currency",
        "Sales",
        "With two pieces of evidence",
        "Net",
        "Tax",
    ];
    let row = |line: &TaxLine| {
        vec![
            quarter.to_string(),
            sheets::text(&line.seller_country),
            sheets::text(&line.buyer_country),
            percent::plain(line.tax_rate_bp),
            line.currency.clone(),
            line.sales.to_string(),
            line.with_evidence.to_string(),
            money::plain(&line.currency, line.net_minor),
            money::plain(&line.currency, line.tax_minor),
        ]
    };
    let rows = [head.map(str::to_owned).to_vec()].into_iter().chain(lines.iter().map(row));
    let text = sheets::write(rows).map_err(PageError::internal)?;
    Ok(sheet::answer(&format!("taxes-{quarter}.csv"), text))
}
