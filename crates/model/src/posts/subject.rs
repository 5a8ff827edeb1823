//! What a post answers, or what somebody likes: one release, track or post.

use diesel::{ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::ids::{PostId, ReleaseId, TrackId};
use crate::schema::{artists, posts, releases, tracks};

/// A thing that is answered, liked or boosted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A release of this instance.
    Release(ReleaseId),
    /// A track of this instance.
    Track(TrackId),
    /// A post, from here or elsewhere.
    Post(PostId),
}

impl Subject {
    /// As it stands in three columns, of which one is set.
    #[must_use]
    pub const fn columns(self) -> (Option<ReleaseId>, Option<TrackId>, Option<PostId>) {
        match self {
            Self::Release(id) => (Some(id), None, None),
            Self::Track(id) => (None, Some(id), None),
            Self::Post(id) => (None, None, Some(id)),
        }
    }

    /// From three columns, of which at most one is set.
    #[must_use]
    pub const fn of_columns(release: Option<ReleaseId>, track: Option<TrackId>, post: Option<PostId>) -> Option<Self> {
        match (release, track, post) {
            (Some(id), _, _) => Some(Self::Release(id)),
            (None, Some(id), _) => Some(Self::Track(id)),
            (None, None, Some(id)) => Some(Self::Post(id)),
            (None, None, None) => None,
        }
    }
}

/// Where in which thread a new post stands.
#[derive(Debug, Clone, Copy, Default, Insertable)]
#[diesel(table_name = posts)]
pub(super) struct Place {
    pub(super) release_id: Option<ReleaseId>,
    pub(super) track_id: Option<TrackId>,
    pub(super) parent_id: Option<PostId>,
}

/// Where an answer to `subject` stands: an answer to a comment is a comment on the same thing. None when there is no such thing.
pub(super) async fn place(connection: &mut Connection, subject: Subject) -> QueryResult<Option<Place>> {
    match subject {
        Subject::Release(id) => {
            let found: Option<ReleaseId> =
                releases::table.find(id).select(releases::id).first(connection).await.optional()?;
            Ok(found.map(|id| Place { release_id: Some(id), ..Place::default() }))
        }
        Subject::Track(id) => {
            let found: Option<TrackId> =
                tracks::table.find(id).select(tracks::id).first(connection).await.optional()?;
            Ok(found.map(|id| Place { track_id: Some(id), ..Place::default() }))
        }
        Subject::Post(id) => {
            let found: Option<(Option<ReleaseId>, Option<TrackId>)> = posts::table
                .find(id)
                .select((posts::release_id, posts::track_id))
                .first(connection)
                .await
                .optional()?;
            Ok(found.map(|(release_id, track_id)| Place { release_id, track_id, parent_id: Some(id) }))
        }
    }
}

/// Where an answer that is written here stands; none when `subject` cannot be seen any more: it is not published, its artist is
/// suspended, or it is deleted or hidden.
pub(super) async fn place_to_answer(connection: &mut Connection, subject: Subject) -> QueryResult<Option<Place>> {
    let Some(place) = place(connection, subject).await? else { return Ok(None) };
    if let Subject::Post(id) = subject {
        let seen = posts::table.find(id).filter(posts::deleted_at.is_null()).filter(posts::hidden_at.is_null());
        // What is written for members is not talked about before everybody.
        let seen = seen.filter(posts::members_only.eq(false));
        if seen.select(posts::id).first::<PostId>(connection).await.optional()?.is_none() {
            return Ok(None);
        }
    }
    let release = match (place.release_id, place.track_id) {
        (Some(release), _) => release,
        (None, Some(track)) => tracks::table.find(track).select(tracks::release_id).first(connection).await?,
        (None, None) => return Ok(Some(place)),
    };
    let public: Option<ReleaseId> = releases::table
        .inner_join(artists::table)
        .filter(releases::id.eq(release))
        .filter(releases::published_at.is_not_null())
        .filter(releases::members_only.eq(false))
        .filter(artists::suspended_at.is_null())
        .select(releases::id)
        .first(connection)
        .await
        .optional()?;
    Ok(public.map(|_| place))
}
