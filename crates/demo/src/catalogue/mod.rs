//! The artists and releases, a file for each artist.

mod haar_hum;
mod lantern_allotment;
mod ode;
mod okta;
mod recipe;

use crate::people::{Artist, Catalogue, Release};

/// The whole catalogue. Building it takes no time; music and pictures are made when they are asked for.
pub fn catalogue() -> Catalogue {
    let artists: Vec<Artist> = vec![ode::artist(), lantern_allotment::artist(), okta::artist(), haar_hum::artist()];
    let mut releases: Vec<Release> =
        [ode::releases(), lantern_allotment::releases(), okta::releases(), haar_hum::releases()].concat();
    releases.sort_by_key(|release| release.release_date);
    Catalogue { artists, releases }
}
