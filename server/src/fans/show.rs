//! `GET /@{fan}`: what a fan shows of themselves, which is a name and a handle. Whom they follow and what they bought is theirs.

use actix_web::HttpResponse;
use askama::Template;
use model::ids::PlaylistId;
use model::playlists::{self, Playlist};
use model::{Connection, actors, follows};

use crate::error::PageError;
use crate::follows::button::FollowBox;
use crate::page::{Page, render};
use crate::playlists::card::{Known, PlaylistCard};
use crate::remote::face::Face;
use crate::visit::Visit;

/// The page.
#[derive(Template)]
#[template(path = "fans/show.html")]
pub struct FanPage {
    /// The common part.
    pub page: Page,
    /// Name and handle.
    pub face: Face,
    /// What they say of themselves, as HTML that is safe to show.
    pub summary: String,
    /// "12 followers"; empty where that is hidden.
    pub followers: String,
    /// The button that follows.
    pub follow: FollowBox,
    /// The playlists they made for everybody, newest first.
    pub playlists: Vec<PlaylistCard>,
}

/// The most playlists that are shown.
const PLAYLISTS: i64 = 48;

/// Shows it.
///
/// # Errors
/// 404 when no fan has the handle, or the account is suspended.
pub async fn show(visit: &Visit, handle: &str) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let found = actors::public_by_username(&mut db, handle).await?.filter(|actor| actor.account_id.is_some());
    let fan = found.ok_or_else(PageError::not_found)?;
    let face = Face::load(&mut db, &visit.app, &fan).await?;
    let follow = FollowBox::of(visit, &mut db, &fan).await?;
    let followers = match (fan.followers_hidden, follows::count_followers(&mut db, fan.id).await?) {
        (true, _) => String::new(),
        (false, 1) => "1 follower".to_owned(),
        (false, count) => format!("{count} followers"),
    };
    let playlists = match fan.account_id {
        Some(account) => {
            let public = playlists::public_of(&mut db, account, None, PLAYLISTS).await?;
            cards(&mut db, public).await?
        }
        None => Vec::new(),
    };
    drop(db);
    let page = visit.page(&face.name).in_hues(face.hue, face.hue + 45);
    let page = if fan.discoverable { page } else { page.hidden() };
    render(&FanPage { page, face, summary: fan.summary, followers, follow, playlists })
}

async fn cards(db: &mut Connection, playlists: Vec<Playlist>) -> Result<Vec<PlaylistCard>, PageError> {
    let ids: Vec<PlaylistId> = playlists.iter().map(|playlist| playlist.id).collect();
    let known = Known::load(db, &ids).await?;
    Ok(playlists.iter().map(|playlist| known.card_of_owner(playlist)).collect())
}
