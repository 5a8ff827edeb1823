//! Collections: what an actor said, who follows it, what answers a note.

use actix_web::{HttpResponse, web};
use federation::objects::collection::{self, Order, Page};
use federation::objects::{self, context, hashtags};
use federation::{Federation, facts};
use model::activities;
use model::actors::Actor;
use model::follows::{self, Follow};
use model::ids::{ActivityId, FollowId};
use model::releases::listing;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::actors::{facts_of, find};
use super::answer::{self, Refusal};
use super::current;
use crate::app::App;

/// Entries of a page.
const PER_PAGE: i64 = 40;
/// How many releases stand first on a profile elsewhere.
const FEATURED: usize = 10;

/// Which page is asked for; none for the collection itself.
#[derive(Debug, Deserialize)]
pub struct Which {
    page: Option<String>,
    before: Option<Uuid>,
}

/// `GET /ap/actors/{id}/outbox`.
///
/// # Errors
/// 404 when there is no such actor.
pub async fn outbox(
    app: web::Data<App>,
    id: web::Path<Uuid>,
    which: web::Query<Which>,
) -> Result<HttpResponse, Refusal> {
    let actor = find(&app, *id).await?;
    let federation = app.federation.federation();
    let address = federation.absolute(&urls::ap::outbox(actor.id.0));
    let mut connection = federation.db().await?;
    let total = count(activities::count_public(&mut connection, actor.id).await?);
    if which.page.is_none() {
        return Ok(answer::document(&collection::collection(&address, Order::Ordered, total)));
    }
    let said = activities::outbox(&mut connection, actor.id, which.before.map(ActivityId), PER_PAGE).await?;
    let next = next(said.len(), said.last().map(|activity| activity.id.0));
    // What is hidden is left out, though it counts: it may be shown again.
    let mut members = Vec::with_capacity(said.len());
    for activity in said {
        members.extend(current::activity(&mut connection, federation, activity).await?);
    }
    let (words, before) = (context::note(), which.before.map(|id| id.to_string()));
    let page = Page {
        collection: &address,
        order: Order::Ordered,
        total,
        before: before.as_deref(),
        next: next.as_deref(),
        words: Some(&words),
    };
    Ok(answer::document(&collection::page(&page, members)))
}

/// `GET /ap/actors/{id}/followers`.
///
/// # Errors
/// 404 when there is no such actor.
pub async fn followers(
    app: web::Data<App>,
    id: web::Path<Uuid>,
    which: web::Query<Which>,
) -> Result<HttpResponse, Refusal> {
    people(&app, *id, &which, Side::Followers).await
}

/// `GET /ap/actors/{id}/following`.
///
/// # Errors
/// 404 when there is no such actor.
pub async fn following(
    app: web::Data<App>,
    id: web::Path<Uuid>,
    which: web::Query<Which>,
) -> Result<HttpResponse, Refusal> {
    people(&app, *id, &which, Side::Following).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Followers,
    Following,
}

async fn people(app: &App, id: Uuid, which: &Which, side: Side) -> Result<HttpResponse, Refusal> {
    let actor = find(app, id).await?;
    let federation = app.federation.federation();
    let mut connection = federation.db().await?;
    let (path, total) = match side {
        Side::Followers => (urls::ap::followers(id), follows::count_followers(&mut connection, actor.id).await?),
        Side::Following => (urls::ap::following(id), follows::count_following(&mut connection, actor.id).await?),
    };
    let (address, total) = (federation.absolute(&path), count(total));
    if actor.followers_hidden {
        return Ok(answer::document(&collection::counted(&address, Order::Ordered, total)));
    }
    if which.page.is_none() {
        return Ok(answer::document(&collection::collection(&address, Order::Ordered, total)));
    }
    let after = which.before.map(FollowId);
    let listed: Vec<(Follow, Actor)> = match side {
        Side::Followers => follows::followers(&mut connection, actor.id, after, PER_PAGE).await?,
        Side::Following => follows::following(&mut connection, actor.id, after, PER_PAGE).await?,
    };
    let next = next(listed.len(), listed.last().map(|(follow, _)| follow.id.0));
    let before = which.before.map(|id| id.to_string());
    let page = Page {
        collection: &address,
        order: Order::Ordered,
        total,
        before: before.as_deref(),
        next: next.as_deref(),
        words: None,
    };
    let members = listed.iter().map(|(_, actor)| json!(actor.uri(&federation.base_url))).collect();
    Ok(answer::document(&collection::page(&page, members)))
}

/// `GET /ap/actors/{id}/featured`: the newest releases, which is what somebody sees who has just begun to follow.
///
/// # Errors
/// 404 when there is no such actor.
pub async fn featured(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let actor = find(&app, *id).await?;
    let federation = app.federation.federation();
    let address = federation.absolute(&urls::ap::featured(actor.id.0));
    let members = newest(federation, &actor).await?;
    Ok(answer::document(&collection::whole(&address, Order::Ordered, members, Some(context::note()))))
}

async fn newest(federation: &Federation, actor: &Actor) -> Result<Vec<Value>, Refusal> {
    let Some(artist) = actor.artist_id else { return Ok(Vec::new()) };
    let mut connection = federation.db().await?;
    let releases = listing::published_of_artist(&mut connection, artist).await?;
    let mut notes = Vec::new();
    for release in releases.iter().take(FEATURED) {
        let facts = facts::release(&mut connection, &federation.base_url, release.id).await?;
        notes.extend(facts.map(|facts| objects::release_note(&facts)));
    }
    Ok(notes)
}

/// `GET /ap/actors/{id}/tags`: the hashtags an artist is found by.
///
/// # Errors
/// 404 when there is no such actor.
pub async fn tags(app: web::Data<App>, id: web::Path<Uuid>) -> Result<HttpResponse, Refusal> {
    let actor = find(&app, *id).await?;
    let facts = facts_of(&app, &actor).await?.ok_or_else(Refusal::not_found)?;
    let address = app.federation.federation().absolute(&urls::ap::tags(actor.id.0));
    let tags = hashtags::of_all(&app.base_url, facts.tags.iter().map(String::as_str));
    let members = tags.iter().map(hashtags::Hashtag::document).collect();
    Ok(answer::document(&collection::whole(&address, Order::Unordered, members, Some(context::actor()))))
}

/// The mark of the page behind one that is full.
fn next(entries: usize, last: Option<Uuid>) -> Option<String> {
    last.filter(|_| i64::try_from(entries).is_ok_and(|entries| entries >= PER_PAGE)).map(|id| id.to_string())
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
