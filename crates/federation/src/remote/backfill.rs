//! What somebody elsewhere brought out before anybody here followed: looked for once, within bounds, when the first one does.

use diesel_async::AsyncConnection as _;
use model::actors::{self, Actor};
use model::ids::ActorId;
use model::jobs::{self, FetchObject};
use model::{Connection, domain_blocks, remote_releases};
use serde_json::Value;

use super::{fetch, read, release};
use crate::activities::LONGEST_FETCHED;
use crate::context::Plumbing;
use crate::signatures::Signer;
use crate::{Federation, FederationError, own_keys};

/// Releases that are looked for.
const RELEASES: usize = 10;
/// Entries of a collection that are looked at.
const ENTRIES: usize = 40;

/// What an entry of a collection leads to.
enum Entry<'a> {
    /// A release or track that came along whole.
    Whole(&'a Value),
    /// Something that may be one, to be asked for.
    Address(&'a str),
}

/// Keeps the newest releases of a remote actor: what it features, else what it said last. Two collections are asked at most, each
/// with its first page; what they only name is fetched by jobs.
///
/// # Errors
/// 503 for what may pass. What is wrong for good is nothing to anybody.
pub async fn newest(federation: &Plumbing, actor: ActorId) -> Result<(), FederationError> {
    let federation = federation.federation();
    let mut connection = federation.db().await?;
    let Some(actor) = actors::public(&mut connection, actor).await? else { return Ok(()) };
    let Some(host) = actor.uri.as_deref().and_then(read::host) else { return Ok(()) };
    if !domain_blocks::allowed(&mut connection, &host).await? {
        return Ok(());
    }
    drop(connection);
    let signer = own_keys::of_instance(federation).await?;
    let mut left = RELEASES;
    for address in [&actor.featured, &actor.outbox].into_iter().flatten() {
        if left == 0 || read::host(address).as_deref() != Some(host.as_str()) {
            continue;
        }
        let found = match entries(federation, address, &signer).await {
            Ok(found) => found,
            Err(error) if error.status() == 503 => return Err(error),
            Err(error) => {
                tracing::debug!(address, %error, "a collection cannot be read");
                continue;
            }
        };
        let mut connection = federation.db().await?;
        left = connection
            .transaction(async |connection| keep(connection, federation, (&actor, &host), &found, left).await)
            .await?;
    }
    Ok(())
}

/// The first entries of a collection, from itself or its first page.
async fn entries(federation: &Federation, address: &str, signer: &Signer) -> Result<Vec<Value>, FederationError> {
    let ask = async |address: &str| {
        let url = federation.client.parse(address).map_err(|error| FederationError::Refused(error.to_string()))?;
        let found = federation.client.get_object(&url, Some(signer)).await.map_err(|error| fetch::said(&error))?;
        Ok::<_, FederationError>(found.json)
    };
    let whole = ask(address).await?;
    let page = match read::first(&whole, "first") {
        Some(Value::String(page)) if read::host(page) == read::host(address) => ask(page).await?,
        Some(page) if page.is_object() => page.clone(),
        _ => whole,
    };
    let listed = ["orderedItems", "items"].into_iter().flat_map(|key| read::list(&page, key));
    Ok(listed.take(ENTRIES).cloned().collect())
}

/// Keeps what came whole and has the rest fetched, `left` releases at most; gives how many are left.
async fn keep(
    connection: &mut Connection,
    federation: &Federation,
    (actor, host): (&Actor, &str),
    found: &[Value],
    mut left: usize,
) -> Result<usize, FederationError> {
    let mut seen: Vec<String> = Vec::new();
    for entry in found.iter().filter_map(meaning) {
        let uri = match &entry {
            Entry::Whole(object) => release::uri(object),
            Entry::Address(address) => Some(*address),
        };
        let Some(uri) = uri.filter(|uri| read::host(uri).as_deref() == Some(host) && uri.len() <= LONGEST_FETCHED)
        else {
            continue;
        };
        // The tracks of one release count once.
        if !seen.iter().any(|other| other == uri) {
            if left == 0 {
                continue;
            }
            left -= 1;
            seen.push(uri.to_owned());
        }
        match entry {
            Entry::Whole(object) => {
                if let Err(error) = release::take(connection, actor, object).await {
                    if error.status() == 503 {
                        return Err(error);
                    }
                    tracing::debug!(uri, %error, "a release that cannot be kept");
                }
            }
            Entry::Address(address) => {
                let is_known = remote_releases::by_uri(connection, address).await?.is_some();
                if !is_known && federation.client.parse(address).is_ok() {
                    let fetch = FetchObject { uri: address.to_owned(), boosted_by: None, boost: None };
                    jobs::enqueue_unless_waiting(connection, &fetch).await?;
                }
            }
        }
    }
    Ok(left)
}

/// What an entry leads to: itself, or what an activity created, or the album that a note announces. Boosts, answers and plain
/// posts lead nowhere.
fn meaning(entry: &Value) -> Option<Entry<'_>> {
    let object = match read::kind(entry) {
        "Create" => read::first(entry, "object")?,
        "Announce" => return None,
        _ => entry,
    };
    match (object, read::kind(object)) {
        // What a collection of activities names is an activity, and nothing to fetch.
        (Value::String(address), _) => Some(Entry::Address(address)),
        // An album is asked for: its tracks stand in a collection of their own.
        (_, "Album") => read::id(object).map(Entry::Address),
        (_, "Audio") => Some(Entry::Whole(object)),
        _ => release::announced(object).map(Entry::Address),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn address(entry: &Value) -> Option<String> {
        match meaning(entry)? {
            Entry::Whole(object) => release::uri(object).map(|uri| format!("whole {uri}")),
            Entry::Address(address) => Some(address.to_owned()),
        }
    }

    #[test]
    fn entries_lead_to_releases_or_nowhere() {
        let link =
            json!([{"type": "Link", "rel": "https://funkwhale.audio/ns#Album", "href": "https://a.example/album"}]);
        let note = json!({"type": "Note", "id": "https://a.example/note", "tag": link});
        let audio = json!({"type": "Audio", "id": "https://a.example/1", "album": {"id": "https://a.example/album"}});
        for (entry, wanted) in [
            (json!("https://a.example/1"), Some("https://a.example/1")),
            (json!({"type": "Album", "id": "https://a.example/album"}), Some("https://a.example/album")),
            (note.clone(), Some("https://a.example/album")),
            (json!({"type": "Create", "object": note}), Some("https://a.example/album")),
            (json!({"type": "Create", "object": audio}), Some("whole https://a.example/album")),
            (json!({"type": "Announce", "object": "https://a.example/1"}), None),
            (json!({"type": "Note", "id": "https://a.example/note"}), None),
            (json!({"type": "Note", "id": "https://b.example/note", "tag": link}), None),
            (json!(7), None),
        ] {
            assert_eq!(address(&entry).as_deref(), wanted, "{entry}");
        }
    }
}
