//! `GET /account/blocks`: the list of one's blocks and mutes, and the form that adds somebody.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::actor_blocks::{self, BlockKind};
use model::actors::Actor;
use serde::Deserialize;

use crate::blocks;
use crate::error::PageError;
use crate::page::{Page, render, render_as};
use crate::visit::SignedIn;

/// Somebody who is kept away.
pub struct Row {
    /// Its id.
    pub id: String,
    /// `@user@host`.
    pub handle: String,
    /// The name it shows.
    pub name: String,
}

/// The page.
#[derive(Template)]
#[template(path = "blocks/index.html")]
pub struct BlocksPage {
    /// The common part.
    pub page: Page,
    /// Everybody the account speaks as: id and name.
    pub selves: Vec<(String, String)>,
    /// Whose list this is: an id; empty where the account is nobody yet.
    pub wants: String,
    /// Whom it blocks, the latest first.
    pub blocked: Vec<Row>,
    /// Whom it mutes, the latest first.
    pub muted: Vec<Row>,
    /// A handle as typed.
    pub handle: String,
    /// What is wrong with it.
    pub problem: String,
    /// Whether the form mutes.
    pub mutes: bool,
}

impl BlocksPage {
    /// Both lists: the word of each in forms, its title, the label of its button, and who is on it.
    #[must_use]
    pub fn lists(&self) -> [(&'static str, &'static str, &'static str, &[Row]); 2] {
        [
            (BlockKind::Block.word(), "Blocked", "Unblock", &self.blocked),
            (BlockKind::Mute.word(), "Muted", "Unmute", &self.muted),
        ]
    }
}

/// Whose list.
#[derive(Deserialize)]
pub struct Which {
    #[serde(rename = "as", default)]
    wants: String,
}

/// `GET /account/blocks`
///
/// # Errors
/// 404 for the list of somebody else.
pub async fn index(visit: SignedIn, which: web::Query<Which>) -> Result<HttpResponse, PageError> {
    render(&page(&visit, &which.wants).await?)
}

/// The page again, with what is wrong with a handle.
///
/// # Errors
/// When the database fails.
pub async fn refused(
    visit: &SignedIn,
    form: blocks::BlockForm,
    kind: BlockKind,
    problem: String,
) -> Result<HttpResponse, PageError> {
    let page = page(visit, &form.wants).await?;
    let page = BlocksPage { handle: form.handle, mutes: kind == BlockKind::Mute, problem, ..page };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn page(visit: &SignedIn, wants: &str) -> Result<BlocksPage, PageError> {
    let mut connection = visit.db().await?;
    let selves = blocks::selves(&mut connection, visit).await?;
    let own = match selves.is_empty() && wants.is_empty() {
        true => None,
        false => Some(blocks::acting(&mut connection, visit, wants).await?),
    };
    let (mut blocked, mut muted) = (Vec::new(), Vec::new());
    if let Some(own) = &own {
        blocked = actor_blocks::list(&mut connection, own.id, BlockKind::Block).await?;
        muted = actor_blocks::list(&mut connection, own.id, BlockKind::Mute).await?;
    }
    let domain = &visit.app.federation.federation().domain;
    let rows = |actors: Vec<Actor>| actors.iter().map(|actor| row(actor, domain)).collect();
    Ok(BlocksPage {
        page: visit.page("Blocks and mutes"),
        selves: selves.iter().map(|actor| (actor.id.to_string(), actor.shown_name().to_owned())).collect(),
        wants: own.map(|own| own.id.to_string()).unwrap_or_default(),
        blocked: rows(blocked),
        muted: rows(muted),
        handle: String::new(),
        problem: String::new(),
        mutes: false,
    })
}

fn row(actor: &Actor, domain: &str) -> Row {
    Row { id: actor.id.to_string(), handle: format!("@{}", actor.handle(domain)), name: actor.shown_name().to_owned() }
}
