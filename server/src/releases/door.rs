//! Who may come in: the release at an address, for whoever may see its pages.

use model::Connection;
use model::artists::Artist;
use model::entitlements::{self, Rights};
use model::releases::{self, Release};

use crate::error::PageError;
use crate::visit::Visit;

/// The release at an address and what this visit may have of it. One that is not published is shown to those who bought it, and
/// early to members who get it early; its artist sees it in the studio.
///
/// # Errors
/// 404 for what is not there or not for this visit; 403 for what is for members only, without a word of what it is.
pub async fn open(
    db: &mut Connection,
    visit: &Visit,
    (handle, slug): (&str, &str),
) -> Result<(Artist, Release, Rights), PageError> {
    let found = releases::by_path(db, handle, slug).await?;
    let (artist, release) = found.ok_or_else(PageError::not_found)?;
    let rights = entitlements::of_release(db, &release, visit.who()).await?;
    let is_out = release.published_at.is_some();
    match (rights.sees, is_out) {
        (true, true) => Ok((artist, release, rights)),
        (true, false) if !rights.is_artist => Ok((artist, release, rights)),
        (false, true) if release.members_only => Err(PageError::for_members(&artist)),
        _ => Err(PageError::not_found()),
    }
}

/// What is said above a release that not everybody sees; empty for nothing.
#[must_use]
pub fn notice(release: &Release) -> &'static str {
    match (release.published_at, release.publish_at, release.members_only) {
        (None, None, _) => {
            "This release is not published any more. It is yours: you can go on listening and downloading."
        }
        (None, Some(_), _) => "You hear this before it comes out, as a member. Please keep it to yourself until then.",
        (Some(_), _, true) => "This is for members only. Thank you for being one.",
        (Some(_), _, false) => "",
    }
}
