//! One's whole history as a file: CSV for spreadsheets, and the JSON that ListenBrainz gives and takes.

use std::collections::VecDeque;

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::SecondsFormat;
use futures::stream::{self, Stream, TryStreamExt as _};
use model::Pool;
use model::history::{self, Entry, Filter};
use model::ids::{AccountId, HistoryEntryId};
use serde_json::json;

use crate::csv_table;
use crate::error::PageError;
use crate::visit::SignedIn;

/// Entries that are asked for at once.
const AT_ONCE: i64 = 1000;

/// `GET /library/history.csv`
///
/// # Errors
/// When the database fails.
pub async fn csv(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let head = ["played_at", "track", "artist", "release", "source", "url"];
    let base = visit.app.base_url.clone();
    let line = move |entry: &Entry| csv_table::line_of(cells(&base, entry));
    let first = csv_table::line_of(head.map(str::to_owned).to_vec());
    Ok(answer("tonewood-history.csv", "text/csv; charset=utf-8", lines(&visit, (first, String::new()), line)))
}

/// `GET /library/history.json`: a listen on each line, as ListenBrainz exports them.
///
/// # Errors
/// When the database fails.
pub async fn json(visit: SignedIn) -> Result<HttpResponse, PageError> {
    let base = visit.app.base_url.clone();
    let line = move |entry: &Entry| format!("{}\n", listen(&base, entry));
    Ok(answer("tonewood-history.jsonl", "application/x-ndjson", lines(&visit, (String::new(), String::new()), line)))
}

/// A file that is written while it is sent.
pub fn answer(
    filename: &str,
    kind: &str,
    body: impl Stream<Item = std::io::Result<bytes::Bytes>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{filename}\"")))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .streaming(body.map_err(actix_web::Error::from))
}

/// Where the reading is.
struct Reading<F> {
    pool: Pool,
    account: AccountId,
    before: Option<HistoryEntryId>,
    read: VecDeque<String>,
    is_over: bool,
    last: String,
    line: F,
}

/// `first`, a line for each entry, a thousand at a time: a history may be long; and `last`.
pub fn lines(
    visit: &SignedIn,
    (first, last): (String, String),
    line: impl Fn(&Entry) -> String + 'static,
) -> impl Stream<Item = std::io::Result<bytes::Bytes>> + 'static {
    let (pool, account) = (visit.app.pool.clone(), visit.account.id);
    let reading = Reading { pool, account, before: None, read: VecDeque::from([first]), is_over: false, last, line };
    stream::try_unfold(reading, async |mut reading| {
        if reading.read.is_empty() && !reading.is_over {
            reading.go_on().await?;
        }
        let text: String = reading.read.drain(..).collect();
        Ok((!text.is_empty() || !reading.is_over).then(|| (bytes::Bytes::from(text), reading)))
    })
}

impl<F: Fn(&Entry) -> String> Reading<F> {
    async fn go_on(&mut self) -> std::io::Result<()> {
        let filter = Filter { words: String::new(), before: self.before, limit: AT_ONCE };
        let db = &mut *self.pool.get().await.map_err(std::io::Error::other)?;
        let entries = history::of_account(db, self.account, &filter).await.map_err(std::io::Error::other)?;
        self.before = entries.last().map(|entry| entry.id);
        self.is_over = self.before.is_none();
        self.read = entries.iter().map(&self.line).collect();
        if self.is_over {
            self.read.push_back(std::mem::take(&mut self.last));
        }
        Ok(())
    }
}

fn cells(base: &str, entry: &Entry) -> Vec<String> {
    let at = entry.played_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    if !entry.is_there {
        let nothing = String::new;
        return vec![at, nothing(), nothing(), nothing(), entry.source.to_string(), nothing()];
    }
    let (title, by) = (entry.track.title.clone(), by(entry).to_owned());
    vec![at, title, by, entry.release.title.clone(), entry.source.to_string(), url(base, entry)]
}

/// An entry as ListenBrainz has it.
#[must_use]
pub fn listen(base: &str, entry: &Entry) -> serde_json::Value {
    let at = entry.played_at.timestamp();
    if !entry.is_there {
        return json!({ "listened_at": at, "track_metadata": null });
    }
    json!({
        "listened_at": at,
        "track_metadata": {
            "track_name": entry.track.title,
            "artist_name": by(entry),
            "release_name": entry.release.title,
            "additional_info": {
                "origin_url": url(base, entry),
                "media_player": "Tonewood",
                "source": entry.source,
                "track_id": entry.track.id,
            },
        },
    })
}

fn by(entry: &Entry) -> &str {
    if entry.track.artist_name.is_empty() { &entry.artist.name } else { &entry.track.artist_name }
}

fn url(base: &str, entry: &Entry) -> String {
    urls::absolute(base, &urls::track(&entry.artist.handle, &entry.release.slug, &entry.track.slug))
}
