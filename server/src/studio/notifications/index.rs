//! `GET /studio/notifications`: who follows, comments, names, likes and boosts.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::Connection;
use model::notifications::{self, Notification, NotificationKind};
use model::posts::{Post, Subject};

use crate::comments::ago::When;
use crate::comments::place::Place;
use crate::comments::view::{self, Author, Eyes, Shown};
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// How many a page shows.
const SHOWN: i64 = 40;

/// The page.
#[derive(Template)]
#[template(path = "studio/notifications/index.html")]
pub struct NotificationsPage {
    /// The common part.
    pub page: Page,
    /// Whose they are.
    pub desk: Desk,
    /// The latest first.
    pub lines: Vec<Line>,
    /// How many are not read.
    pub unread: i64,
    /// The address of what comes after; empty for nothing.
    pub older: String,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Line {
    /// Who did it.
    pub from: Author,
    /// What they did, behind their name: "commented on".
    pub did: &'static str,
    /// An icon for it.
    pub icon: &'static str,
    /// With what: title and page.
    pub what: Option<(String, String)>,
    /// Where a request is answered; empty for others.
    pub answer_at: String,
    /// When.
    pub when: When,
    /// Whether it is new.
    pub is_new: bool,
    /// What was written: it can be answered, liked and boosted from here.
    pub post: Option<Shown>,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let Some(desk) = speaking::desk(&mut db, &visit, &asked.artist).await? else {
        return Ok(visit.redirect(&urls::studio::index()));
    };
    let before = asked.after.parse().ok();
    let found = notifications::of_actor(&mut db, desk.actor.id, before, SHOWN).await?;
    let older = match found.last() {
        Some((last, ..)) if found.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX) => {
            format!("/studio/notifications?artist={}&after={}", desk.artist.handle, last.id)
        }
        _ => String::new(),
    };
    let voices = Voices(vec![desk.actor.clone()]);
    let mut lines = Vec::new();
    for (notification, from, post) in found {
        let eyes = Eyes::of(&visit, &voices, true);
        lines.push(line(&mut db, &desk, &eyes, (notification, Author::of(&from, eyes.domain), post)).await?);
    }
    let unread = notifications::unread(&mut db, desk.actor.id).await?;
    drop(db);
    render(&NotificationsPage { page: visit.page("Notifications").hidden(), desk, lines, unread, older })
}

async fn line(
    connection: &mut Connection,
    desk: &Desk,
    eyes: &Eyes<'_>,
    (notification, from, post): (Notification, Author, Option<Post>),
) -> diesel::QueryResult<Line> {
    let (did, icon) = words(notification.kind);
    let written = matches!(notification.kind, NotificationKind::Comment | NotificationKind::Mention);
    let subject = match (&post, written) {
        // Where a comment stands, not the comment itself.
        (Some(post), true) => post.subject(),
        _ => Subject::of_columns(notification.release_id, notification.track_id, notification.post_id),
    };
    let what = match subject {
        Some(subject) => Place::of(connection, subject, eyes.voices).await?,
        None => None,
    };
    let shown = match post.filter(|post| written && post.deleted_at.is_none()) {
        Some(post) => view::posts(connection, &[post], eyes).await?.pop(),
        None => None,
    };
    let own = |place: &Place| place.owner.as_ref().is_some_and(|owner| owner.id == desk.actor.id);
    let what = what.map(|place| match (&place.post, own(&place)) {
        (Some(_), true) => ("what you wrote".to_owned(), place.href),
        _ => (place.title, place.href),
    });
    Ok(Line {
        from,
        did,
        icon,
        what,
        answer_at: match notification.kind {
            NotificationKind::FollowRequest => format!("/studio/followers?artist={}", desk.artist.handle),
            _ => String::new(),
        },
        when: When::of(notification.created_at),
        is_new: notification.read_at.is_none(),
        post: shown,
    })
}

fn words(kind: NotificationKind) -> (&'static str, &'static str) {
    match kind {
        NotificationKind::Follow => ("follows you", "user-plus"),
        NotificationKind::FollowRequest => ("asks to follow you", "user-plus"),
        NotificationKind::Like => ("likes", "heart"),
        NotificationKind::Boost => ("boosted", "repeat"),
        NotificationKind::Comment => ("commented on", "message-circle"),
        NotificationKind::Mention => ("mentioned you", "message-circle"),
        NotificationKind::Move => ("moved to another server", "globe"),
    }
}
