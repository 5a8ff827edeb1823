//! What an artist has on air and planned, as live items of a feed.

use chrono::{DateTime, Duration, Utc};
use model::Connection;
use model::artists::Artist;
use model::show_access::Pass;
use model::shows::{self, Gate, Show, State};
use rss::extension::Extension;

use super::podcast::{element, plain, with};
use crate::app::App;
use crate::shows::streams::Streams;

/// How many, the soonest first.
const MOST: usize = 5;
/// How long a set is taken to be that does not say when it ends.
const HOURS: i64 = 3;
/// How long one that should have begun still counts as coming.
const LATE_HOURS: i64 = 2;

/// Those that everybody may hear.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(app: &App, db: &mut Connection, artist: &Artist) -> diesel::QueryResult<Vec<Extension>> {
    let now = Utc::now();
    let mut shows = shows::of_artist(db, artist.id).await?;
    shows.retain(|show| show.gate == Gate::Open && starts(show, now).is_some());
    shows.sort_by_key(|show| (show.state() != State::OnAir, starts(show, now)));
    Ok(shows.iter().take(MOST).filter_map(|show| live_item(app, show, now)).collect())
}

/// When it began or will; `None` for one that is over, cancelled, without a date, or long late.
fn starts(show: &Show, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match show.state() {
        State::OnAir => show.started_at,
        State::Planned => show.starts_at.filter(|at| *at + Duration::hours(LATE_HOURS) > now),
        State::Over | State::Cancelled => None,
    }
}

fn live_item(app: &App, show: &Show, now: DateTime<Utc>) -> Option<Extension> {
    let starts = starts(show, now)?;
    let is_live = show.state() == State::OnAir;
    let said = show.ends_at.unwrap_or(starts + Duration::hours(HOURS));
    let ends = if is_live { said.max(now + Duration::hours(1)) } else { said };
    let page = urls::absolute(&app.base_url, &urls::live::show(&show.slug));
    let sound = Streams::of(app, show, &Pass::Open, now);
    let hls = urls::absolute(&app.base_url, &sound.hls);
    let guid = urls::absolute(&app.base_url, &urls::live::event(show.id.0));
    let (starts, ends) = (starts.to_rfc3339(), ends.to_rfc3339());
    let status = if is_live { "live" } else { "pending" };
    let item = element("liveItem", None, &[("status", status), ("start", starts.as_str()), ("end", ends.as_str())]);
    let item = with(item, plain("title", Some(&show.title), &[]));
    let item = with(item, plain("link", Some(&page), &[]));
    let item = with(item, plain("guid", Some(&guid), &[("isPermaLink", "false")]));
    let kind = [("url", hls.as_str()), ("type", "application/vnd.apple.mpegurl"), ("length", "0")];
    let item = with(item, plain("enclosure", None, &kind));
    Some(with(item, element("contentLink", Some(&show.title), &[("href", page.as_str())])))
}
