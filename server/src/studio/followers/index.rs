//! `GET /studio/followers`

use actix_web::{HttpResponse, web};
use askama::Template;
use model::actor_blocks::{self, BlockKind};
use model::actors::Actor;
use model::follows::{self, Follow};

use crate::comments::ago::When;
use crate::comments::view::Author;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// How many a page shows.
const SHOWN: i64 = 100;

/// The page.
#[derive(Template)]
#[template(path = "studio/followers/index.html")]
pub struct FollowersPage {
    /// The common part.
    pub page: Page,
    /// Whom they follow.
    pub desk: Desk,
    /// The artist's address: `@ode@music.example`.
    pub handle: String,
    /// Who asked, the first one first.
    pub requests: Vec<Follower>,
    /// Who follows, the latest first.
    pub followers: Vec<Follower>,
    /// How many those are in all.
    pub count: i64,
    /// Whom the artist blocks.
    pub blocked: Vec<Follower>,
    /// The address of what comes after; empty for nothing.
    pub older: String,
}

/// Somebody who follows.
#[derive(Debug, Clone)]
pub struct Follower {
    /// The actor's id.
    pub id: String,
    /// Who it is.
    pub who: Author,
    /// Since when; none for those who are blocked.
    pub since: Option<When>,
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
    let domain = &visit.app.federation.federation().domain;
    let line = |(follow, actor): &(Follow, Actor)| Follower {
        id: actor.id.to_string(),
        who: Author::of(actor, domain),
        since: Some(When::of(follow.created_at)),
    };
    let requests = follows::requests(&mut db, desk.actor.id, SHOWN).await?;
    let followers = follows::followers(&mut db, desk.actor.id, asked.after.parse().ok(), SHOWN).await?;
    let older = match followers.last() {
        Some((last, _)) if followers.len() >= usize::try_from(SHOWN).unwrap_or(usize::MAX) => {
            format!("/studio/followers?artist={}&after={}", desk.artist.handle, last.id)
        }
        _ => String::new(),
    };
    let count = follows::count_followers(&mut db, desk.actor.id).await?;
    let blocked = actor_blocks::list(&mut db, desk.actor.id, BlockKind::Block).await?;
    drop(db);
    let kept_away = |actor: &Actor| Follower { id: actor.id.to_string(), who: Author::of(actor, domain), since: None };
    render(&FollowersPage {
        page: visit.page("Followers").hidden(),
        handle: format!("@{}", desk.actor.handle(domain)),
        requests: requests.iter().map(line).collect(),
        followers: followers.iter().map(line).collect(),
        blocked: blocked.iter().map(kept_away).collect(),
        count,
        older,
        desk,
    })
}
