//! Somebody who speaks ActivityPub, from here or elsewhere, as lists and posts show them.

use model::Connection;
use model::actors::{Actor, Service};
use model::artists;

use super::signed;
use crate::app::App;
use crate::artists::person::{self, Person};

/// Name, handle and picture.
#[derive(Debug, Clone)]
pub struct Face {
    /// Its page here.
    pub href: String,
    /// The name it shows.
    pub name: String,
    /// `@ode@music.example`.
    pub handle: String,
    /// Its picture; empty for none.
    pub picture: String,
    /// Up to two letters of its name.
    pub initials: String,
    /// A hue of its own.
    pub hue: i16,
}

impl Face {
    /// One actor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(connection: &mut Connection, app: &App, actor: &Actor) -> diesel::QueryResult<Self> {
        let mut face = Self::of(app, actor);
        if let Some(id) = actor.artist_id
            && let Some(artist) = artists::find(connection, id).await?
            && let Some(person) = Person::load_all(connection, &[artist]).await?.pop()
        {
            face.picture = person.picture;
            face.hue = person.hue;
        }
        Ok(face)
    }

    fn of(app: &App, actor: &Actor) -> Self {
        let sum: u32 = actor.id.0.as_bytes().iter().map(|byte| u32::from(*byte)).sum();
        let picture = match (&actor.host, &actor.icon_url) {
            (Some(host), Some(url)) => signed::picture(app, host, url),
            _ => String::new(),
        };
        Self {
            href: page(actor),
            name: actor.shown_name().to_owned(),
            handle: format!("@{}", actor.handle(&app.federation.federation().domain)),
            picture,
            initials: person::initials(actor.shown_name()),
            hue: i16::try_from(sum % 24).unwrap_or(0) * 15,
        }
    }
}

/// An actor's page here.
#[must_use]
pub fn page(actor: &Actor) -> String {
    match actor.service {
        _ if !actor.is_local() => urls::fans::remote_actor(actor.id.0),
        None => urls::artist(&actor.username),
        Some(Service::NewReleases) => "/discover".to_owned(),
        Some(Service::Instance) => "/".to_owned(),
    }
}
