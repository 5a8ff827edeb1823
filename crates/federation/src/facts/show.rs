//! A show with a date: a planned one, one that runs, one that was.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use model::ids::ShowId;
use model::shows::{self, State};
use model::{Connection, actors, artists, markdown};
use uuid::Uuid;

use super::{Picture, base, pictures};

/// What is said of a show. Who may listen to it is asked on its page; no address of its sound is here.
#[derive(Debug, Clone)]
pub struct ShowFacts {
    /// The instance, without a slash at its end.
    pub base: String,
    /// The show.
    pub id: Uuid,
    /// The actor of its artist.
    pub actor: Uuid,
    /// The artist's name.
    pub artist: String,
    /// The path of its page.
    pub page: String,
    /// Its title.
    pub title: String,
    /// What the artist says of it; HTML that is safe to show, may be empty.
    pub about: String,
    /// When it begins, or began.
    pub starts: DateTime<Utc>,
    /// When it ends, or ended.
    pub ends: Option<DateTime<Utc>>,
    /// Its picture.
    pub picture: Option<Picture>,
    /// When it was made known.
    pub published: DateTime<Utc>,
    /// When it was changed since.
    pub updated: Option<DateTime<Utc>>,
}

/// What others may know of a show; nothing of one without a date, one that is cancelled, or one whose artist is suspended.
///
/// # Errors
/// When the database fails.
pub async fn show(connection: &mut Connection, base_url: &str, id: ShowId) -> QueryResult<Option<ShowFacts>> {
    let found = shows::find(connection, id).await?;
    let Some(show) = found.filter(|show| show.state() != State::Cancelled) else { return Ok(None) };
    let Some(starts) = show.starts_at.into_iter().chain(show.started_at).min() else { return Ok(None) };
    let artist = artists::find(connection, show.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    let Some(artist) = artist else { return Ok(None) };
    let actor = actors::of_artist(connection, artist.id).await?.filter(|actor| actor.deleted_at.is_none());
    let Some(actor) = actor else { return Ok(None) };
    let picture = pictures(connection, show.image_id.as_slice()).await?.pop();
    Ok(Some(ShowFacts {
        base: base(base_url),
        id: id.0,
        actor: actor.id.0,
        artist: artist.name,
        page: urls::live::show(&show.slug),
        about: markdown::to_html(&show.about),
        starts,
        ends: show.ended_at.or(show.ends_at).filter(|ends| *ends > starts),
        picture,
        published: show.created_at,
        updated: Some(show.updated_at).filter(|updated| *updated > show.created_at),
        title: show.title,
    }))
}
