//! Finding a post for a page. What somebody may not see does not exist for them.

use model::accounts::Account;
use model::actors::{self, Actor};
use model::ids::PostId;
use model::posts::{self, Post};
use model::{Connection, members};

use crate::comments::place::{self, Place};
use crate::comments::voices::Voices;
use crate::error::PageError;
use crate::visit::{SignedIn, Visit};

/// How far up a thread is climbed to see under whose post it is.
const HIGHEST: usize = 50;

/// A post for the one who looks.
#[derive(Debug, Clone)]
pub struct Found {
    /// The post.
    pub post: Post,
    /// Who wrote it.
    pub author: Actor,
    /// What it is a comment on; none for a post of its own.
    pub thread: Option<Place>,
    /// As whom the one who looks speaks.
    pub voices: Voices,
    /// Whether they may hide it.
    pub moderates: bool,
}

/// A post that whoever visits may see. Who may hide it sees it hidden, too.
///
/// # Errors
/// 404 for every other.
pub async fn post(connection: &mut Connection, visit: &Visit, id: &str) -> Result<Found, PageError> {
    let id: PostId = id.parse().map_err(|_| PageError::not_found())?;
    let voices = Voices::of_visit(connection, visit).await?;
    let post = posts::find(connection, id).await?.ok_or_else(PageError::not_found)?;
    let moderates = match visit.account() {
        Some(account) => moderates(connection, account, &post).await?,
        None => false,
    };
    let hidden_from_others = post.hidden_at.is_some() && post.deleted_at.is_none() && post.visibility.is_public();
    let seen = match moderates && hidden_from_others {
        true => place::is_there(connection, &post).await?,
        false => place::may_see(connection, &post, &voices).await? || for_member(connection, visit, &post).await?,
    };
    if !seen {
        return Err(PageError::not_found());
    }
    let author = actors::find(connection, post.actor_id).await?.ok_or_else(PageError::not_found)?;
    let thread = place::of_thread(connection, &post).await?;
    Ok(Found { post, author, thread, voices, moderates })
}

/// Whether it was written for members and the account is one, whether or not it speaks here.
async fn for_member(connection: &mut Connection, visit: &Visit, post: &Post) -> Result<bool, PageError> {
    let there = post.members_only && post.deleted_at.is_none() && post.hidden_at.is_none();
    let Some(account) = visit.account().filter(|_| there) else { return Ok(false) };
    let author = actors::find(connection, post.actor_id).await?;
    match author.and_then(|author| author.artist_id) {
        Some(artist) => Ok(posts::are_for(connection, artist, account.id).await?),
        None => Ok(false),
    }
}

/// A post that the account wrote, as whomever, and as whom. It may be hidden.
///
/// # Errors
/// 404 for every other.
pub async fn own(connection: &mut Connection, visit: &SignedIn, id: &str) -> Result<(Actor, Post), PageError> {
    let id: PostId = id.parse().map_err(|_| PageError::not_found())?;
    let voices = Voices::of(connection, &visit.account).await?;
    let post = posts::find(connection, id).await?.filter(|post| post.is_local() && post.deleted_at.is_none());
    let post = post.ok_or_else(PageError::not_found)?;
    let author = voices.0.into_iter().find(|voice| voice.id == post.actor_id).ok_or_else(PageError::not_found)?;
    Ok((author, post))
}

/// Whether an account may hide a post: an admin, the people of the artist whose release or track it is a comment on, and of the
/// artist below whose post it stands.
///
/// # Errors
/// When the database fails.
async fn moderates(connection: &mut Connection, account: &Account, post: &Post) -> diesel::QueryResult<bool> {
    if account.is_admin {
        return Ok(true);
    }
    let artist = match place::of_thread(connection, post).await? {
        Some(place) => place.owner.and_then(|owner| owner.artist_id),
        None if post.is_comment() => None,
        None => {
            let root = root(connection, post.clone()).await?;
            actors::find(connection, root.actor_id).await?.and_then(|actor| actor.artist_id)
        }
    };
    match artist {
        Some(artist) => Ok(members::role(connection, artist, account.id).await?.is_some()),
        None => Ok(false),
    }
}

async fn root(connection: &mut Connection, mut post: Post) -> diesel::QueryResult<Post> {
    for _ in 0..HIGHEST {
        let Some(parent) = post.parent_id else { break };
        let Some(parent) = posts::find(connection, parent).await? else { break };
        post = parent;
    }
    Ok(post)
}
