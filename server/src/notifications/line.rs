//! Something that happened, as lists of notifications show it.

use model::Connection;
use model::actors::Actor;
use model::notifications::{Notification, NotificationKind};
use model::posts::{Post, Subject};
use model::remote_releases;

use crate::comments::ago::When;
use crate::comments::place::Place;
use crate::comments::view::{self, Author, Eyes, Shown};

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

/// Whose notifications they are.
#[derive(Debug, Clone, Copy)]
pub struct Whose<'a> {
    /// The actor.
    pub own: &'a Actor,
    /// Where it answers those who ask to follow.
    pub requests: &'a str,
}

impl Line {
    /// What is shown of a notification; none for a release that is gone meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        connection: &mut Connection,
        whose: Whose<'_>,
        eyes: &Eyes<'_>,
        (notification, from, post): (Notification, Actor, Option<Post>),
    ) -> diesel::QueryResult<Option<Self>> {
        let kind = notification.kind;
        let (did, icon) = words(kind);
        let written = matches!(kind, NotificationKind::Comment | NotificationKind::Mention);
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
        let own = |place: &Place| place.owner.as_ref().is_some_and(|owner| owner.id == whose.own.id);
        let what = match what {
            Some(place) if place.post.is_some() && own(&place) => Some(("what you wrote".to_owned(), place.href)),
            Some(place) => Some((place.title, place.href)),
            None => elsewhere(connection, &notification).await?,
        };
        if kind == NotificationKind::Release && what.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            from: Author::of(&from, eyes.domain),
            did,
            icon,
            what,
            answer_at: match kind {
                NotificationKind::FollowRequest => whose.requests.to_owned(),
                _ => String::new(),
            },
            when: When::of(notification.created_at),
            is_new: notification.read_at.is_none(),
            post: shown,
        }))
    }
}

/// The release of another server that it is about.
async fn elsewhere(
    connection: &mut Connection,
    notification: &Notification,
) -> diesel::QueryResult<Option<(String, String)>> {
    let Some(id) = notification.remote_release_id else { return Ok(None) };
    let found = remote_releases::find(connection, id).await?;
    Ok(found.map(|(release, _)| (release.title, urls::fans::remote_release(release.id.0))))
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
        NotificationKind::Release => ("released", "disc-3"),
    }
}
