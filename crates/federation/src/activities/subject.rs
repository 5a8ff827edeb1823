//! What an address of ours means.

use model::actors::{self, Actor};
use model::ids::PostId;
use model::posts::{self, Subject};
use model::{Connection, artists, releases, shows, tracks};
use urls::ap::Local;

use crate::{Federation, FederationError};

/// The local actor with this id or page.
///
/// # Errors
/// When the database fails.
pub async fn actor(
    connection: &mut Connection,
    federation: &Federation,
    address: &str,
) -> Result<Option<Actor>, FederationError> {
    let Some(path) = federation.local_path(address) else { return Ok(None) };
    let found = match urls::ap::parse(path) {
        Some(Local::Actor(id)) => actors::public(connection, model::ids::ActorId(id)).await?,
        _ => match path.strip_prefix("/@").filter(|handle| !handle.contains('/')) {
            Some(handle) => actors::public_by_username(connection, handle).await?,
            None => None,
        },
    };
    Ok(found.filter(Actor::is_local))
}

/// What can be liked, boosted and answered under this address: a published release or track by its note, its own id or its
/// page; a post, from here or elsewhere.
///
/// # Errors
/// When the database fails.
pub async fn of(
    connection: &mut Connection,
    federation: &Federation,
    address: &str,
) -> Result<Option<Subject>, FederationError> {
    let Some(path) = federation.local_path(address) else {
        let post = posts::by_uri(connection, address).await?;
        return Ok(post.filter(|post| post.deleted_at.is_none()).map(|post| Subject::Post(post.id)));
    };
    let found = match urls::ap::parse(path) {
        Some(Local::Release(id) | Local::ReleaseNote(id)) => public_release(connection, id).await?,
        Some(Local::Track(id) | Local::TrackNote(id)) => public_track(connection, id).await?,
        Some(Local::Post(id)) => open_post(connection, PostId(id)).await?,
        // What is said to a show is said to its go-live post.
        Some(Local::Show(id)) => {
            match shows::find(connection, model::ids::ShowId(id)).await?.and_then(|show| show.post_id) {
                Some(post) => open_post(connection, post).await?,
                None => None,
            }
        }
        Some(_) => None,
        None => by_page(connection, path).await?,
    };
    Ok(found)
}

/// To whom a subject belongs: the actor of the release's artist, or the author of the post.
///
/// # Errors
/// When the database fails.
pub async fn owner(connection: &mut Connection, subject: Subject) -> Result<Option<Actor>, FederationError> {
    let release = match subject {
        Subject::Post(id) => {
            let Some(post) = posts::find(connection, id).await? else { return Ok(None) };
            return Ok(actors::find(connection, post.actor_id).await?);
        }
        Subject::Release(id) => id,
        Subject::Track(id) => match tracks::find(connection, id).await? {
            Some(track) => track.release_id,
            None => return Ok(None),
        },
    };
    let Some(release) = releases::find(connection, release).await? else { return Ok(None) };
    Ok(actors::of_artist(connection, release.artist_id).await?)
}

/// Whether everybody may see it. What is published is; of posts some are for a few.
///
/// # Errors
/// When the database fails.
pub async fn is_public(connection: &mut Connection, subject: Subject) -> Result<bool, FederationError> {
    let Subject::Post(id) = subject else { return Ok(true) };
    Ok(posts::find(connection, id).await?.is_some_and(|post| post.visibility.is_public()))
}

/// A post that was written here, unless it is deleted.
async fn open_post(connection: &mut Connection, id: PostId) -> Result<Option<Subject>, FederationError> {
    let post = posts::find(connection, id).await?;
    Ok(post.filter(|post| post.is_local() && post.deleted_at.is_none()).map(|post| Subject::Post(post.id)))
}

async fn public_release(connection: &mut Connection, id: uuid::Uuid) -> Result<Option<Subject>, FederationError> {
    let found = releases::find(connection, model::ids::ReleaseId(id)).await?;
    let Some(release) = found.filter(|release| release.is_public()) else { return Ok(None) };
    let artist = artists::find(connection, release.artist_id).await?;
    Ok(artist.filter(|artist| artist.suspended_at.is_none()).map(|_| Subject::Release(release.id)))
}

async fn public_track(connection: &mut Connection, id: uuid::Uuid) -> Result<Option<Subject>, FederationError> {
    let Some(track) = tracks::find(connection, model::ids::TrackId(id)).await? else { return Ok(None) };
    let release = public_release(connection, track.release_id.0).await?;
    Ok(release.map(|_| Subject::Track(track.id)))
}

async fn by_page(connection: &mut Connection, path: &str) -> Result<Option<Subject>, FederationError> {
    let mut parts = path.trim_start_matches("/@").splitn(3, '/');
    let (Some(handle), Some(slug)) = (parts.next(), parts.next()) else { return Ok(None) };
    let Some((_, release)) = releases::public_by_path(connection, handle, slug).await? else { return Ok(None) };
    let Some(slug) = parts.next() else { return Ok(Some(Subject::Release(release.id))) };
    let track = tracks::of_release(connection, release.id).await?.into_iter().find(|track| track.slug == slug);
    Ok(track.map(|track| Subject::Track(track.id)))
}
