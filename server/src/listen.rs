//! Listens to PostgreSQL's NOTIFY and passes on what changed: releases, shows, lines of chat, and how far the seed is.

use std::future;
use std::mem;

use actix_web::web::Data;
use model::changes::{CHANNEL, CHAT_CHANNEL, PLAYLIST_CHANNEL, QUEUE_CHANNEL, SEED_CHANNEL, SHOW_CHANNEL};
use tokio_util::sync::CancellationToken;
use worker::hearing;

use crate::app::App;
use crate::seeding;

/// Passes changes on to `app` until `stop`; a lost connection is made anew.
pub async fn forward(database_url: String, app: Data<App>, stop: CancellationToken) {
    let channels = [CHANNEL, SEED_CHANNEL, SHOW_CHANNEL, CHAT_CHANNEL, PLAYLIST_CHANNEL, QUEUE_CHANNEL];
    let subscription: String = channels.iter().map(|channel| format!("LISTEN {channel};")).collect();
    let mut was_lost = false;
    let passing_on = hearing::again_and_again("what pages show", || {
        let catching_up = catch_up(&app, mem::replace(&mut was_lost, true));
        hearing::hear(&database_url, &subscription, catching_up, |note| pass_on(note.channel(), note.payload(), &app))
    });
    tokio::select! {
        () = stop.cancelled() => {}
        () = passing_on => {}
    }
}

/// After a connection was lost: what was said meanwhile nobody heard. Then it waits for the end of this one.
async fn catch_up(app: &App, was_lost: bool) {
    if was_lost {
        for show in app.chat_rooms.catch_up() {
            let _ = app.shows.send(show);
        }
        let _ = app.queues.send(None);
    }
    future::pending().await
}

/// Nobody may be looking just now, so that nobody hears is no error.
fn pass_on(channel: &str, payload: &str, app: &App) {
    match channel {
        SEED_CHANNEL => seeding::set_progress(payload.parse().ok()),
        SHOW_CHANNEL => {
            if let Ok(show) = payload.parse() {
                let _ = app.shows.send(show);
            }
        }
        QUEUE_CHANNEL => {
            if let Ok(account) = payload.parse() {
                let _ = app.queues.send(Some(account));
            }
        }
        CHAT_CHANNEL => {
            let line =
                payload.split_once(' ').and_then(|(show, message)| Some((show.parse().ok()?, message.parse().ok()?)));
            if let Some(line) = line {
                let _ = app.chat.send(line);
            }
        }
        PLAYLIST_CHANNEL => {
            if let Ok(playlist) = payload.parse() {
                let _ = app.playlists.send(playlist);
            }
        }
        _ => {
            if let Ok(release) = payload.parse() {
                let _ = app.changes.send(release);
            }
        }
    }
}
