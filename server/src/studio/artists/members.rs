//! `/studio/artists/{handle}/members`: who manages an artist, and a label's roster. Only owners change either.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use model::artists::{self, Artist, ArtistKind};
use model::fields::FieldErrors;
use model::ids::{AccountId, ArtistId};
use model::members::{self, Role};
use model::{Connection, accounts};
use serde::Deserialize;

use crate::error::PageError;
use crate::form::Form;
use crate::page::{Page, render, render_as};
use crate::studio::find;
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/artists/members.html")]
pub struct MembersPage {
    /// The common part.
    pub page: Page,
    /// The artist.
    pub artist: Artist,
    /// Whether the account may change anything here.
    pub is_owner: bool,
    /// Who manages it.
    pub members: Vec<Member>,
    /// The artists of a label; none for others.
    pub roster: Option<Vec<Artist>>,
    /// What was typed.
    pub form: MembersForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// Somebody who manages the artist.
pub struct Member {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// Its address.
    pub email: String,
    /// What it may do.
    pub role: &'static str,
    /// Whether it is the one who looks.
    pub is_self: bool,
}

/// The fields of every form on the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct MembersForm {
    /// `add`, `remove`, `roster_add` or `roster_remove`.
    pub act: String,
    /// The address of an account.
    pub email: String,
    /// `owner` or `editor`.
    pub role: String,
    /// An account.
    pub account: String,
    /// An artist for the roster.
    pub handle: String,
    /// An artist on the roster.
    pub artist: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, handle: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, role) = find::artist(&mut connection, &visit, &handle).await?;
    let form = MembersForm { role: "editor".to_owned(), ..MembersForm::default() };
    render(&page(&visit, (artist, role), form, FieldErrors::default()).await?)
}

/// Adds or removes a member, or an artist of the roster.
///
/// # Errors
/// 404 for an artist of others, 403 for an editor. 422 with the page when it cannot be done.
pub async fn update(
    visit: SignedIn,
    handle: web::Path<String>,
    Form(form): Form<MembersForm>,
) -> Result<HttpResponse, PageError> {
    let mut connection = visit.db().await?;
    let (artist, role) = find::artist(&mut connection, &visit, &handle).await?;
    let leaves = form.act == "remove" && form.account.parse::<AccountId>() == Ok(visit.account.id);
    if role != Role::Owner && !leaves {
        return Err(PageError::forbidden("Only an owner of the artist changes its members. Ask one of them."));
    }
    let done = match form.act.as_str() {
        "add" => add(&mut connection, artist.id, &form).await?,
        "remove" => remove(&mut connection, artist.id, &form).await?,
        "roster_add" => roster_add(&mut connection, &artist, &form).await?,
        "roster_remove" => roster_remove(&mut connection, artist.id, &form).await?,
        _ => return Err(PageError::bad_request("The form has no such action. Reload the page.")),
    };
    match done {
        Ok(_) if leaves => Ok(visit.redirect_saying(&urls::studio::artists(), "You no longer manage this artist.")),
        Ok(said) => Ok(visit.redirect_saying(&urls::studio::members(&artist.handle), said)),
        Err((field, message)) => {
            let page = page(&visit, (artist, role), form, FieldErrors::one(field, message)).await?;
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

type Done = Result<&'static str, (&'static str, &'static str)>;

async fn add(connection: &mut Connection, artist: ArtistId, form: &MembersForm) -> diesel::QueryResult<Done> {
    let Some(account) = accounts::by_email(connection, &form.email).await? else {
        return Ok(Err(("email", "Nobody here has this address. Ask them to sign up first.")));
    };
    let role = form.role.parse().unwrap_or(Role::Editor);
    let present = members::of_artist(connection, artist).await?;
    let owners = present.iter().filter(|(_, role)| *role == Role::Owner);
    if role != Role::Owner && owners.clone().count() == 1 && owners.clone().any(|(owner, _)| owner.id == account.id) {
        return Ok(Err(("email", "An artist needs an owner. Make somebody else one first.")));
    }
    members::add(connection, artist, account.id, role).await?;
    Ok(Ok("Saved."))
}

async fn remove(connection: &mut Connection, artist: ArtistId, form: &MembersForm) -> diesel::QueryResult<Done> {
    let Ok(account) = form.account.parse::<AccountId>() else { return Ok(Err(("email", "There is no such member."))) };
    match members::remove(connection, artist, account).await? {
        true => Ok(Ok("Removed.")),
        false => Ok(Err(("email", "An artist needs an owner. Make somebody else one first."))),
    }
}

async fn roster_add(connection: &mut Connection, label: &Artist, form: &MembersForm) -> diesel::QueryResult<Done> {
    if label.kind != ArtistKind::Label {
        return Ok(Err(("handle", "Only a label has a roster. Change what the artist is on its profile.")));
    }
    match artists::public_by_handle(connection, form.handle.trim().trim_start_matches('@')).await? {
        None => Ok(Err(("handle", "There is no artist with this handle here."))),
        Some(artist) if artist.id == label.id => Ok(Err(("handle", "A label is not on its own roster."))),
        Some(artist) => {
            artists::add_to_roster(connection, label.id, artist.id).await?;
            Ok(Ok("The artist is on the roster."))
        }
    }
}

async fn roster_remove(connection: &mut Connection, label: ArtistId, form: &MembersForm) -> diesel::QueryResult<Done> {
    let Ok(artist) = form.artist.parse::<ArtistId>() else { return Ok(Err(("handle", "There is no such artist."))) };
    artists::remove_from_roster(connection, label, artist).await?;
    Ok(Ok("The artist is off the roster."))
}

async fn page(
    visit: &SignedIn,
    (artist, role): (Artist, Role),
    form: MembersForm,
    errors: FieldErrors,
) -> Result<MembersPage, PageError> {
    let mut connection = visit.db().await?;
    let present = members::of_artist(&mut connection, artist.id).await?;
    let member = |(account, role): (accounts::Account, Role)| Member {
        is_self: account.id == visit.account.id,
        id: account.id,
        name: account.name,
        email: account.email,
        role: if role == Role::Owner { "Owner" } else { "Editor" },
    };
    let roster = match artist.kind {
        ArtistKind::Label => Some(artists::roster(&mut connection, artist.id).await?),
        _ => None,
    };
    Ok(MembersPage {
        page: visit.page(&format!("Members of {}", artist.name)).hidden().in_hues(artist.hue1, artist.hue2),
        members: present.into_iter().map(member).collect(),
        is_owner: role == Role::Owner,
        artist,
        roster,
        form,
        errors,
    })
}
