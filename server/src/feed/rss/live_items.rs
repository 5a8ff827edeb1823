//! What an artist has on air, planned and to be heard again, as live items of a feed.

use chrono::{DateTime, Duration, Utc};
use model::artists::Artist;
use model::show_access::Pass;
use model::shows::{self, Gate, Show, State};
use model::{Connection, show_marks, show_segments};
use rss::extension::Extension;

use super::podcast::{element, plain, with};
use crate::app::App;
use crate::feed::chapters;
use crate::shows::streams::Streams;

/// How many are on air and planned, the soonest first; and how many are over.
const MOST: usize = 5;
/// How long a set is taken to be that does not say when it ends.
const HOURS: i64 = 3;
/// How long one that should have begun still counts as coming.
const LATE_HOURS: i64 = 2;
/// For how long one that can be heard again stays.
const OVER_DAYS: i64 = 30;

/// Those that everybody may hear.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(app: &App, db: &mut Connection, artist: &Artist) -> diesel::QueryResult<Vec<Extension>> {
    let now = Utc::now();
    let mut shows = shows::of_artist(db, artist.id).await?;
    shows.retain(|show| show.gate == Gate::Open && starts(show, now).is_some());
    shows.sort_by_key(|show| (show.state() != State::OnAir, starts(show, now)));
    let (mut over, coming): (Vec<Show>, Vec<Show>) = shows.into_iter().partition(|show| show.state() == State::Over);
    over.sort_by_key(|show| std::cmp::Reverse(show.ended_at));
    let mut items: Vec<Extension> =
        coming.iter().take(MOST).filter_map(|show| live_item(app, show, (false, now))).collect();
    for show in over.iter().take(MOST) {
        if show_segments::last(db, show.id).await?.is_some() {
            let is_listed = !show_marks::of_show(db, show.id).await?.is_empty();
            items.extend(live_item(app, show, (is_listed, now)));
        }
    }
    Ok(items)
}

/// When it began or will; `None` for one that is cancelled, without a date, long late, or over and not to be heard again.
fn starts(show: &Show, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match show.state() {
        State::OnAir => show.started_at,
        State::Planned => show.starts_at.filter(|at| *at + Duration::hours(LATE_HOURS) > now),
        State::Over => {
            let is_recent = show.ended_at.is_some_and(|at| at + Duration::days(OVER_DAYS) > now);
            show.started_at.filter(|_| is_recent && chapters::are_public(show))
        }
        State::Cancelled => None,
    }
}

fn live_item(app: &App, show: &Show, (is_listed, now): (bool, DateTime<Utc>)) -> Option<Extension> {
    let starts = starts(show, now)?;
    let said = show.ends_at.unwrap_or(starts + Duration::hours(HOURS));
    let (status, ends) = match show.state() {
        State::OnAir => ("live", said.max(now + Duration::hours(1))),
        State::Over => ("ended", show.ended_at.unwrap_or(said)),
        State::Planned | State::Cancelled => ("pending", said),
    };
    let page = urls::absolute(&app.base_url, &urls::live::show(&show.slug));
    let sound = Streams::of(app, show, &Pass::Open, now);
    let hls = urls::absolute(&app.base_url, &sound.hls);
    let guid = urls::absolute(&app.base_url, &urls::live::event(show.id.0));
    let (starts, ends) = (starts.to_rfc3339(), ends.to_rfc3339());
    let item = element("liveItem", None, &[("status", status), ("start", starts.as_str()), ("end", ends.as_str())]);
    let item = with(item, plain("title", Some(&show.title), &[]));
    let item = with(item, plain("link", Some(&page), &[]));
    let item = with(item, plain("guid", Some(&guid), &[("isPermaLink", "false")]));
    let kind = [("url", hls.as_str()), ("type", "application/vnd.apple.mpegurl"), ("length", "0")];
    let item = with(item, plain("enclosure", None, &kind));
    let item = with(item, element("contentLink", Some(&show.title), &[("href", page.as_str())]));
    if !is_listed {
        return Some(item);
    }
    let list = urls::absolute(&app.base_url, &urls::feeds::chapters(&show.slug));
    Some(with(item, element("chapters", None, &[("url", list.as_str()), ("type", chapters::MEDIA_TYPE)])))
}
