//! `GET /playlists/{id}/playlist.m3u` and `.xspf`: somebody's playlist for a player.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use model::entitlements::{self, Rights, Who};
use model::playlists::{self, Playlist};

use super::Tracklist;
use super::line::Line;
use super::listed::Listed;
use crate::error::PageError;
use crate::playlists::find;
use crate::releases::addresses::Addresses;
use crate::visit::Visit;

/// Gives it.
///
/// # Errors
/// 404 for one that is not for this visitor.
pub async fn show(visit: Visit, path: web::Path<(String, String)>) -> Result<HttpResponse, PageError> {
    let (id, ending) = path.into_inner();
    let mut db = visit.db().await?;
    let (playlist, _) = find::read(&mut db, &visit, &id).await?;
    let by = model::accounts::find(&mut db, playlist.account_id).await?.map(|account| account.name);
    let lines = lines(&mut db, &visit, &playlist).await?;
    let page = urls::absolute(&visit.app.base_url, &urls::library::playlist(playlist.id.0));
    Tracklist { title: playlist.title, by: by.unwrap_or_default(), page, lines }.answer(&ending)
}

async fn lines(db: &mut model::Connection, visit: &Visit, playlist: &Playlist) -> diesel::QueryResult<Vec<Line>> {
    let viewer = visit.account().map(|account| account.id);
    let listed = playlists::entries_for(db, playlist.id, viewer).await?;
    let listed = Listed::load_all(db, listed).await?;
    let releases = || listed.iter().map(|one| &one.sleeve.release).collect();
    let mine = entitlements::of_releases(db, releases(), visit.who()).await?;
    let anybodys = entitlements::of_releases(db, releases(), Who::Anybody).await?;
    let line = |one: &Listed| {
        let rights = |of: &HashMap<_, Rights>| of.get(&one.sleeve.release.id).cloned().unwrap_or_default();
        let addresses = Addresses::known(visit, &one.sleeve, rights(&mine), rights(&anybodys));
        Line::of(visit, &one.sleeve, &one.entry, &addresses)
    };
    Ok(listed.iter().filter_map(line).collect())
}
