//! Files that podcast apps and plain links fetch: counted by what is sent of them, since nobody tells how much is heard.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use model::entitlements::Who;
use model::ids::{AccountId, ReleaseId, TrackId};
use model::plays::listeners::{self, Person};
use model::plays::{self, Download};
use model::{members, releases};

use super::agents;
use crate::accounts::limits;
use crate::app::App;
use crate::error::PageError;
use crate::visit::peer_of;

/// A file of a track that goes out.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// Of which track.
    pub track: TrackId,
    /// On which release.
    pub release: ReleaseId,
    /// How long the track is.
    pub duration_ms: i64,
    /// As whom somebody came for it.
    pub who: Who,
    /// In what, as in `mp3`.
    pub rung: &'static str,
}

/// Writes down, once it is answered, that a file of a track or a part of it is sent. What a page's own player fetches is left out:
/// it tells of itself.
pub fn note(app: &web::Data<App>, request: &HttpRequest, answer: &HttpResponse, sent: Sent) {
    let user_agent = text(request, header::USER_AGENT.as_str()).to_owned();
    let is_sent = request.method() == Method::GET && answer.status().is_success();
    if !is_sent || is_of_a_page(request) || agents::is_bot(&user_agent) {
        return;
    }
    let sent_ms = share(request, answer).map_or(sent.duration_ms, |share| of(sent.duration_ms, share));
    let place = limits::network(&peer_of(app, request));
    let app = app.clone();
    // Nobody waits for it: the bytes are on their way.
    actix_web::rt::spawn(async move {
        if let Err(error) = write(&app, (&place, &user_agent), sent, sent_ms).await {
            tracing::warn!(error = %error.message, "a file that was sent could not be noted");
        }
    });
}

async fn write(app: &App, (place, user_agent): (&str, &str), sent: Sent, sent_ms: i64) -> Result<(), PageError> {
    let db = &mut *app.db().await?;
    let now = Utc::now();
    let account = account(sent.who);
    let person = account.map_or(Person::Visitor { place }, Person::Account);
    let is_own = match (account, releases::find(db, sent.release).await?) {
        // What is a draft still counts nowhere.
        (_, Some(release)) if release.published_at.is_none() => true,
        (Some(account), Some(release)) => members::role(db, release.artist_id, account).await?.is_some(),
        _ => false,
    };
    let download = Download {
        track: sent.track,
        listener: listeners::word(db, person, now).await.map_err(PageError::internal)?,
        device: agents::device(user_agent),
        rung: sent.rung.to_owned(),
        is_own,
        sent_ms,
    };
    plays::note_download(db, &download, now).await?;
    Ok(())
}

fn account(who: Who) -> Option<AccountId> {
    match who {
        Who::Account(account) => Some(account),
        Who::Anybody | Who::Visitor(_) | Who::PrivateLink | Who::Purchase(_) | Who::Code(_) => None,
    }
}

/// Whether a page of this instance fetches it for its player.
fn is_of_a_page(request: &HttpRequest) -> bool {
    text(request, "sec-fetch-site") == "same-origin" && text(request, "sec-fetch-dest") != "document"
}

/// Which bytes of how many are sent; `None` for all.
fn share(request: &HttpRequest, answer: &HttpResponse) -> Option<(u64, u64)> {
    if answer.status() != StatusCode::PARTIAL_CONTENT || request.headers().get(header::RANGE).is_none() {
        return None;
    }
    let range = answer.headers().get(header::CONTENT_RANGE)?.to_str().ok()?;
    let (span, whole) = range.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    Some((last.checked_sub(first)? + 1, whole.parse().ok()?))
}

/// So many milliseconds are in so many of a file's bytes.
fn of(duration_ms: i64, (bytes, whole): (u64, u64)) -> i64 {
    let ms = i128::from(duration_ms) * i128::from(bytes) / i128::from(whole.max(1));
    i64::try_from(ms).unwrap_or(duration_ms)
}

fn text<'a>(request: &'a HttpRequest, name: &str) -> &'a str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn bytes_are_worth_their_share_of_the_track() {
        assert_eq!(of(200_000, (50, 200)), 50_000);
        assert_eq!(of(200_000, (1, 0)), 200_000);
    }
}
