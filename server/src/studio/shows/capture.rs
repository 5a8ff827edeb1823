//! `POST /studio/shows/{id}/capture`: a sound card of a worker feeds the show.

use actix_web::{HttpResponse, web};
use live::link::{Ask, LinkError, ask_owner};
use model::ids::ShowId;
use model::live_workers::{self, LiveWorker};
use model::shows::State;
use model::{Connection, secrets};
use serde::Deserialize;

use super::telling::{Told, said};
use crate::app::App;
use crate::error::PageError;
use crate::form::Form;
use crate::visit::SignedIn;

/// A sound card, as workers name it.
#[derive(Debug, Clone, Deserialize)]
struct Card {
    id: String,
    name: String,
    #[serde(default)]
    is_busy: bool,
}

/// The fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CaptureForm {
    /// A worker's id, a blank, and the card as the worker names it.
    pub device: String,
}

/// The sound cards of workers that live: the value of a choice, and what it says.
///
/// # Errors
/// When the database fails.
pub async fn choices(db: &mut Connection) -> Result<Vec<(String, String)>, PageError> {
    let workers = live_workers::now_alive(db).await?;
    let of_many = workers.len() > 1;
    let mut choices = Vec::new();
    for worker in &workers {
        for card in cards(worker) {
            let busy = if card.is_busy { " (in use)" } else { "" };
            let place = if of_many { format!(", on {}", worker.address) } else { String::new() };
            choices.push((format!("{} {}", worker.id, card.id), format!("{}{busy}{place}", card.name)));
        }
    }
    Ok(choices)
}

fn cards(worker: &LiveWorker) -> Vec<Card> {
    serde_json::from_value(worker.devices.clone()).unwrap_or_else(|error| {
        tracing::warn!(worker = %worker.id, %error, "the sound cards of a worker cannot be read");
        Vec::new()
    })
}

/// Has the card feed the show.
///
/// # Errors
/// 404 for a show of others.
pub async fn create(
    visit: SignedIn,
    id: web::Path<String>,
    Form(form): Form<CaptureForm>,
) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let (_, show) = super::find(&mut db, &visit, &id).await?;
    let desk = urls::live::desk(show.id.0);
    if matches!(show.state(), State::Over | State::Cancelled) {
        return Ok(visit.redirect_warning(&desk, "This show is over. Plan another one to go live again."));
    }
    let (worker, device) = form.device.split_once(' ').unwrap_or_default();
    let workers = live_workers::now_alive(&mut db).await?;
    let found = workers.into_iter().find(|one| one.id.to_string() == worker);
    let Some(found) = found.filter(|worker| cards(worker).iter().any(|card| card.id == device)) else {
        return Ok(visit.redirect_warning(&desk, "This sound card is not there any more. Choose one of those below."));
    };
    drop(db);
    Ok(match ask(&visit.app, show.id, &found, device).await? {
        Ok(Told::Done) => visit.redirect_saying(&desk, "The sound card feeds the show."),
        Ok(Told::Nothing) => visit.redirect_warning(&desk, "The worker did not take the show. Try again in a moment."),
        Ok(Told::Refused(reason)) => visit.redirect_warning(&desk, &reason),
        Err(error) => visit.redirect_warning(&desk, &format!("It was not done: {error}.")),
    })
}

/// Asks the worker that has the card, and no other.
async fn ask(app: &App, show: ShowId, worker: &LiveWorker, device: &str) -> Result<Result<Told, LinkError>, PageError> {
    let secret = secrets::get_or_create(&mut *app.db().await?, "live_link").await?;
    let capture = Ask::Capture { device: device.to_owned() };
    let asked = ask_owner(std::slice::from_ref(&worker.address), &hex::encode(secret), show.0, capture).await;
    // What the server knew of the show's owner may be old from now on.
    app.edge.changed(show).await;
    Ok(asked.map(|(answer, _)| said(answer)))
}
