//! One track of a list.

use model::Connection;

use crate::feed::rss::clean;
use crate::releases::addresses::Addresses;
use crate::releases::record::Entry;
use crate::releases::sleeve::Sleeve;
use crate::visit::Visit;

/// A track as a file for players names it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its title.
    pub title: String,
    /// Who made it.
    pub by: String,
    /// The release it is on.
    pub release: String,
    /// Where it stands there.
    pub position: i32,
    /// How long it is heard, in milliseconds.
    pub duration_ms: i64,
    /// The whole address of the MP3.
    pub location: String,
    /// The whole address of its page.
    pub page: String,
    /// The whole address of the cover; empty for none.
    pub cover: String,
    /// Whether everybody has the same address.
    pub is_shared: bool,
}

impl Line {
    /// The tracks of one release that this visitor may hear, in the order given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_release(
        db: &mut Connection,
        visit: &Visit,
        sleeve: &Sleeve,
        entries: &[Entry],
    ) -> diesel::QueryResult<Vec<Self>> {
        let addresses = Addresses::public(db, visit, sleeve).await?;
        Ok(entries.iter().filter_map(|entry| Self::of(visit, sleeve, entry, &addresses)).collect())
    }

    /// One track; `None` where there is nothing to hear.
    #[must_use]
    pub fn of(visit: &Visit, sleeve: &Sleeve, entry: &Entry, addresses: &Addresses<'_>) -> Option<Self> {
        let encoding = entry.encoding.as_ref()?;
        let entitled = addresses.entitled(entry.track.id);
        if !entitled.hears() {
            return None;
        }
        let whole = |path: &str| urls::absolute(&visit.app.base_url, path);
        let location = whole(&addresses.media(encoding).mp3);
        let full_ms = entry.duration_ms();
        Some(Self {
            title: clean(&entry.track.title),
            by: clean(entry.by(&sleeve.artist)),
            release: clean(&sleeve.release.title),
            position: entry.track.position,
            duration_ms: entitled.limit_ms().map_or(full_ms, |limit| full_ms.min(i64::from(limit))),
            is_shared: location.contains(&format!("/media/{}/", urls::media::PUBLIC)),
            location,
            page: whole(&addresses.track(&entry.track)),
            cover: sleeve.cover.as_ref().map(|cover| whole(&addresses.image(cover.id, 640))).unwrap_or_default(),
        })
    }
}
