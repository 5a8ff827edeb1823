//! Loads a post as others may know it.

use diesel::QueryResult;
use model::actors::{self, Actor};
use model::ids::PostId;
use model::posts::{self, Post, Subject, mentions};
use model::reactions;
use model::{Connection, tracks};
use urls::{absolute, ap};
use uuid::Uuid;

use super::{Attached, Mention, PostFacts};
use crate::facts::{Counts, Visibility, base, pictures, release, release_of_track};
use crate::objects::hashtags;

/// What others may know of a post that was written here; `domain` is what stands behind the @ in handles. Nothing for one that
/// is remote, deleted or hidden. Who may read it is said in it, and is to be asked where it is fetched.
///
/// # Errors
/// When the database fails.
pub async fn post(
    connection: &mut Connection,
    base_url: &str,
    domain: &str,
    id: PostId,
) -> QueryResult<Option<PostFacts>> {
    let post = posts::find(connection, id).await?;
    let post = post.filter(|post| post.is_local() && post.deleted_at.is_none() && post.hidden_at.is_none());
    let Some(post) = post else { return Ok(None) };
    let base = base(base_url);
    let answered = answered(connection, &base, &post).await?;
    let mut named = mentions::of_post(connection, id).await?;
    // Who is answered hears of it only if they are mentioned.
    named.extend(answered.as_ref().and_then(|answered| answered.author.clone()));
    let mut mentions: Vec<Mention> = Vec::new();
    for actor in named.iter().filter(|actor| actor.id != post.actor_id && actor.deleted_at.is_none()) {
        let mention = Mention { uri: actor.uri(&base), handle: actor.handle(domain) };
        if !mentions.contains(&mention) {
            mentions.push(mention);
        }
    }
    let about = match (post.release_id, post.track_id) {
        (Some(release), _) => Some(release.0),
        (None, Some(track)) => tracks::find(connection, track).await?.map(|track| track.release_id.0),
        (None, None) => None,
    };
    let attached = attached(connection, &base, &post).await?;
    let counts = reactions::count(connection, Subject::Post(id)).await?;
    Ok(Some(facts(
        base,
        post,
        Around { in_reply_to: answered.map(|answered| answered.id), about, mentions, attached, counts },
    )))
}

/// What is found out about a post beside its row.
struct Around {
    in_reply_to: Option<String>,
    about: Option<Uuid>,
    mentions: Vec<Mention>,
    attached: Option<Attached>,
    counts: reactions::Counts,
}

fn facts(base: String, post: Post, around: Around) -> PostFacts {
    PostFacts {
        base,
        id: post.id.0,
        actor: post.actor_id.0,
        hashtags: hashtags::named_in(&post.source),
        content: post.content,
        summary: post.summary,
        sensitive: post.sensitive,
        language: post.language.unwrap_or_default(),
        visibility: match post.visibility {
            posts::Visibility::Public => Visibility::Public,
            posts::Visibility::Unlisted => Visibility::Unlisted,
            posts::Visibility::Followers => Visibility::Followers,
            posts::Visibility::Direct => Visibility::Direct,
        },
        in_reply_to: around.in_reply_to,
        about: around.about,
        mentions: around.mentions,
        attached: around.attached,
        published: post.published_at,
        updated: post.updated_at,
        counts: Counts::of(around.counts.likes, around.counts.boosts),
    }
}

/// What a post answers, and who wrote that where it is a post.
struct Answered {
    id: String,
    author: Option<Actor>,
}

async fn answered(connection: &mut Connection, base: &str, post: &Post) -> QueryResult<Option<Answered>> {
    let note = |path: String| Answered { id: absolute(base, &path), author: None };
    Ok(match post.subject() {
        None => None,
        Some(Subject::Release(id)) => Some(note(ap::release_note(id.0))),
        Some(Subject::Track(id)) => Some(note(ap::track_note(id.0))),
        Some(Subject::Post(id)) => match posts::find(connection, id).await? {
            Some(parent) => {
                let author = actors::find(connection, parent.actor_id).await?;
                let id = parent.uri.unwrap_or_else(|| absolute(base, &ap::post(parent.id.0)));
                Some(Answered { id, author })
            }
            None => None,
        },
    })
}

/// The one thing that is shown with it: its picture, else a track, else a release, as far as others may see those.
async fn attached(connection: &mut Connection, base: &str, post: &Post) -> QueryResult<Option<Attached>> {
    if let Some(picture) = pictures(connection, post.image_id.as_slice()).await?.pop() {
        return Ok(Some(Attached::Picture(picture)));
    }
    if let Some(track) = post.attached_track_id {
        let release = release_of_track(connection, base, track).await?;
        return Ok(release.map(|release| Attached::Track(Box::new(release), track.0)));
    }
    let Some(id) = post.attached_release_id else { return Ok(None) };
    Ok(release(connection, base, id).await?.map(|release| Attached::Release(Box::new(release))))
}
