//! The files of a purchase or a code, with links that its key opens.

use model::Connection;
use model::purchases::Purchase;

use crate::app::App;
use crate::downloads::goods::Goods;
use crate::downloads::offer::{self, ExtraLink, Links};
use crate::downloads::shelf::Shelf;
use crate::error::PageError;
use crate::purchases::held;

/// What was bought, as files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The release's page.
    pub release_href: String,
    /// What is to be known of lossy masters; empty for nothing.
    pub lossy: String,
    /// The whole release in each format; none where one file is all.
    pub whole: Links,
    /// The tracks that were bought: position, title and formats.
    pub tracks: Vec<(i32, String, Links)>,
    /// What a release comes with.
    pub extras: Vec<ExtraLink>,
}

impl Files {
    /// Those of a purchase of a release or a track; `None` for what has no files.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &mut Connection, app: &App, purchase: &Purchase) -> Result<Option<Self>, PageError> {
        let goods = match held::goods(db, app, purchase).await {
            Ok(goods) => goods,
            Err(error) if error.status == actix_web::http::StatusCode::NOT_FOUND => return Ok(None),
            Err(error) => return Err(error),
        };
        Self::of_goods(db, app, &goods).await.map(Some)
    }

    /// Everything that somebody may download by a link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_goods(db: &mut Connection, app: &App, goods: &Goods) -> Result<Self, PageError> {
        let shelf = Shelf::look(db, &goods.record, &app.base_url).await?;
        let entries = &goods.record.entries;
        let is_zip = entries.len() > 1 || !goods.extras.is_empty();
        let sleeve = &goods.record.sleeve;
        let track = |entry: &crate::releases::record::Entry| {
            let links = offer::track_links(&goods.counter, entry, &shelf);
            (entry.track.position, entry.track.title.clone(), links)
        };
        Ok(Self {
            release_href: urls::release(&sleeve.artist.handle, &sleeve.release.slug),
            lossy: offer::lossy(&entries.iter().collect::<Vec<_>>()),
            whole: if is_zip { offer::release_links(goods, &shelf) } else { Links::default() },
            tracks: entries.iter().map(track).collect(),
            extras: offer::extra_links(&goods.counter, &goods.extras),
        })
    }
}
