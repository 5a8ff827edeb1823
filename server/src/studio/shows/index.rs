//! `GET /studio/shows`: an artist's shows.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use model::artists::Artist;
use model::members;
use model::shows::{self, Show, ShowKind, State};
use serde::Deserialize;

use super::head;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/shows/index.html")]
pub struct ShowsPage {
    /// The common part.
    pub page: Page,
    /// Handle and name of the account's artists.
    pub artists: Vec<(String, String)>,
    /// Whose shows these are.
    pub artist: Artist,
    /// On air, planned, over: those that there are.
    pub groups: Vec<Group>,
    /// Where a show is planned.
    pub new: String,
    /// The artist's keys.
    pub keys: String,
    /// The rules of the artist's chats.
    pub chat: String,
}

/// Shows that stand alike.
pub struct Group {
    /// The id of its heading.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The shows.
    pub rows: Vec<Row>,
}

/// A show in the list.
pub struct Row {
    /// Its desk.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What is special about it.
    pub facts: String,
    /// When it was, is or will be.
    pub at: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: &'static str,
    /// The class of that.
    pub badge: &'static str,
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The handle of an artist; the first one for none.
    pub artist: String,
}

/// Shows it; those without an artist are led to the overview, which says how to make one.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let artists = members::artists_of(&mut db, visit.account.id).await?;
    if artists.is_empty() && asked.artist.is_empty() {
        return Ok(
            visit.redirect_warning(&urls::studio::new_artist(), "A show is an artist’s. Make your artist first.")
        );
    }
    let names = artists.iter().map(|artist| (artist.handle.clone(), artist.name.clone())).collect();
    let artist = artists
        .into_iter()
        .find(|artist| asked.artist.is_empty() || artist.handle == asked.artist)
        .ok_or_else(PageError::not_found)?;
    let all = shows::of_artist(&mut db, artist.id).await?;
    drop(db);
    render(&ShowsPage {
        page: visit.page("Live").hidden().in_hues(artist.hue1, artist.hue2),
        artists: names,
        groups: groups(all),
        new: urls::live::new_show(&artist.handle),
        keys: urls::live::stream_keys(&artist.handle),
        chat: urls::live::chat_rules(&artist.handle),
        artist,
    })
}

fn groups(all: Vec<Show>) -> Vec<Group> {
    let mut found =
        [("on-air", "On air", Vec::new()), ("planned", "Planned", Vec::new()), ("over", "Over", Vec::new())];
    let [(.., on_air), (.., planned), (.., over)] = &mut found;
    for show in all {
        match show.state() {
            State::OnAir => on_air.push(show),
            State::Planned => planned.push(show),
            State::Over | State::Cancelled => over.push(show),
        }
    }
    // The next one first; those without an hour behind them.
    planned.sort_by_key(|show| (show.starts_at.is_none(), show.starts_at));
    let group = |(id, title, shows): (_, _, Vec<Show>)| Group { id, title, rows: shows.iter().map(row).collect() };
    found.into_iter().filter(|(_, _, shows)| !shows.is_empty()).map(group).collect()
}

fn row(show: &Show) -> Row {
    let (state, badge) = head::words(show.state());
    Row {
        href: urls::live::desk(show.id.0),
        title: show.title.clone(),
        facts: if show.kind == ShowKind::Station { "Station".to_owned() } else { String::new() },
        at: head::moment(show),
        state,
        badge,
    }
}
