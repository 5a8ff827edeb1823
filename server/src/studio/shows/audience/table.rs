//! `GET /studio/shows/{id}/audience.csv`: who listened, for spreadsheets.

use actix_web::{HttpResponse, web};
use model::show_sessions::{self, ShowReport};

use super::show::{client, country};
use crate::csv_table;
use crate::error::PageError;
use crate::visit::SignedIn;

/// Every figure of the report, a line each: what is counted, of what, how many.
///
/// # Errors
/// 404 for a show of others.
pub async fn show(visit: SignedIn, id: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = crate::studio::shows::find(&mut db, &visit, &id).await?;
    let report = show_sessions::report(&mut db, show.id).await?;
    drop(db);
    Ok(csv_table::answer(&format!("audience-{}.csv", show.slug), &["figure", "of", "number"], lines(report)))
}

fn lines(report: ShowReport) -> Vec<Vec<String>> {
    let line = |figure: &str, of: String, number: i64| vec![figure.to_owned(), of, number.to_string()];
    let whole =
        [("most at once", report.peak), ("listens", report.listens), ("average seconds", report.average_seconds)];
    let mut lines: Vec<_> = whole.map(|(figure, number)| line(figure, "the show".to_owned(), number)).into();
    lines.extend(report.by_country.iter().map(|(code, count)| line("listens from", country(code), *count)));
    lines.extend(report.by_client.into_iter().map(|(name, count)| line("listens with", client(name), count)));
    lines.extend(
        report
            .curve
            .iter()
            .map(|(at, count)| line("listeners at", at.format("%Y-%m-%dT%H:%M:%SZ").to_string(), *count)),
    );
    lines
}
