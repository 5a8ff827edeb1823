//! Rooms: for each show that somebody of this process chats beside, one task hears of its lines, reads each once, makes its HTML
//! once, and hands the same bytes to every connection.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::rt::task::JoinHandle;
use actix_web::web::Data;
use bytestring::ByteString;
use model::chat;
use model::ids::{ChatMessageId, ShowId};
use model::shows::{self, Show};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::frames;
use super::line::{Hosts, Shown};
use crate::app::App;
use crate::error::PageError;

/// How many lines may wait for a connection that is slow to take them.
const WAITING: usize = 256;
/// How often it is looked whether anybody is still there.
const LOOK: Duration = Duration::from_secs(30);

/// The rooms of a process.
#[derive(Default)]
pub struct Rooms(Mutex<HashMap<ShowId, Open>>);

struct Open {
    room: Arc<Room>,
    task: JoinHandle<()>,
}

struct Room {
    lines: broadcast::Sender<ByteString>,
    /// The show as it is now; none once it is removed.
    show: watch::Sender<Option<Arc<Show>>>,
}

/// A place in a room.
pub struct Seat {
    /// What goes to the browser.
    pub lines: broadcast::Receiver<ByteString>,
    /// The show as it is now, told anew when what matters to a chat changed; none once it is removed.
    pub show: watch::Receiver<Option<Arc<Show>>>,
}

impl Rooms {
    /// Takes a place in the room of a show, which is opened for the first. From now on no line is missed.
    #[must_use]
    pub fn join(&self, app: &Data<App>, show: &Show) -> Seat {
        let mut rooms = self.lock();
        if let Some(open) = rooms.get(&show.id).filter(|open| !open.task.is_finished()) {
            return open.room.seat();
        }
        let room = Arc::new(Room {
            lines: broadcast::channel(WAITING).0,
            show: watch::channel(Some(Arc::new(show.clone()))).0,
        });
        let seat = room.seat();
        // It hears of lines from here on, and not only once its task first runs.
        let heard = (app.chat.subscribe(), app.shows.subscribe());
        let task = actix_web::rt::spawn(run(app.clone(), show.clone(), Arc::clone(&room), heard));
        rooms.insert(show.id, Open { room, task });
        seat
    }

    /// Word of new lines was cut off for a while: everybody comes again, and says what they have. Gives the shows of all rooms.
    #[must_use]
    pub fn catch_up(&self) -> Vec<ShowId> {
        let rooms = self.lock();
        rooms.values().for_each(|open| open.room.tell(frames::again()));
        rooms.keys().copied().collect()
    }

    /// Closes a room that nobody is in.
    fn close_if_empty(&self, show: ShowId, room: &Room) -> bool {
        let mut rooms = self.lock();
        let is_empty = room.lines.receiver_count() == 0;
        if is_empty {
            rooms.remove(&show);
        }
        is_empty
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ShowId, Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    fn seat(&self) -> Seat {
        Seat { lines: self.lines.subscribe(), show: self.show.subscribe() }
    }

    /// Hands a text to everybody; that nobody is there is no error.
    fn tell(&self, text: ByteString) {
        let _ = self.lines.send(text);
    }

    /// The show may have changed. What does not matter to a chat wakes nobody.
    fn renew(&self, now: Option<Show>) {
        let matters = |show: &Show| {
            let rules = (show.gate, show.chat, show.slow_mode_seconds);
            (rules, show.password_hash.clone(), show.ended_at, show.cancelled_at)
        };
        self.show.send_if_modified(|known| {
            let is_new = known.as_deref().map(matters) != now.as_ref().map(matters);
            if is_new {
                *known = now.map(Arc::new);
            }
            is_new
        });
    }
}

type Heard = (broadcast::Receiver<(ShowId, ChatMessageId)>, broadcast::Receiver<ShowId>);

async fn run(app: Data<App>, show: Show, room: Arc<Room>, (mut lines, mut shows): Heard) {
    let mut look = tokio::time::interval(LOOK);
    look.tick().await;
    let mut hosts = None;
    loop {
        tokio::select! {
            heard = lines.recv() => match heard {
                Ok((of, id)) if of == show.id => match read(&app, &show, id, &mut hosts).await {
                    Ok(text) => room.tell(text),
                    // It is logged where it happened; whoever comes again reads it then.
                    Err(_) => room.tell(frames::again()),
                },
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => room.tell(frames::again()),
                Err(RecvError::Closed) => return,
            },
            heard = shows.recv() => match heard {
                Ok(of) if of != show.id => {}
                Ok(_) | Err(RecvError::Lagged(_)) => match find(&app, show.id).await {
                    Ok(now) => room.renew(now),
                    Err(error) => tracing::warn!(%error, show = %show.id, "a chat does not know how its show is now"),
                },
                Err(RecvError::Closed) => return,
            },
            _ = look.tick() => if app.chat_rooms.close_if_empty(show.id, &room) {
                return;
            },
            () = app.stop.cancelled() => return,
        }
    }
}

/// A line as it goes to browsers: read and made once.
async fn read(app: &App, show: &Show, id: ChatMessageId, hosts: &mut Option<Hosts>) -> Result<ByteString, PageError> {
    let mut db = app.db().await?;
    let known = match hosts.take() {
        Some(known) => known,
        None => Hosts::of(&mut db, show.artist_id).await?,
    };
    let known = hosts.insert(known);
    let line = chat::find(&mut db, id).await?.filter(|line| line.deleted_at.is_none());
    Ok(match line {
        Some(line) => frames::line(&Shown::of(&line, known).map_err(PageError::internal)?),
        None => frames::gone(id),
    })
}

async fn find(app: &App, id: ShowId) -> Result<Option<Show>, PageError> {
    Ok(shows::find(&mut *app.db().await?, id).await?)
}
