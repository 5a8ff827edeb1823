//! What is answered, liked or boosted, as pages and forms name it. Nothing is found that the one who asks may not see.

use model::actors::{self, Actor};
use model::ids::{ReleaseId, TrackId};
use model::posts::{self, Post, Subject};
use model::{Connection, artists, domain_blocks, releases, tracks};

use super::voices::Voices;
use crate::error::PageError;

/// A published release or track, or a post.
#[derive(Debug, Clone)]
pub struct Place {
    /// What it is.
    pub subject: Subject,
    /// Its title; of a post, whose it is.
    pub title: String,
    /// Its page.
    pub href: String,
    /// To whom it belongs.
    pub owner: Option<Actor>,
    /// The post, where it is one.
    pub post: Option<Post>,
}

impl Place {
    /// As forms name it: `release:…`, `track:…` or `post:…`.
    #[must_use]
    pub fn word(&self) -> String {
        word(self.subject)
    }

    /// What is behind the subject, if one of `viewers`, or anybody, may see it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(
        connection: &mut Connection,
        subject: Subject,
        viewers: &Voices,
    ) -> diesel::QueryResult<Option<Self>> {
        match subject {
            Subject::Release(id) => of_release(connection, id, None).await,
            Subject::Track(id) => of_release_of_track(connection, id).await,
            Subject::Post(id) => match posts::find(connection, id).await? {
                Some(post) => of_post(connection, post, viewers).await,
                None => Ok(None),
            },
        }
    }
}

/// As forms name it.
#[must_use]
pub fn word(subject: Subject) -> String {
    match subject {
        Subject::Release(id) => format!("release:{id}"),
        Subject::Track(id) => format!("track:{id}"),
        Subject::Post(id) => format!("post:{id}"),
    }
}

/// What a form names.
///
/// # Errors
/// 404 for what is no such name.
pub fn parse(typed: &str) -> Result<Subject, PageError> {
    let (kind, id) = typed.split_once(':').ok_or_else(PageError::not_found)?;
    let wrong = |_| PageError::not_found();
    Ok(match kind {
        "release" => Subject::Release(id.parse().map_err(wrong)?),
        "track" => Subject::Track(id.parse().map_err(wrong)?),
        "post" => Subject::Post(id.parse().map_err(wrong)?),
        _ => return Err(PageError::not_found()),
    })
}

/// Whether somebody may see a post now: it, its author and what it is a comment on are there for them.
///
/// # Errors
/// When the database fails.
pub async fn may_see(connection: &mut Connection, post: &Post, viewers: &Voices) -> diesel::QueryResult<bool> {
    let mut seen = posts::may_see(connection, post, None).await?;
    for viewer in viewers.0.iter().filter(|_| !post.visibility.is_public()) {
        seen = seen || posts::may_see(connection, post, Some(viewer.id)).await?;
    }
    Ok(seen && is_there(connection, post).await?)
}

/// Whether a post's author and the release or track it is a comment on are there for everybody.
///
/// # Errors
/// When the database fails.
pub async fn is_there(connection: &mut Connection, post: &Post) -> diesel::QueryResult<bool> {
    let Some(author) = actors::public(connection, post.actor_id).await? else { return Ok(false) };
    if let Some(host) = &author.host
        && !domain_blocks::allowed(connection, host).await?
    {
        return Ok(false);
    }
    Ok(!post.is_comment() || of_thread(connection, post).await?.is_some())
}

/// The release or track a post is a comment on, however deep; none for others, and while that is not public.
///
/// # Errors
/// When the database fails.
pub async fn of_thread(connection: &mut Connection, post: &Post) -> diesel::QueryResult<Option<Place>> {
    match (post.release_id, post.track_id) {
        (Some(release), _) => of_release(connection, release, None).await,
        (None, Some(track)) => of_release_of_track(connection, track).await,
        (None, None) => Ok(None),
    }
}

async fn of_release_of_track(connection: &mut Connection, id: TrackId) -> diesel::QueryResult<Option<Place>> {
    match tracks::find(connection, id).await? {
        Some(track) => of_release(connection, track.release_id, Some(track)).await,
        None => Ok(None),
    }
}

async fn of_release(
    connection: &mut Connection,
    id: ReleaseId,
    track: Option<tracks::Track>,
) -> diesel::QueryResult<Option<Place>> {
    let release = releases::find(connection, id).await?.filter(|release| release.is_public());
    let Some(release) = release else { return Ok(None) };
    let artist = artists::find(connection, release.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    let Some(artist) = artist else { return Ok(None) };
    let owner = actors::of_artist(connection, artist.id).await?;
    let (subject, title, href) = match track {
        Some(track) => {
            let href = urls::track(&artist.handle, &release.slug, &track.slug);
            (Subject::Track(track.id), track.title, href)
        }
        None => (Subject::Release(release.id), release.title, urls::release(&artist.handle, &release.slug)),
    };
    Ok(Some(Place { subject, title, href, owner, post: None }))
}

async fn of_post(connection: &mut Connection, post: Post, viewers: &Voices) -> diesel::QueryResult<Option<Place>> {
    // What is written for members is not talked about before everybody.
    if post.members_only || !may_see(connection, &post, viewers).await? {
        return Ok(None);
    }
    let owner = actors::find(connection, post.actor_id).await?;
    let whose = owner.as_ref().map(|owner| owner.shown_name().to_owned()).unwrap_or_default();
    let what = if post.is_comment() { "comment" } else { "post" };
    Ok(Some(Place {
        subject: Subject::Post(post.id),
        title: format!("the {what} of {whose}"),
        href: crate::posts::href(post.id),
        owner,
        post: Some(post),
    }))
}

#[cfg(test)]
mod tests {
    use model::ids::TrackId;

    use super::*;

    #[test]
    fn a_word_comes_back_and_nothing_else_is_one() {
        let subject = Subject::Track(TrackId::new());
        assert_eq!(parse(&word(subject)).unwrap(), subject);
        for wrong in ["", "track", "track:", "track:x", "album:0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
