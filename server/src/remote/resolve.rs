//! What somebody named by handle or address: an actor or a release, here or elsewhere. Other servers are asked only for those who
//! are signed in, and not without end.

use chrono::{Duration, Utc};
use federation::remote::fetch::{self, Found};
use federation::remote::{Remote, read, release};
use federation::webfinger::{self, WebfingerError};
use federation::{FederationError, own_keys};
use model::actors::{self, Actor, Service};
use model::domain_blocks;
use model::ids::ActorId;
use model::remote_releases::RemoteRelease;
use model::throttles::{self, Limit};
use urls::ap::Local;

use super::face;
use crate::error::PageError;
use crate::visit::SignedIn;

/// How often one account may have others asked.
const LOOKUPS: Limit = Limit { name: "look up elsewhere", attempts: 60, window: Duration::minutes(10) };
/// How long what is known of somebody is good enough.
const FRESH: Duration = Duration::days(1);
/// Characters of a handle or address.
const LONGEST: usize = 2_000;

/// What was named.
#[derive(Debug)]
pub enum Named {
    /// Somebody, here or elsewhere.
    Actor(Box<Actor>),
    /// A release of another server.
    Release(Box<RemoteRelease>),
    /// A page of this instance.
    Page(String),
}

/// Why nothing was found.
#[derive(Debug)]
pub enum Problem {
    /// In words for the one who named it.
    Words(String),
    /// The fault is ours.
    Page(PageError),
}

impl<E: Into<PageError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Page(error.into())
    }
}

impl Named {
    /// Its page here.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Actor(actor) => face::page(actor),
            Self::Release(release) => urls::fans::remote_release(release.id.0),
            Self::Page(path) => path.clone(),
        }
    }
}

/// Whether words of a search are meant as a handle or address: `@a@b.example`, `a@b.example`, `https://…`.
#[must_use]
pub fn is_meant(words: &str) -> bool {
    if words.chars().any(char::is_whitespace) {
        return false;
    }
    is_address(words)
        || words.strip_prefix('@').unwrap_or(words).split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && !host.contains('@') && (host.contains('.') || host.contains(':'))
        })
}

/// What `typed` names.
///
/// # Errors
/// [`Problem`].
pub async fn named(visit: &SignedIn, typed: &str) -> Result<Named, Problem> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > LONGEST {
        return Err(words("Write a handle like @name@example.org, or an address that starts with https://."));
    }
    let federation = visit.app.federation.federation();
    if is_address(typed) {
        return match federation.local_path(typed) {
            Some(path) => here(visit, path).await,
            None => of_address(visit, typed).await,
        };
    }
    let handle = typed.strip_prefix("acct:").unwrap_or(typed);
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    let (user, host) = handle.split_once('@').unwrap_or((handle, &federation.domain));
    if host.eq_ignore_ascii_case(&federation.domain) {
        let found = actors::public_by_username(&mut *visit.db().await?, user).await?;
        let found =
            found.ok_or_else(|| words(&format!("Nobody here has the handle @{user}. Look for a typing error.")))?;
        return Ok(Named::Actor(Box::new(found)));
    }
    of_handle(visit, user, &host.to_lowercase()).await
}

fn is_address(typed: &str) -> bool {
    typed.starts_with("https://") || typed.starts_with("http://")
}

fn words(text: &str) -> Problem {
    Problem::Words(text.to_owned())
}

/// A page or an id of ours.
async fn here(visit: &SignedIn, path: &str) -> Result<Named, Problem> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut db = visit.db().await?;
    let actor = match (urls::ap::parse(path), path.strip_prefix("/@")) {
        (Some(Local::Actor(id)), _) => actors::public(&mut db, ActorId(id)).await?.filter(Actor::is_local),
        (None, Some(handle)) if !handle.contains('/') => actors::public_by_username(&mut db, handle).await?,
        _ => None,
    };
    match actor {
        Some(actor) => Ok(Named::Actor(Box::new(actor))),
        None if path.starts_with("/@") => Ok(Named::Page(path.to_owned())),
        None => Err(words("There is no such page here. Look for a typing error.")),
    }
}

async fn of_handle(visit: &SignedIn, user: &str, host: &str) -> Result<Named, Problem> {
    let plumbing = &visit.app.federation;
    let mut db = visit.db().await?;
    if !domain_blocks::allowed(&mut db, host).await? {
        return Err(words(&format!("This instance does not speak to {host}.")));
    }
    let known = actors::by_handle(&mut db, host, user).await?;
    let is_fresh = |actor: &Actor| actor.fetched_at.is_some_and(|at| at > Utc::now() - FRESH);
    if let Some(known) = known.filter(is_fresh) {
        return shown(visit, known).await;
    }
    count(visit).await?;
    drop(db);
    let client = &plumbing.federation().client;
    let id = webfinger::resolve(client, &format!("{user}@{host}")).await.map_err(|error| of_webfinger(error, host))?;
    let found = Box::pin(Remote::anew(id.as_str(), &plumbing.data())).await;
    shown(visit, found.map_err(|error| said(error, host))?).await
}

async fn of_address(visit: &SignedIn, address: &str) -> Result<Named, Problem> {
    count(visit).await?;
    let plumbing = &visit.app.federation;
    let host = read::host(address).unwrap_or_default();
    let found = match Box::pin(fetch::object(plumbing, address, None)).await {
        // The page of a release is a note, for that is what everybody can read; the note says which album it means.
        Err(FederationError::Refused(_)) | Ok(Found::Post(_)) => match album_of(visit, address).await? {
            Some(album) => Box::pin(fetch::object(plumbing, &album, None)).await,
            None => return Err(said(FederationError::NotFound, &host)),
        },
        found => found,
    };
    match found.map_err(|error| said(error, &host))? {
        Found::Actor(actor) => shown(visit, *actor).await,
        Found::Release(release) => Ok(Named::Release(release)),
        Found::Post(_) => Err(said(FederationError::NotFound, &host)),
    }
}

/// The id of the album that a note is about, on the note's own server.
async fn album_of(visit: &SignedIn, address: &str) -> Result<Option<String>, Problem> {
    let federation = visit.app.federation.federation();
    let instance = actors::service(&mut *visit.db().await?, Service::Instance).await?;
    let signer = own_keys::signer(federation, instance.id).await?;
    let Ok(url) = federation.client.parse(address) else { return Ok(None) };
    let Ok(document) = federation.client.get_object(&url, Some(&signer)).await else { return Ok(None) };
    Ok(release::announced(&document.json).map(str::to_owned))
}

/// Somebody, if they may be shown.
async fn shown(visit: &SignedIn, actor: Actor) -> Result<Named, Problem> {
    let found = actors::public(&mut *visit.db().await?, actor.id).await?;
    found.map(|actor| Named::Actor(Box::new(actor))).ok_or_else(|| words("Nobody can be shown here under this name."))
}

async fn count(visit: &SignedIn) -> Result<(), Problem> {
    let wait = throttles::hit(&mut *visit.db().await?, LOOKUPS, &visit.account.id.to_string()).await?;
    match wait {
        Some(wait) => {
            Err(words(&format!("That was a lot of looking up. {}", PageError::too_many(wait.num_seconds()).message)))
        }
        None => Ok(()),
    }
}

/// What WebFinger did not find, in words.
#[must_use]
pub fn of_webfinger(error: WebfingerError, host: &str) -> Problem {
    match error {
        WebfingerError::NotAHandle => words("This is no handle. Write it like @name@example.org."),
        WebfingerError::Unknown | WebfingerError::Mismatch => {
            words(&format!("{host} knows nobody by this handle. Look for a typing error."))
        }
        WebfingerError::Fetch(error) if error.may_pass() => silent(host),
        WebfingerError::Fetch(_) => {
            words(&format!("{host} is no server of the fediverse, or its answer cannot be read."))
        }
    }
}

/// What went wrong with another server, in words.
fn said(error: FederationError, host: &str) -> Problem {
    match error {
        FederationError::Database(error) => Problem::Page(error.into()),
        FederationError::NoConnection(cause) => Problem::Page(PageError::unavailable(cause)),
        other => {
            tracing::debug!(error = %other, host, "what was named could not be found");
            match other.status() {
                403 => words(&format!("This instance and {host} do not speak to each other.")),
                503 => silent(host),
                404 | 410 => {
                    words(&format!("There is nothing at this address of {host} that can be followed or played here."))
                }
                _ => words(&format!("{host} has something there, but nothing that can be followed or played here.")),
            }
        }
    }
}

fn silent(host: &str) -> Problem {
    words(&format!("{host} does not answer just now. Try again in a few minutes."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_and_addresses_are_told_from_words() {
        for named in ["@ode@music.example", "ode@music.example", "@a@localhost:8081", "https://music.example/@ode"] {
            assert!(is_meant(named), "{named}");
        }
        for other in ["", "low water", "@ode", "ode@", "a@b", "@a@b.example x", "a@b@c.example"] {
            assert!(!is_meant(other), "{other}");
        }
    }
}
