//! Loads an actor as others may know it.

use std::collections::BTreeMap;

use diesel::QueryResult;
use model::actors::{Actor, ActorKind, Service};
use model::artists::{self, Artist};
use model::releases::listing;
use model::{Connection, markdown};
use urls::ap;

use super::{ActorFacts, ActorType, Field, FieldValue, Keys};
use crate::facts::{Picture, base, pictures};

/// How wide a picture is sent, in pixels.
const PICTURE: u32 = 640;
/// How wide a header is sent.
const HEADER: u32 = 1500;
/// How many genres and tags an artist is found by.
const TAGS: usize = 10;

/// What others may know of a local actor that signs with these keys; nothing for one that is remote, deleted or suspended.
///
/// # Errors
/// When the database fails.
pub async fn actor(
    connection: &mut Connection,
    base_url: &str,
    actor: &Actor,
    keys: Keys,
) -> QueryResult<Option<ActorFacts>> {
    if !actor.is_local() || actor.deleted_at.is_some() || actor.suspended_at.is_some() {
        return Ok(None);
    }
    let mut facts = of_row(base(base_url), actor, keys);
    let Some(artist) = actor.artist_id else { return Ok(Some(facts)) };
    let artist = artists::find(connection, artist).await?.filter(|artist| artist.suspended_at.is_none());
    let Some(artist) = artist else { return Ok(None) };
    dress(connection, &mut facts, artist).await?;
    Ok(Some(facts))
}

/// What its row says: all there is to say of a fan or a service.
fn of_row(base: String, actor: &Actor, keys: Keys) -> ActorFacts {
    let host = base.split_once("://").map_or(base.as_str(), |(_, host)| host).to_owned();
    let (name, summary, page) = match actor.service {
        None => (actor.shown_name().to_owned(), actor.summary.clone(), urls::artist(&actor.username)),
        Some(Service::Instance) => (host.clone(), format!("<p>The instance {host} itself.</p>"), "/".to_owned()),
        Some(Service::NewReleases) => {
            let summary = format!("<p>Tells of every release that is published on {host}.</p>");
            (format!("New releases on {host}"), summary, "/discover".to_owned())
        }
    };
    ActorFacts {
        base,
        id: actor.id.0,
        kind: kind(actor.kind),
        username: actor.username.clone(),
        name,
        summary,
        page,
        feed: None,
        icon: None,
        image: None,
        fields: Vec::new(),
        tags: Vec::new(),
        manually_approves: actor.manually_approves,
        discoverable: actor.discoverable,
        also_known_as: actor.also_known_as.clone(),
        moved_to: actor.moved_to.clone(),
        published: actor.published_at.unwrap_or(actor.created_at),
        updated: None,
        keys,
    }
}

/// Adds what an artist's profile says.
async fn dress(connection: &mut Connection, facts: &mut ActorFacts, artist: Artist) -> QueryResult<()> {
    let ids: Vec<_> = artist.picture_id.into_iter().chain(artist.header_id).collect();
    let images = pictures(connection, &ids).await?;
    let find = |id: Option<model::ids::ImageId>, width: u32| {
        let picture: Option<&Picture> = images.iter().find(|picture| id.is_some_and(|id| id.0 == picture.id));
        picture.map(|picture| picture.address(&facts.base, width))
    };
    let (icon, image) = (find(artist.picture_id, PICTURE), find(artist.header_id, HEADER));
    facts.icon = icon;
    facts.image = image;
    facts.tags = tags(connection, &artist).await?;
    facts.summary = markdown::to_html(&artist.bio);
    facts.fields = fields(&artist);
    facts.feed = Some(ap::feed(&artist.handle));
    facts.published = artist.created_at;
    facts.updated = Some(artist.updated_at).filter(|updated| *updated > artist.created_at);
    facts.page = urls::artist(&artist.handle);
    facts.name = artist.name;
    Ok(())
}

/// Where it is at home, and its links.
fn fields(artist: &Artist) -> Vec<Field> {
    let place = artist.place.trim();
    let place =
        (!place.is_empty()).then(|| Field { name: "Place".to_owned(), value: FieldValue::Text(place.to_owned()) });
    let links = artist.links().into_iter().map(|link| {
        let name = if link.label.trim().is_empty() { "Link".to_owned() } else { link.label };
        Field { name, value: FieldValue::Link(link.url) }
    });
    place.into_iter().chain(links).collect()
}

/// The genres and tags that most of its published releases have.
async fn tags(connection: &mut Connection, artist: &Artist) -> QueryResult<Vec<String>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for release in listing::published_of_artist(connection, artist.id).await? {
        for tag in release.tags.into_iter().chain([release.genre]).filter(|tag| !tag.trim().is_empty()) {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let mut counted: Vec<(String, usize)> = counts.into_iter().collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(counted.into_iter().take(TAGS).map(|(tag, _)| tag).collect())
}

/// A group would be a forum elsewhere, so nobody here is one.
const fn kind(kind: ActorKind) -> ActorType {
    match kind {
        ActorKind::Person | ActorKind::Group => ActorType::Person,
        ActorKind::Organization => ActorType::Organization,
        ActorKind::Application => ActorType::Application,
        ActorKind::Service => ActorType::Service,
    }
}
