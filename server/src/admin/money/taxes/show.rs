//! `GET /admin/money/taxes?quarter=2026-Q4`

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Utc;
use model::books::{self, TaxLine};
use model::periods::Quarter;
use model::{countries, money, percent};
use serde::Deserialize;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// The page.
#[derive(Template)]
#[template(path = "admin/money/taxes/show.html")]
pub struct TaxesPage {
    /// The common part.
    pub page: Page,
    /// "2026-Q4".
    pub quarter: String,
    /// Where the quarters before and after are.
    pub neighbours: (String, String),
    /// Where the file is.
    pub csv: String,
    /// What was sold where.
    pub rows: Vec<Row>,
    /// For how many sales two pieces of evidence are missing.
    pub without_evidence: i64,
}

/// What was sold from one country into another.
pub struct Row {
    /// The sellers' country.
    pub from: String,
    /// The buyers' country.
    pub to: String,
    /// "19".
    pub rate: String,
    /// How many sales.
    pub sales: i64,
    /// For how many of them there are two pieces of evidence.
    pub with_evidence: i64,
    /// What was paid, without the tax.
    pub net: String,
    /// The tax.
    pub tax: String,
}

/// Which quarter.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "2026-Q4"; the current one for none.
    pub quarter: String,
}

impl Asked {
    /// The quarter that is meant.
    ///
    /// # Errors
    /// 404 for what is none.
    pub fn quarter(&self) -> Result<Quarter, PageError> {
        match self.quarter.as_str() {
            "" => Ok(Quarter::of(Utc::now().date_naive())),
            text => text.parse().map_err(|_| PageError::not_found()),
        }
    }
}

/// Shows it.
///
/// # Errors
/// 404 for what is no quarter.
pub async fn show(visit: Admin, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let quarter = asked.quarter()?;
    let lines = books::taxes(&mut *visit.db().await?, quarter, None).await?;
    let at = |quarter: Quarter| urls::books::taxes(&quarter.to_string());
    render(&TaxesPage {
        page: visit.page("Tax report"),
        quarter: quarter.to_string(),
        neighbours: (at(quarter.previous()), at(quarter.next())),
        csv: urls::books::taxes_csv(&quarter.to_string()),
        without_evidence: lines.iter().map(|line| line.sales - line.with_evidence).sum(),
        rows: lines.iter().map(row).collect(),
    })
}

fn row(line: &TaxLine) -> Row {
    let country = |code: &str| if code.is_empty() { "Unknown".to_owned() } else { countries::name(code).to_owned() };
    Row {
        from: country(&line.seller_country),
        to: country(&line.buyer_country),
        rate: percent::plain(line.tax_rate_bp),
        sales: line.sales,
        with_evidence: line.with_evidence,
        net: money::shown(&line.currency, line.net_minor),
        tax: money::shown(&line.currency, line.tax_minor),
    }
}
