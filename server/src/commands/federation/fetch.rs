//! `tonewood federation fetch`: what a handle or an address is, as this instance understands it. What it finds is kept, as if
//! somebody had opened it here.

use anyhow::Context as _;
use federation::context::Plumbing;
use federation::remote::Remote;
use federation::remote::fetch::{self, Found};
use federation::webfinger;
use model::actors::Actor;

/// Fetches it, and says what it is.
///
/// # Errors
/// A sentence that says why not.
pub async fn fetch(plumbing: &Plumbing, address: &str) -> anyhow::Result<String> {
    let address = address.trim();
    let found = if address.contains("://") {
        Box::pin(fetch::object(plumbing, address, None)).await
    } else {
        let id = webfinger::resolve(&plumbing.federation().client, address).await;
        let id = id.with_context(|| format!("{address} cannot be found"))?;
        Box::pin(Remote::of(id.as_str(), &plumbing.data())).await.map(|actor| Found::Actor(Box::new(actor)))
    };
    let found = found.with_context(|| format!("{address} cannot be fetched"))?;
    Ok(lines(&match found {
        Found::Actor(actor) => of_actor(&actor),
        Found::Post(post) => vec![
            ("post", post.uri.unwrap_or_default()),
            ("page", post.url.unwrap_or_default()),
            ("written", post.published_at.to_rfc3339()),
            ("for", post.visibility.to_string()),
            ("text", post.content),
        ],
        Found::Release(release) => vec![
            ("release", release.uri.clone()),
            ("title", release.title.clone()),
            ("page", release.url.clone().unwrap_or_default()),
            ("tracks", release.tracks().len().to_string()),
            ("buy", release.buy_url.clone().unwrap_or_default()),
        ],
    }))
}

fn of_actor(actor: &Actor) -> Vec<(&'static str, String)> {
    vec![
        ("actor", actor.uri.clone().unwrap_or_default()),
        ("kind", actor.kind.to_string()),
        ("handle", format!("@{}@{}", actor.username, actor.host.as_deref().unwrap_or_default())),
        ("name", actor.name.clone()),
        ("page", actor.url.clone().unwrap_or_default()),
        ("inbox", actor.inbox.clone().unwrap_or_default()),
        ("shared inbox", actor.shared_inbox.clone().unwrap_or_default()),
        ("moved to", actor.moved_to.clone().unwrap_or_default()),
        ("keys", actor.public_keys.as_array().map_or(0, Vec::len).to_string()),
    ]
}

/// A line for everything that is said; somebody else's words move no cursor.
fn lines(facts: &[(&str, String)]) -> String {
    let said = facts.iter().filter(|(_, value)| !value.is_empty());
    said.map(|(name, value)| format!("{name:<13}{}\n", value.replace(char::is_control, " "))).collect()
}
