//! Whom a text names. Who is not known yet is looked for on their server, before anything is written.

use std::time::Duration;

use federation::remote::Remote;
use federation::{FederationError, webfinger};
use futures::future::join_all;
use model::actors::{self, Actor};
use model::domain_blocks;
use model::ids::ActorId;
use model::posts::mentions::{self, Named};

use crate::app::App;
use crate::error::PageError;

/// How many people of one text are looked for elsewhere; the others are not told.
const LOOKED_FOR: usize = 5;
/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(12);

/// Whom a text names.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Those who are known now.
    pub actors: Vec<Actor>,
    /// The handles of those who were not found, with their @.
    pub missing: Vec<String>,
}

impl Found {
    /// Their ids.
    #[must_use]
    pub fn ids(&self) -> Vec<ActorId> {
        self.actors.iter().map(|actor| actor.id).collect()
    }

    /// A sentence about those who were not found; empty when all were.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.missing.as_slice() {
            [] => String::new(),
            [one] => format!(" Nobody was found under {one}, so they are not told. Check the spelling."),
            many => format!(" Nobody was found under {}, so they are not told. Check the spelling.", many.join(", ")),
        }
    }
}

/// Finds everybody whom a text names.
///
/// # Errors
/// When the database fails. Servers that do not answer are no error.
pub async fn look_up(app: &App, text: &str) -> Result<Found, PageError> {
    let named = mentions::named_in(text);
    let domain = &app.federation.federation().domain;
    let mut found = Found::default();
    let mut elsewhere: Vec<String> = Vec::new();
    let mut connection = app.db().await?;
    for Named { username, host } in named {
        let host = host.filter(|host| !host.eq_ignore_ascii_case(domain));
        let known = match &host {
            None => actors::public_by_username(&mut connection, &username).await?,
            Some(host) => match domain_blocks::allowed(&mut connection, host).await? {
                true => actors::by_handle(&mut connection, host, &username).await?,
                false => {
                    found.missing.push(format!("@{username}@{host}"));
                    continue;
                }
            },
        };
        match (known, host) {
            (Some(actor), _) => found.actors.push(actor),
            // A name without a server is as often a word as a handle.
            (None, None) => {}
            (None, Some(host)) => elsewhere.push(format!("{username}@{host}")),
        }
    }
    drop(connection);
    let beyond = elsewhere.split_off(elsewhere.len().min(LOOKED_FOR));
    let asked = join_all(elsewhere.iter().map(|handle| look_elsewhere(app, handle))).await;
    for (handle, answer) in elsewhere.into_iter().zip(asked) {
        match answer {
            Some(actor) => found.actors.push(actor),
            None => found.missing.push(format!("@{handle}")),
        }
    }
    found.missing.extend(beyond.into_iter().map(|handle| format!("@{handle}")));
    let mut seen = std::collections::HashSet::new();
    found.actors.retain(|actor| seen.insert(actor.id));
    Ok(found)
}

async fn look_elsewhere(app: &App, handle: &str) -> Option<Actor> {
    match tokio::time::timeout(PATIENCE, resolve(app, handle)).await {
        Ok(Ok(actor)) => Some(actor),
        Ok(Err(error)) => {
            tracing::info!(%handle, %error, "somebody who was named was not found");
            None
        }
        Err(_) => {
            tracing::info!(%handle, "the server of somebody who was named did not answer in time");
            None
        }
    }
}

/// The actor of `user@host`, by WebFinger.
///
/// # Errors
/// When there is none, or its server does not say so.
pub async fn resolve(app: &App, handle: &str) -> Result<Actor, FederationError> {
    let client = &app.federation.federation().client;
    let address =
        webfinger::resolve(client, handle).await.map_err(|error| FederationError::Refused(error.to_string()))?;
    let actor = Box::pin(Remote::of(address.as_str(), &app.federation.data())).await?;
    match actor.deleted_at {
        None => Ok(actor),
        Some(_) => Err(FederationError::Gone),
    }
}
