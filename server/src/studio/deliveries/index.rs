//! `GET /studio/deliveries`: what waits, for each server.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Utc;
use model::deliveries::{self, Lag};

use crate::comments::ago::When;
use crate::error::PageError;
use crate::page::{Page, render};
use crate::studio::speaking::{self, Asked, Desk};
use crate::visit::SignedIn;

/// The page.
#[derive(Template)]
#[template(path = "studio/deliveries/index.html")]
pub struct DeliveriesPage {
    /// The common part.
    pub page: Page,
    /// Who said it.
    pub desk: Desk,
    /// The server that waits longest first.
    pub hosts: Vec<Host>,
}

/// A server that something waits for.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// How many messages wait.
    pub waiting: i64,
    /// Since when the oldest of them does.
    pub oldest: When,
    /// Since when it does not answer.
    pub failing: Option<When>,
    /// When it is tried again: "in 5 minutes".
    pub again: String,
    /// What went wrong last; empty for nothing.
    pub error: String,
}

/// Shows it.
///
/// # Errors
/// 404 for an artist of others.
pub async fn index(visit: SignedIn, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    let mut db = visit.db().await?;
    let Some(desk) = speaking::desk(&mut db, &visit, &asked.artist).await? else {
        return Ok(visit.redirect(&urls::studio::index()));
    };
    let hosts = deliveries::waiting_of_actor(&mut db, desk.actor.id).await?.into_iter().map(host).collect();
    drop(db);
    render(&DeliveriesPage { page: visit.page("Deliveries").hidden(), desk, hosts })
}

fn host(lag: Lag) -> Host {
    let minutes = lag.next_attempt_at.map_or(0, |next| (next - Utc::now()).num_minutes());
    Host {
        name: lag.host,
        waiting: lag.waiting,
        oldest: When::of(lag.oldest),
        failing: lag.failing_since.map(When::of),
        again: match minutes {
            ..=0 => "now".to_owned(),
            1 => "in a minute".to_owned(),
            2..=90 => format!("in {minutes} minutes"),
            _ => format!("in {} hours", (minutes + 30) / 60),
        },
        error: lag.last_error.unwrap_or_default(),
    }
}
