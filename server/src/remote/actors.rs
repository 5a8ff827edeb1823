//! `GET /remote/actors/{id}`: somebody of another server, and what is known here of their releases.

use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::ActorId;
use model::{actors, domain_blocks, remote_releases};
use serde::Deserialize;
use uuid::Uuid;

use super::face::Face;
use super::releases;
use crate::error::PageError;
use crate::follows::button::FollowBox;
use crate::page::{Page, render};
use crate::releases::sleeve::Card;
use crate::visit::Visit;

/// The most releases that are shown.
const RELEASES: i64 = 60;

/// The page.
#[derive(Template)]
#[template(path = "remote/actors.html")]
pub struct RemoteActorPage {
    /// The common part.
    pub page: Page,
    /// Name, handle and picture.
    pub face: Face,
    /// The server they are on.
    pub host: String,
    /// Their page there.
    pub origin: String,
    /// What they say of themselves, as HTML that is safe to show.
    pub summary: String,
    /// The lines of their profile: name, and HTML that is safe to show.
    pub fields: Vec<Field>,
    /// The button that follows.
    pub follow: FollowBox,
    /// Their releases.
    pub cards: Vec<Card>,
}

/// A line of a profile.
#[derive(Debug, Clone, Deserialize)]
pub struct Field {
    /// What it says.
    pub name: String,
    /// What stands behind that, as HTML that is safe to show.
    pub value: String,
}

/// Shows it.
///
/// # Errors
/// 404 when nobody is known under this id, or they or their server are refused.
pub async fn show(visit: Visit, id: web::Path<Uuid>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let actor = actors::public(&mut db, ActorId(*id)).await?.filter(|actor| !actor.is_local());
    let actor = actor.ok_or_else(PageError::not_found)?;
    let host = actor.host.clone().unwrap_or_default();
    if !domain_blocks::allowed(&mut db, &host).await? {
        return Err(PageError::not_found());
    }
    let face = Face::load(&mut db, &visit.app, &actor).await?;
    let follow = FollowBox::of(&visit, &mut db, &actor).await?;
    let found = remote_releases::of_actor(&mut db, actor.id, RELEASES).await?;
    drop(db);
    render(&RemoteActorPage {
        page: visit.page(&face.name).in_hues(face.hue, face.hue + 45).hidden(),
        cards: found.iter().map(|release| releases::card(&visit.app, release, &actor)).collect(),
        origin: actor.url.or(actor.uri).unwrap_or_default(),
        fields: serde_json::from_value(actor.fields).unwrap_or_default(),
        summary: actor.summary,
        host,
        face,
        follow,
    })
}
