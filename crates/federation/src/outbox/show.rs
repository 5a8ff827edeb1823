//! Planned shows, told to servers that keep calendars. Everybody else hears of a show when it is live, by a post.

use model::Connection;
use model::activities;
use model::actors::Actor;
use model::deliveries::{self, Audience};
use model::ids::ShowId;
use serde_json::Value;

use super::Saying;
use crate::facts;
use crate::objects::{self, activity};
use crate::{Federation, FederationError};

/// Who imports events, by NodeInfo.
const IMPORTERS: Audience = Audience::Software(&["mobilizon", "gancio"]);

/// A show with a date was planned or changed: the first time it is created elsewhere, afterwards updated, and nothing is said when
/// nothing is new. The caller holds the show's row, so that it is said once.
///
/// # Errors
/// When the database fails.
pub async fn show_told(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    show: ShowId,
) -> Result<(), FederationError> {
    let Some(facts) = facts::show(connection, &federation.base_url, show).await? else { return Ok(()) };
    let address = federation.absolute(&urls::live::event(show.0));
    let event = objects::event(&facts);
    let last = activities::about(connection, &address).await?;
    let kind = match &last {
        Some(last) if says(&last.body, &event) => return Ok(()),
        Some(last) if last.kind != "Delete" => "Update",
        _ => "Create",
    };
    // Named, so that it is kept: without it the next change would be told as something new.
    let name = format!("show:{show}:{kind}:{}", facts.updated.unwrap_or(facts.published).timestamp_micros());
    let saying = Saying::new(actor, kind, &address).once(&name);
    let said = saying
        .keep(connection, federation, |said| match kind {
            "Create" => activity::create(said, event),
            _ => activity::update(said, event),
        })
        .await?;
    if let Some(id) = said {
        deliveries::to_followers(connection, id, actor.id, IMPORTERS).await?;
    }
    Ok(())
}

/// A show is cancelled or removed: it goes where it was told of.
///
/// # Errors
/// When the database fails.
pub async fn show_withdrawn(
    connection: &mut Connection,
    federation: &Federation,
    actor: &Actor,
    show: ShowId,
) -> Result<(), FederationError> {
    let address = federation.absolute(&urls::live::event(show.0));
    let last = activities::about(connection, &address).await?;
    let Some(last) = last.filter(|last| last.kind != "Delete") else { return Ok(()) };
    let name = format!("show:{show}:Delete:{}", last.id);
    let audience = objects::Audience::public(&federation.base_url, actor.id.0);
    let saying = Saying::new(actor, "Delete", &address).once(&name);
    let said = saying.keep(connection, federation, |said| activity::delete(said, &audience, &address, "Event")).await?;
    if let Some(id) = said {
        deliveries::to_followers(connection, id, actor.id, IMPORTERS).await?;
    }
    Ok(())
}

/// Whether an activity said the same of the event already, but for when it was changed.
fn says(activity: &Value, event: &Value) -> bool {
    let words = |event: &Value| {
        let mut event = event.clone();
        if let Value::Object(members) = &mut event {
            members.retain(|name, _| name != "updated" && name != "@context");
        }
        event
    };
    activity.get("object").is_some_and(|said| words(said) == words(event))
}
