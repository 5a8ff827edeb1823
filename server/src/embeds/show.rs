//! `GET /embed/{kind}/{id}`: a player for other people's pages.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::ids::{PlaylistId, ReleaseId, ShowId, TrackId};
use serde::Deserialize;
use url::form_urlencoded;
use urls::embed::Kind;
use uuid::Uuid;

use super::player::Player;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::Visit;

/// The player by itself.
#[derive(Template)]
#[template(path = "embeds/show.html")]
pub struct EmbedPage {
    /// The common part.
    pub page: Page,
    /// What it plays.
    pub player: Player,
    /// `light`, `dark`, or `auto`: as the reader's system has it.
    pub theme: &'static str,
    /// Whether it is one line.
    pub is_compact: bool,
    /// The same player with the tracks before, of a list that is longer than it shows.
    pub before: Option<String>,
    /// The same with the tracks behind.
    pub after: Option<String>,
}

/// What stands where there is nothing to play (any more).
#[derive(Template)]
#[template(path = "embeds/gone.html")]
pub struct GonePage {
    /// The common part.
    pub page: Page,
    /// As of the player.
    pub theme: &'static str,
}

/// How it is to look.
#[derive(Debug, Deserialize)]
pub struct Query {
    theme: Option<String>,
    size: Option<String>,
    /// The place of the first track that is shown of a long list, from 1.
    from: Option<String>,
}

impl Query {
    /// How many tracks are passed over. What makes no sense is the beginning.
    fn passed_over(&self) -> usize {
        let from: Option<usize> = self.from.as_deref().and_then(|from| from.parse().ok());
        from.map_or(0, |from| from.saturating_sub(1))
    }

    /// The same player from another place on.
    fn address(&self, path: &str, passed_over: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let looks = [("theme", self.theme.as_deref()), ("size", self.size.as_deref())];
        query.extend_pairs(looks.into_iter().filter_map(|(name, value)| Some((name, value?))));
        query.append_pair("from", &(passed_over + 1).to_string());
        format!("{path}?{}", query.finish())
    }
}

/// Shows it. What is not there, and what is not for everybody, answers 404 with the same words.
///
/// # Errors
/// When the database fails.
pub async fn show(
    visit: Visit,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let visit = visit.without_account();
    let theme = match query.theme.as_deref() {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "auto",
    };
    let player = match find(&visit, (&path.0, &path.1), query.passed_over()).await {
        Ok(player) => player,
        Err(error) if error.status == StatusCode::NOT_FOUND => {
            return render_as(error.status, &GonePage { page: visit.page("Nothing here").hidden(), theme });
        }
        Err(error) => return Err(error),
    };
    let (hue1, hue2) = player.hues;
    let page = visit.page(&format!("{} by {}", player.title, player.by)).in_hues(hue1, hue2).hidden();
    let address = |passed_over: usize| query.address(visit.request.path(), passed_over);
    let (before, after) = (player.before.map(address), player.after.map(address));
    render(&EmbedPage { page, theme, before, after, is_compact: query.size.as_deref() == Some("compact"), player })
}

async fn find(visit: &Visit, (kind, id): (&str, &str), passed_over: usize) -> Result<Player, PageError> {
    let kind = Kind::named(kind).ok_or_else(PageError::not_found)?;
    let id: Uuid = id.parse().map_err(|_| PageError::not_found())?;
    let mut db = visit.db().await?;
    match kind {
        Kind::Release => Player::of_release(&mut db, visit, ReleaseId(id)).await,
        Kind::Track => Player::of_track(&mut db, visit, TrackId(id)).await,
        Kind::Show => Player::of_show(&mut db, visit, ShowId(id)).await,
        Kind::Playlist => Player::of_playlist(&mut db, visit, PlaylistId(id), passed_over).await,
    }
}
