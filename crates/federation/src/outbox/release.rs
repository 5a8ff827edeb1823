//! What becomes of releases: published, changed, taken down. Everybody gets a note with sound in it; those who can import music
//! get every track besides, in the form that they read.

use chrono::{DateTime, Utc};
use model::Connection;
use model::actors::{self, Actor, Service};
use model::deliveries::{self, Audience};
use model::ids::{ReleaseId, TrackId};
use model::notifications::{self, NewRelease};
use serde_json::Value;

use super::Saying;
use crate::facts::{self, ReleaseFacts, TrackFacts};
use crate::objects::activity::{self, Said};
use crate::objects::{self, Duration};
use crate::{Federation, FederationError};

/// Who imports tracks, and how each reads their length.
const IMPORTERS: [(Audience, &str, Duration); 2] = [
    // Its validator takes whole seconds alone.
    (Audience::Software(&["funkwhale"]), "seconds", Duration::Integer),
    (Audience::Software(&["tonewood", "bandwagon", "emissary"]), "iso", Duration::Iso),
];

/// A release is public now. Said once for each time that it becomes so.
///
/// # Errors
/// When the database fails.
pub async fn release_published(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    release: ReleaseId,
) -> Result<(), FederationError> {
    let Some(facts) = facts::release(connection, &federation.base_url, release).await? else { return Ok(()) };
    let when = facts.published;
    let told =
        Told { actor, kind: "Create", event: format!("release:{release}:published:{}", when.timestamp_micros()) };
    told.note(connection, federation, &facts, when).await?;
    told.tracks(connection, federation, &facts, when).await?;
    notifications::notify_followers(connection, actor.id, NewRelease::Here(release)).await?;
    // Whoever wants to hear of everything that comes out here follows an actor of the instance.
    let service = actors::service(connection, Service::NewReleases).await?;
    let object = federation.absolute(&urls::ap::release_note(release.0));
    let event = format!("{}:announced", told.event);
    let audience =
        objects::Audience::public(&federation.base_url, service.id.0).and_mentioned([actor.uri(&federation.base_url)]);
    let saying = Saying::new(&service, "Announce", &object).once(&event).for_everybody().at(when);
    let said = saying.keep(connection, federation, |said| activity::announce(said, &audience, &object)).await?;
    if let Some(id) = said {
        deliveries::to_followers(connection, id, service.id, Audience::All).await?;
    }
    Ok(())
}

/// What is said of a public release changed.
///
/// # Errors
/// When the database fails.
pub async fn release_changed(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    release: ReleaseId,
) -> Result<(), FederationError> {
    let Some(facts) = facts::release(connection, &federation.base_url, release).await? else { return Ok(()) };
    let when = facts.updated.unwrap_or(facts.published);
    let told = Told { actor, kind: "Update", event: format!("release:{release}:changed:{}", when.timestamp_micros()) };
    told.note(connection, federation, &facts, Utc::now()).await?;
    told.tracks(connection, federation, &facts, Utc::now()).await
}

/// A release is public no more: it was unpublished or erased. `tracks` are those that it had.
///
/// # Errors
/// When the database fails.
pub async fn release_unpublished(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    release: ReleaseId,
    tracks: &[TrackId],
) -> Result<(), FederationError> {
    let audience = objects::Audience::public(&federation.base_url, actor.id.0);
    let note = federation.absolute(&urls::ap::release_note(release.0));
    let saying = Saying::new(actor, "Delete", &note).for_everybody();
    let said = saying.keep(connection, federation, |said| activity::delete(said, &audience, &note, "Note")).await?;
    if let Some(id) = said {
        deliveries::to_followers(connection, id, actor.id, Audience::All).await?;
    }
    for track in tracks {
        let audio = federation.absolute(&urls::ap::track(track.0));
        let saying = Saying::new(actor, "Delete", &audio);
        let make = |said: &Said<'_>| activity::delete(said, &audience, &audio, "Audio");
        let Some(id) = saying.keep(connection, federation, make).await? else { continue };
        for (importer, ..) in IMPORTERS {
            deliveries::to_followers(connection, id, actor.id, importer).await?;
        }
    }
    Ok(())
}

/// One event, told to many.
struct Told<'a> {
    actor: &'a Actor,
    kind: &'static str,
    event: String,
}

impl Told<'_> {
    async fn note(
        &self,
        connection: &mut Connection,
        federation: &Federation,
        facts: &ReleaseFacts,
        at: DateTime<Utc>,
    ) -> Result<(), FederationError> {
        let address = federation.absolute(&urls::ap::release_note(facts.id));
        let saying = Saying::new(self.actor, self.kind, &address).once(&self.event).at(at);
        let saying = if self.kind == "Create" { saying.for_everybody() } else { saying };
        let said = saying.keep(connection, federation, |said| self.wrap(said, objects::release_note(facts))).await?;
        if let Some(id) = said {
            deliveries::to_followers(connection, id, self.actor.id, Audience::All).await?;
        }
        Ok(())
    }

    async fn tracks(
        &self,
        connection: &mut Connection,
        federation: &Federation,
        facts: &ReleaseFacts,
        at: DateTime<Utc>,
    ) -> Result<(), FederationError> {
        // A track that not everybody may hear has no sound to import; those who import refuse it.
        for track in facts.tracks.iter().filter(|track| track.sound.is_some()) {
            for (importer, form, duration) in IMPORTERS {
                let address = federation.absolute(&urls::ap::track(track.id));
                let event = format!("{}:{}:{form}", self.event, track.id);
                let saying = Saying::new(self.actor, self.kind, &address).once(&event).at(at);
                let make = |said: &Said<'_>| self.wrap(said, audio(facts, track, duration));
                if let Some(id) = saying.keep(connection, federation, make).await? {
                    deliveries::to_followers(connection, id, self.actor.id, importer).await?;
                }
            }
        }
        Ok(())
    }

    fn wrap(&self, said: &Said<'_>, object: Value) -> Value {
        if self.kind == "Create" { activity::create(said, object) } else { activity::update(said, object) }
    }
}

fn audio(facts: &ReleaseFacts, track: &TrackFacts, duration: Duration) -> Value {
    objects::audio(facts, track, duration)
}
