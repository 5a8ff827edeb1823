//! The button that follows a tag, as its page and the list of tags show it.

use model::{Connection, tag_follows};

use crate::visit::Visit;

/// What there is between the visitor and a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagButton {
    /// Nobody is signed in: where that is done.
    Stranger(String),
    /// Where it is followed.
    Nothing(String),
    /// Where it is no longer followed.
    Follows(String),
}

impl TagButton {
    /// For this visitor and this tag; none where it is no tag that can be followed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(visit: &Visit, db: &mut Connection, tag: &str) -> diesel::QueryResult<Option<Self>> {
        let Some(tag) = tag_follows::normal(tag) else { return Ok(None) };
        let Some(account) = visit.account() else {
            return Ok(Some(Self::Stranger(format!("/sign-in?next={}", urls::encode(&urls::tag(&tag))))));
        };
        Ok(Some(match tag_follows::has(db, account.id, &tag).await? {
            true => Self::Follows(urls::discovery::unfollow_tag(&tag)),
            false => Self::Nothing(urls::discovery::follow_tag(&tag)),
        }))
    }
}
