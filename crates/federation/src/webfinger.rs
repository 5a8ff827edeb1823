//! From `user@host` to an actor and back (RFC 7033).

mod host_meta;
mod jrd;
#[cfg(test)]
mod tests;

use std::fmt;

use url::Url;
use url::form_urlencoded::byte_serialize;

use self::jrd::Jrd;
use crate::client::{Client, FetchError, authority};

/// Why a handle is not known.
#[derive(Debug, thiserror::Error)]
pub enum WebfingerError {
    /// It does not read like `user@host`.
    #[error("write a handle like name@example.org")]
    NotAHandle,
    /// The host does not know it, or knows no actor for it.
    #[error("there is nobody with this handle")]
    Unknown,
    /// The host names another actor for it, or sends us on more than once.
    #[error("the handle belongs to somebody else")]
    Mismatch,
    /// The host could not be asked, or its answer not be read.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

/// What WebFinger is asked for.
const ACCEPT: &str = "application/jrd+json, application/json";

/// Finds the actor of a handle: `user@host`, with or without `@` or `acct:` before it. That the actor's own host knows the handle
/// is for [`handle_of`] to say.
///
/// # Errors
/// [`WebfingerError`], except `Mismatch`.
pub async fn resolve(client: &Client, handle: &str) -> Result<Url, WebfingerError> {
    let handle = Handle::read(handle).ok_or(WebfingerError::NotAHandle)?;
    ask(client, &handle).await?.actors().into_iter().next().ok_or(WebfingerError::Unknown)
}

/// Where somebody with this handle, at their own server, goes on to follow the actor with the id `followed`: the intent of FEP-3b86,
/// else the template of OStatus. None when their server names neither.
///
/// # Errors
/// [`WebfingerError`], except `Mismatch`.
pub async fn follow_page(client: &Client, handle: &str, followed: &str) -> Result<Option<Url>, WebfingerError> {
    let handle = Handle::read(handle).ok_or(WebfingerError::NotAHandle)?;
    let answer = ask(client, &handle).await?;
    let Some(template) = answer.follow_template() else { return Ok(None) };
    let followed: String = byte_serialize(followed.as_bytes()).collect();
    let address = template.replace("{object}", &followed).replace("{uri}", &followed);
    Ok(Some(client.parse(&address)?))
}

/// The handle of an actor, as its hosts agree on it: the actor's host names it for `preferred_username`; where that answer speaks
/// of another handle (the host of the handle need not be the actor's), the host of that one must name the same actor and send
/// nobody on.
///
/// # Errors
/// [`WebfingerError`].
pub async fn handle_of(client: &Client, actor: &Url, preferred_username: &str) -> Result<String, WebfingerError> {
    let local = Handle::new(preferred_username, &authority(actor)).ok_or(WebfingerError::NotAHandle)?;
    let named = subject(client, &local, actor).await?;
    if named.is(&local) || subject(client, &named, actor).await?.is(&named) {
        return Ok(named.to_string());
    }
    Err(WebfingerError::Mismatch)
}

/// The handle that the answer for `handle` speaks of, if it names the actor.
async fn subject(client: &Client, handle: &Handle, actor: &Url) -> Result<Handle, WebfingerError> {
    let answer = ask(client, handle).await?;
    if !answer.actors().contains(actor) {
        return Err(WebfingerError::Mismatch);
    }
    answer.subject().map_or_else(|| Ok(handle.clone()), |named| Handle::read(named).ok_or(WebfingerError::Mismatch))
}

async fn ask(client: &Client, handle: &Handle) -> Result<Jrd, WebfingerError> {
    let mut url = client.well_known(&handle.host, "webfinger")?;
    // Not encoded further: some servers compare the text. What a handle holds needs no encoding but for letters beyond ASCII.
    url.set_query(Some(&format!("resource=acct:{handle}")));
    let answer = match client.get(&url, ACCEPT, None).await {
        Err(FetchError::Status { code: 404, .. }) => {
            let elsewhere = host_meta::ask(client, handle).await?.ok_or(WebfingerError::Unknown)?;
            client.get(&elsewhere, ACCEPT, None).await
        }
        answer => answer,
    };
    match answer {
        Ok(answer) => Ok(Jrd::new(answer.json()?)),
        Err(FetchError::Status { code: 404, .. } | FetchError::Gone) => Err(WebfingerError::Unknown),
        Err(error) => Err(error.into()),
    }
}

/// The two halves of a handle; the host in lower case and ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Handle {
    user: String,
    host: String,
}

impl Handle {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").or_else(|| text.strip_prefix('@')).unwrap_or(text);
        let (user, host) = text.split_once('@')?;
        Self::new(user, host)
    }

    fn new(user: &str, host: &str) -> Option<Self> {
        let in_user = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-');
        let in_host = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | ':');
        if user.is_empty() || !user.chars().all(in_user) || host.is_empty() || !host.chars().all(in_host) {
            return None;
        }
        let host = authority(&Url::parse(&format!("https://{host}")).ok()?);
        Some(Self { user: user.to_owned(), host })
    }

    /// Whether both are one handle. No server tells letters by their case.
    fn is(&self, other: &Self) -> bool {
        self.host == other.host && self.user.to_lowercase() == other.user.to_lowercase()
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}@{}", self.user, self.host)
    }
}
