//! `/studio/artists/{handle}/fediverse`: where else an artist is or was, so that followers can move with it.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use futures::future::join_all;
use model::Connection;
use model::actors::{self, Actor, ActorChanges};
use model::artists::Artist;
use model::fields::FieldErrors;
use model::members::Role;
use serde::Deserialize;

use super::accounts_elsewhere::{self, Address};
use crate::comments::limits;
use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::studio::find;
use crate::visit::SignedIn;

/// How many old addresses an artist may have.
const MOST: usize = 10;

/// The page.
#[derive(Template)]
#[template(path = "studio/artists/fediverse.html")]
pub struct FediversePage {
    /// The common part.
    pub page: Page,
    /// The artist.
    pub artist: Artist,
    /// `@ode@music.example`.
    pub handle: String,
    /// The actor's id, as other servers know it.
    pub uri: String,
    /// Whether the account may have the artist move.
    pub is_owner: bool,
    /// Where it moved to; empty for nowhere.
    pub moved_to: String,
    /// What stands in the fields.
    pub form: FediverseForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// The fields of both forms on the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FediverseForm {
    /// Addresses of old accounts, one a line.
    pub also_known_as: String,
    /// The address of the new account.
    pub target: String,
    /// Of the second form: `away`, or `back` to take it back.
    pub act: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn edit(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, role) = find::artist(&mut db, &visit, &handle).await?;
    let actor = actor(&mut db, &artist).await?;
    let form = FediverseForm { also_known_as: lines(&mut db, &visit, &actor).await?, ..FediverseForm::default() };
    render(&page(&visit, (artist, role), &actor, form, FieldErrors::default()))
}

/// Saves the old addresses: an account that moves here must be among them.
///
/// # Errors
/// 404 for an artist of others. 422 with the page when an address leads to nobody.
pub async fn update(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<FediverseForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, role) = find::artist(&mut db, &visit, &handle).await?;
    let own = actor(&mut db, &artist).await?;
    limits::hit(&mut db, limits::FETCH, &visit.account).await?;
    drop(db);
    let typed: Vec<&str> = form.also_known_as.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let problem = match typed.len() {
        ..=MOST => String::new(),
        _ => format!("At most {MOST} addresses. Remove those that nobody follows any more."),
    };
    let mut ids: Vec<String> = Vec::new();
    let mut unknown: Vec<&str> = Vec::new();
    let asked: Vec<&str> = typed.iter().copied().filter(|_| problem.is_empty()).collect();
    let (app, known) = (&visit.app, &own.also_known_as);
    let answers = asked.iter().map(|line| {
        let address = Address::read(line);
        async move { accounts_elsewhere::id(app, &address, known).await }
    });
    for (line, answer) in asked.iter().zip(join_all(answers).await) {
        match answer {
            Some(id) if !ids.contains(&id) => ids.push(id),
            Some(_) => {}
            None => unknown.push(line),
        }
    }
    let problem = match unknown.as_slice() {
        [] => problem,
        nobody => format!("Nobody was found under {}. Write them like @name@example.org.", nobody.join(", ")),
    };
    if !problem.is_empty() {
        let errors = FieldErrors::one("also_known_as", &problem);
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, (artist, role), &own, form, errors));
    }
    change(&visit, &own, &ActorChanges { also_known_as: Some(ids), ..ActorChanges::default() }).await?;
    Ok(visit.redirect_saying(&address(&artist), "Saved. Now start the move from the old account."))
}

/// Moves away: followers elsewhere are told to follow another account, which must name this one. Or takes that back.
///
/// # Errors
/// 404 for an artist of others, 403 for an editor. 422 with the page when the other account does not name this one.
pub async fn relocate(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(mut form): Form<FediverseForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (artist, role) = find::artist(&mut db, &visit, &handle).await?;
    if role != Role::Owner {
        return Err(PageError::forbidden("Only an owner of the artist moves it. Ask one of them."));
    }
    let own = actor(&mut db, &artist).await?;
    form.also_known_as = lines(&mut db, &visit, &own).await?;
    limits::hit(&mut db, limits::FETCH, &visit.account).await?;
    drop(db);
    if form.act == "back" {
        change(&visit, &own, &ActorChanges { moved_to: Some(None), ..ActorChanges::default() }).await?;
        return Ok(visit.redirect_saying(
            &address(&artist),
            "The artist lives here again. Followers who went stay where they are.",
        ));
    }
    let target = match accounts_elsewhere::target(&visit.app, &own, &Address::read(&form.target)).await {
        Ok(target) => target,
        Err(problem) => {
            let errors = FieldErrors::one("target", &problem);
            return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&visit, (artist, role), &own, form, errors));
        }
    };
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    db.transaction(async |db| {
        let changes = ActorChanges { moved_to: Some(Some(target.clone())), ..ActorChanges::default() };
        let own = actors::change(db, own.id, &changes).await?;
        outbox::actor_changed(db, federation, &own).await?;
        outbox::actor_moved(db, federation, &own, &target).await
    })
    .await
    .map_err(PageError::from)?;
    Ok(visit.redirect_saying(
        &address(&artist),
        "Moved. Followers on other servers are being told; theirs follow the new account by themselves.",
    ))
}

/// The page's address.
fn address(artist: &Artist) -> String {
    format!("{}/fediverse", urls::studio::artist(&artist.handle))
}

async fn actor(connection: &mut Connection, artist: &Artist) -> Result<Actor, PageError> {
    actors::of_artist(connection, artist.id).await?.ok_or_else(PageError::not_found)
}

async fn change(visit: &SignedIn, own: &Actor, changes: &ActorChanges) -> Result<(), PageError> {
    let federation = visit.app.federation.federation();
    let mut db = visit.db().await?;
    let changed = db.transaction(async |db| {
        let own = actors::change(db, own.id, changes).await?;
        outbox::actor_changed(db, federation, &own).await?;
        Ok::<_, FederationError>(())
    });
    changed.await.map_err(PageError::from)
}

/// Old addresses as they stand in the form: handles where they are known, else ids.
async fn lines(connection: &mut Connection, visit: &SignedIn, own: &Actor) -> diesel::QueryResult<String> {
    let domain = &visit.app.federation.federation().domain;
    let mut handles: HashMap<&str, String> = HashMap::new();
    for id in &own.also_known_as {
        if let Some(actor) = actors::by_uri(connection, id).await? {
            handles.insert(id, format!("@{}", actor.handle(domain)));
        }
    }
    let line = |id: &String| handles.get(id.as_str()).cloned().unwrap_or_else(|| id.clone());
    Ok(own.also_known_as.iter().map(line).collect::<Vec<_>>().join("\n"))
}

fn page(
    visit: &SignedIn,
    (artist, role): (Artist, Role),
    actor: &Actor,
    form: FediverseForm,
    errors: FieldErrors,
) -> FediversePage {
    let federation = visit.app.federation.federation();
    FediversePage {
        page: visit.page(&artist.name).hidden().in_hues(artist.hue1, artist.hue2),
        handle: format!("@{}", actor.handle(&federation.domain)),
        uri: actor.uri(&federation.base_url),
        is_owner: role == Role::Owner,
        moved_to: actor.moved_to.clone().unwrap_or_default(),
        artist,
        form,
        errors,
    }
}
