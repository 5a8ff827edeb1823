//! `GET /studio/subscribers`

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::subscribers::{self, Source, Subscriber};

use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// How many a page shows.
const SHOWN: i64 = 100;

/// The page.
#[derive(Template)]
#[template(path = "studio/subscribers/index.html")]
pub struct SubscribersPage {
    /// The common part.
    pub page: Page,
    /// Whose letters they get.
    pub desk: Desk,
    /// How many there are.
    pub count: i64,
    /// Where they asked, with how many did.
    pub sources: Vec<(&'static str, i64)>,
    /// Some of them.
    pub lines: Vec<Line>,
    /// The address of what comes after; empty for nothing.
    pub older: String,
}

/// A subscriber in the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The address.
    pub email: String,
    /// Where they asked.
    pub source: &'static str,
    /// When.
    pub since: DateTime<Utc>,
    /// Where they are taken off the list.
    pub delete: String,
}

/// Shows them.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let Some(desk) = speaking::desk(&mut db, &visit, &asked.artist).await? else {
        return Ok(visit.redirect(&urls::studio::index()));
    };
    let by_source = subscribers::count_by_source(&mut db, desk.artist.id).await?;
    let found = subscribers::of_artist(&mut db, desk.artist.id, asked.after.parse().ok(), SHOWN).await?;
    drop(db);
    let older = match found.last() {
        Some(last) if found.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX) => {
            format!("{}&after={}", urls::letters::subscribers(&desk.artist.handle), last.id)
        }
        _ => String::new(),
    };
    render(&SubscribersPage {
        page: visit.page("Who gets letters").hidden(),
        count: by_source.iter().map(|(_, count)| count).sum(),
        sources: by_source.into_iter().map(|(source, count)| (words(source), count)).collect(),
        lines: found.into_iter().map(line).collect(),
        older,
        desk,
    })
}

fn line(subscriber: Subscriber) -> Line {
    Line {
        source: words(subscriber.source),
        since: subscriber.consented_at,
        delete: urls::letters::subscriber_deletion(subscriber.id.0),
        email: subscriber.email,
    }
}

/// Where somebody asked, in words.
pub(super) fn words(source: Source) -> &'static str {
    match source {
        Source::ArtistPage => "on your page",
        Source::Checkout => "when they bought",
        Source::Membership => "when they became a member",
        Source::DownloadCode => "with a download code",
    }
}
