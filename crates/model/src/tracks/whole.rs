//! Tracks from any releases, each with its release and its artist.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper};
use diesel_async::RunQueryDsl;

use crate::Connection;
use crate::artists::Artist;
use crate::ids::TrackId;
use crate::releases::Release;
use crate::schema::{artists, releases, tracks};
use crate::tracks::Track;

/// A track with its artist and its release.
pub type WholeTrack = (Artist, Release, Track);

/// The tracks with these ids, published or not, in the order given; an id that stands there twice gives its track twice. Tracks that
/// are gone and tracks of suspended artists are left out.
///
/// # Errors
/// When the database fails.
pub async fn with_releases(connection: &mut Connection, ids: &[TrackId]) -> QueryResult<Vec<WholeTrack>> {
    let found: Vec<WholeTrack> = tracks::table
        .inner_join(releases::table.inner_join(artists::table))
        .filter(tracks::id.eq_any(ids))
        .filter(artists::suspended_at.is_null())
        .select((Artist::as_select(), Release::as_select(), Track::as_select()))
        .load(connection)
        .await?;
    let found: HashMap<TrackId, WholeTrack> = found.into_iter().map(|whole| (whole.2.id, whole)).collect();
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}
