//! What waits for which server, and since when; inboxes that are gone.

use actix_web::HttpResponse;
use askama::Template;
use chrono::{TimeDelta, Utc};
use model::deliveries::{self, DeadInbox, Lag, Totals};
use model::peers::{self, Peer};
use model::received;

use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::Admin;

/// How many inboxes that are gone the page shows.
const INBOXES: i64 = 50;

/// A server that something waits for.
pub struct Row {
    /// What waits.
    pub lag: Lag,
    /// What it runs, as it says: "mastodon 4.5.0"; empty where it does not say.
    pub software: String,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/federation/index.html")]
pub struct FederationPage {
    /// The common part.
    pub page: Page,
    /// Servers that something waits for, the longest first.
    pub rows: Vec<Row>,
    /// All servers together; what ended counts from a day ago.
    pub totals: Totals,
    /// How many activities came in the last day.
    pub received: i64,
    /// Inboxes that are gone, the last to go first; the newest [`INBOXES`].
    pub dead: Vec<DeadInbox>,
    /// Whether others must sign to read.
    pub authorized_fetch: bool,
}

/// `GET /admin/federation`
///
/// # Errors
/// When the database fails.
pub async fn index(visit: Admin) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let day_ago = Utc::now() - TimeDelta::days(1);
    let lanes = deliveries::lag_by_host(&mut connection).await?;
    let hosts: Vec<String> = lanes.iter().map(|lag| lag.host.clone()).collect();
    let known = peers::known(&mut connection, &hosts).await?;
    let row = |lag: Lag| Row { software: known.get(&lag.host).map(software).unwrap_or_default(), lag };
    render(&FederationPage {
        page: visit.page("Federation"),
        rows: lanes.into_iter().map(row).collect(),
        totals: deliveries::totals(&mut connection, day_ago).await?,
        received: received::count_since(&mut connection, day_ago).await?,
        dead: deliveries::list_dead_inboxes(&mut connection, INBOXES).await?,
        authorized_fetch: visit.app.settings.authorized_fetch,
    })
}

fn software(peer: &Peer) -> String {
    let words = [peer.software.as_deref(), peer.software_version.as_deref()];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
