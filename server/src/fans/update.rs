//! `POST /account/fan`: takes a handle, or changes what others see of it.

use actix_web::HttpResponse;
use diesel_async::AsyncConnection as _;
use federation::{FederationError, outbox};
use model::actors::{self, Actor, ActorChanges, ActorError};
use serde::Deserialize;

use super::edit::{self, Typed};
use crate::accounts::problems;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// The fields.
#[derive(Deserialize)]
pub struct ProfileForm {
    #[serde(default)]
    handle: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    approves: bool,
    #[serde(default)]
    hides: bool,
    #[serde(default)]
    is_found: bool,
}

/// Does it.
///
/// # Errors
/// 422 and the form again for a handle that is invalid, reserved or taken.
pub async fn update(visit: SignedIn, Form(form): Form<ProfileForm>) -> Result<HttpResponse, PageError> {
    let typed = Typed {
        handle: form.handle.clone(),
        name: form.name.clone(),
        approves: form.approves,
        hides: form.hides,
        is_found: form.is_found,
    };
    let problem = problems::name_problem(&form.name);
    if !problem.is_empty() {
        return edit::refused(&visit, typed, (String::new(), problem)).await;
    }
    let mut db = visit.db().await?;
    let own = actors::of_account(&mut db, visit.account.id).await?;
    let is_new = own.is_none();
    let actor = match own {
        Some(actor) => actor,
        None => match actors::create_fan(&mut db, visit.account.id, &form.handle, &form.name).await {
            Ok(actor) => actor,
            Err(ActorError::Database(error)) => return Err(error.into()),
            Err(error) => return edit::refused(&visit, typed, (error.to_string(), String::new())).await,
        },
    };
    change(&visit, &mut db, &actor, &form).await?;
    let words = if is_new {
        format!("You are @{}. Now follow somebody.", actor.handle(&visit.app.federation.federation().domain))
    } else {
        "Your profile is saved.".to_owned()
    };
    let to = if is_new { urls::fans::FOLLOWS } else { urls::fans::PROFILE };
    Ok(visit.redirect_saying(to, &words))
}

/// Changes the profile and tells those who follow.
async fn change(
    visit: &SignedIn,
    db: &mut model::Connection,
    actor: &Actor,
    form: &ProfileForm,
) -> Result<(), PageError> {
    let name: String = form.name.trim().chars().filter(|letter| !letter.is_control()).take(100).collect();
    let changes = ActorChanges {
        name: Some(name),
        manually_approves: Some(form.approves),
        followers_hidden: Some(form.hides),
        discoverable: Some(form.is_found),
        ..ActorChanges::default()
    };
    let federation = visit.app.federation.federation();
    db.transaction(async |db| {
        let changed = actors::change(db, actor.id, &changes).await?;
        Box::pin(outbox::actor_changed(db, federation, &changed)).await
    })
    .await
    .map_err(|error: FederationError| PageError::from(error))
}
