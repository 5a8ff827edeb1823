//! Listens to PostgreSQL's NOTIFY and passes on what changed: releases, shows, lines of chat, and how far the seed is.

use std::time::Duration;

use actix_web::web::Data;
use futures::{StreamExt, stream};
use model::changes::{CHANNEL, CHAT_CHANNEL, PLAYLIST_CHANNEL, QUEUE_CHANNEL, SEED_CHANNEL, SHOW_CHANNEL};
use tokio_postgres::{AsyncMessage, NoTls};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::seeding;

/// Passes changes on to `app` until `stop`; a lost connection is made anew.
pub async fn forward(database_url: String, app: Data<App>, stop: CancellationToken) {
    let mut was_lost = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            lost = listen(&database_url, &app, was_lost) => {
                if let Err(error) = lost {
                    tracing::warn!(%error, "the connection that hears of changes was lost");
                }
            }
        }
        was_lost = true;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn listen(database_url: &str, app: &App, was_lost: bool) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = tokio_postgres::connect(database_url, NoTls).await?;
    let mut messages = stream::poll_fn(move |context| connection.poll_message(context));
    let subscribing = async move {
        let channels = [CHANNEL, SEED_CHANNEL, SHOW_CHANNEL, CHAT_CHANNEL, PLAYLIST_CHANNEL, QUEUE_CHANNEL];
        let commands: String = channels.iter().map(|channel| format!("LISTEN {channel};")).collect();
        client.batch_execute(&commands).await?;
        if was_lost {
            // What was said meanwhile nobody heard.
            for show in app.chat_rooms.catch_up() {
                let _ = app.shows.send(show);
            }
            let _ = app.queues.send(None);
        }
        // The client is kept as long as messages are read; dropping it would end the connection.
        std::future::pending::<()>().await;
        drop(client);
        Ok(())
    };
    let reading = async {
        while let Some(message) = messages.next().await {
            if let AsyncMessage::Notification(note) = message? {
                pass_on(note.channel(), note.payload(), app);
            }
        }
        Ok(())
    };
    tokio::select! {
        done = subscribing => done,
        done = reading => done,
    }
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
