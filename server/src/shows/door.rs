//! The door of a show: which one it is, and what lets somebody in.

use chrono::Utc;
use model::artists::{self, Artist};
use model::show_access::{self, AccessError, Admission, Pass};
use model::shows::{self, Gate, Show};
use model::{Connection, members};

use crate::cookies::Name;
use crate::error::PageError;
use crate::live::signed;
use crate::media::grant;
use crate::visit::Visit;

/// The show at an address, with whose it is.
///
/// # Errors
/// 404 when there is none, or its artist is suspended.
pub async fn find(db: &mut Connection, slug: &str) -> Result<(Show, Artist), PageError> {
    let show = shows::by_slug(db, slug).await?.ok_or_else(PageError::not_found)?;
    let artist = artists::find(db, show.artist_id).await?;
    let artist = artist.filter(|artist| artist.suspended_at.is_none()).ok_or_else(PageError::not_found)?;
    Ok((show, artist))
}

/// What lets this visitor into a show: who they are, else what they showed at the door before; `None` when nothing does.
///
/// # Errors
/// When the database fails.
pub async fn pass(db: &mut Connection, visit: &Visit, show: &Show) -> Result<Option<Pass>, PageError> {
    // Of an open show the artist listens as everybody does: from addresses that caches know.
    if show.gate == Gate::Open {
        return Ok(Some(Pass::Open));
    }
    if let Admission::Yes { pass } = asked(db, visit, show, None).await? {
        return Ok(Some(pass));
    }
    let Some(cookie) = visit.request.cookie(&Name::Show(show.id.0).on(&visit.app)) else { return Ok(None) };
    let kept = signed::read(&visit.app, show.id, cookie.value(), Utc::now());
    match kept {
        Some(pass) if show_access::holds(db, show, &pass).await? => Ok(Some(pass)),
        _ => Ok(None),
    }
}

/// Whether this visitor is let in, with a password if they say one.
///
/// # Errors
/// When the database fails.
pub async fn asked(
    db: &mut Connection,
    visit: &Visit,
    show: &Show,
    password: Option<&str>,
) -> Result<Admission, PageError> {
    let listener = grant::listener(&visit.app, &visit.peer(), &visit.user_agent());
    Ok(show_access::admits(db, show, visit.who(), password, listener).await?)
}

/// Whether this visitor runs the show.
///
/// # Errors
/// When the database fails.
pub async fn is_artist(db: &mut Connection, visit: &Visit, show: &Show) -> diesel::QueryResult<bool> {
    match visit.account() {
        Some(account) => Ok(members::role(db, show.artist_id, account.id).await?.is_some()),
        None => Ok(false),
    }
}

impl From<AccessError> for PageError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Database(error) => error.into(),
            error @ AccessError::Password(_) => Self::internal(error),
        }
    }
}
