//! What was said, with what it is about as that is today. Activities are kept as they were sent; whoever reads one later reads
//! what was changed since in its new words, and nothing of what is not for everybody any more.

use diesel::QueryResult;
use federation::{Federation, facts, objects};
use model::Connection;
use model::activities::Activity;
use model::ids::{PostId, ReleaseId};
use model::posts::{self, Post};
use serde_json::Value;
use urls::ap::{self, Local};

use crate::comments::place;

/// A public activity as everybody may read it now; none while its object is not for everybody.
///
/// # Errors
/// When the database fails.
pub async fn activity(
    connection: &mut Connection,
    federation: &Federation,
    said: Activity,
) -> QueryResult<Option<Value>> {
    // The others hold no words: they name what they are about, or say that it is gone.
    if !matches!(said.kind.as_str(), "Create" | "Update") {
        return Ok(Some(said.body));
    }
    let object = match federation.local_path(&said.object).and_then(ap::parse) {
        Some(Local::Post(id)) => Box::pin(note(connection, federation, PostId(id))).await?,
        Some(Local::ReleaseNote(id)) => {
            let facts = facts::release(connection, &federation.base_url, ReleaseId(id)).await?;
            facts.map(|facts| objects::release_note(&facts))
        }
        // Nothing else is told to everybody: profiles, Audio and Events stand in no outbox.
        _ => None,
    };
    Ok(object.map(|object| objects::activity::with_object(said.body, object)))
}

/// A post that was written here and that everybody may read now; none that is hidden, or below what is not public.
///
/// # Errors
/// When the database fails.
pub async fn post(connection: &mut Connection, id: PostId) -> QueryResult<Option<Post>> {
    let found = posts::find(connection, id).await?.filter(|post| post.is_local() && post.is_shown());
    let Some(post) = found else { return Ok(None) };
    Ok(place::is_there(connection, &post).await?.then_some(post))
}

async fn note(connection: &mut Connection, federation: &Federation, id: PostId) -> QueryResult<Option<Value>> {
    let Some(post) = post(connection, id).await? else { return Ok(None) };
    let facts = facts::post(connection, &federation.base_url, &federation.domain, post.id).await?;
    Ok(facts.map(|facts| objects::post(&facts)))
}
