//! Accounts of the same artist on other servers.

use federation::remote::Remote;
use model::actors::{self, Actor};

use crate::app::App;
use crate::comments::named;

/// How somebody types where an account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// `user@host`, without an @ before it.
    Handle(String),
    /// An actor's id or page.
    Web(String),
}

impl Address {
    /// What was typed: a web address, else a handle.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let typed = typed.trim();
        match typed.contains("://") {
            true => Self::Web(typed.to_owned()),
            false => Self::Handle(typed.trim_start_matches("acct:").trim_start_matches('@').to_owned()),
        }
    }
}

/// The id of the actor there; none when there is nobody. One among `known` is not asked for again, for old servers go away.
pub async fn id(app: &App, address: &Address, known: &[String]) -> Option<String> {
    match address {
        Address::Web(id) if known.contains(id) => Some(id.clone()),
        Address::Web(id) => {
            let found = Box::pin(Remote::of(id, &app.federation.data())).await;
            found.inspect_err(|error| tracing::info!(%error, "an old account was not found")).ok()?.uri
        }
        Address::Handle(handle) => {
            let (username, host) = handle.split_once('@')?;
            let mut db = app.db().await.ok()?;
            let kept = actors::by_handle(&mut db, host, username).await.ok()?.and_then(|actor| actor.uri);
            drop(db);
            match kept.filter(|id| known.contains(id)) {
                Some(id) => Some(id),
                None => {
                    let found = named::resolve(app, handle).await;
                    found.inspect_err(|error| tracing::info!(%error, "an old account was not found")).ok()?.uri
                }
            }
        }
    }
}

/// The id of an account that names `own` as one of its own addresses, asked for anew; else what is wrong, in words.
///
/// # Errors
/// The sentence for the one who typed it.
pub async fn target(app: &App, own: &Actor, address: &Address) -> Result<String, String> {
    let federation = app.federation.federation();
    let nobody = || "Nobody was found under this address. Write it like @name@example.org.".to_owned();
    let id = id(app, address, &[]).await.ok_or_else(nobody)?;
    let there = Box::pin(Remote::anew(&id, &app.federation.data())).await.map_err(|_| nobody())?;
    let uri = own.uri(&federation.base_url);
    if there.moved_to.is_some() {
        return Err("That account has itself moved elsewhere. Give the address where it is now.".to_owned());
    }
    if there.also_known_as.contains(&uri) {
        return there.uri.ok_or_else(nobody);
    }
    Err(format!(
        "@{} does not name this artist yet. Add @{} to its aliases there (some servers want {uri}), then try again.",
        there.handle(&federation.domain),
        own.handle(&federation.domain),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_and_web_addresses_are_told_apart() {
        assert_eq!(Address::read(" @ode@old.example "), Address::Handle("ode@old.example".to_owned()));
        assert_eq!(Address::read("acct:ode@old.example"), Address::Handle("ode@old.example".to_owned()));
        assert_eq!(Address::read("https://old.example/@ode"), Address::Web("https://old.example/@ode".to_owned()));
    }
}
