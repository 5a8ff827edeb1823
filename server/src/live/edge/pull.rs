//! One stream of a rendition from the worker of a show, for all who listen at this server. It is pulled as long as somebody asks
//! for it, and half a minute more; when the show moves to another worker, it is pulled from there.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use live::hls::Window;
use live::link::{Answer, Ask, Frame, Rendition, read_frame};
use live::mount::Ring;
use model::ids::ShowId;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};

use super::texts::Texts;
use super::{Edge, Link};

/// How long a stream is pulled that nobody asks for.
const UNUSED: Duration = Duration::from_secs(30);
/// How long to wait before a worker is asked again, unless something is heard of the show.
const AGAIN: Duration = Duration::from_millis(500);
/// How long a segment is waited for at a server that has just begun to pull.
const FIRST: Duration = Duration::from_secs(3);
/// How often to look whether the show has moved, where nothing was heard of it.
const LOOK: Duration = Duration::from_secs(5);

/// The streams that are pulled.
#[derive(Default)]
pub struct Pulls(Mutex<HashMap<(ShowId, Rendition), Arc<Pull>>>);

/// A stream that is pulled.
pub struct Pull {
    show: ShowId,
    rendition: Rendition,
    /// The last minute of a rendition in segments.
    pub window: Window,
    /// What its playlists looked like when they were last written.
    pub texts: Texts,
    ring: watch::Sender<Option<Arc<Ring>>>,
    used: Mutex<Instant>,
    /// Something is heard of the show.
    woken: Notify,
}

impl Pulls {
    /// The stream, pulled from now on if it was not.
    pub fn get(&self, edge: &Arc<Edge>, show: ShowId, rendition: Rendition) -> Arc<Pull> {
        let mut all = self.lock();
        let pull = all.entry((show, rendition)).or_insert_with(|| {
            let pull = Arc::new(Pull::new(show, rendition));
            edge.runtime.spawn(run(Arc::clone(edge), Arc::clone(&pull)));
            pull
        });
        *pull.used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Arc::clone(pull)
    }

    /// The stream, if it is pulled already.
    pub fn known(&self, show: ShowId, rendition: Rendition) -> Option<Arc<Pull>> {
        self.lock().get(&(show, rendition)).cloned()
    }

    /// Something changed about a show: who waits for its worker asks again.
    pub fn wake(&self, show: ShowId) {
        for pull in self.lock().values().filter(|pull| pull.show == show) {
            pull.woken.notify_one();
        }
    }

    /// Takes a stream away if nobody has asked for it for a while.
    fn drop_unused(&self, pull: &Arc<Pull>) -> bool {
        let mut all = self.lock();
        // A mount is held by its listeners: this map and the task have one each.
        let is_held = Arc::strong_count(pull) > 2;
        let used = *pull.used.lock().unwrap_or_else(PoisonError::into_inner);
        if is_held || used.elapsed() < UNUSED {
            return false;
        }
        all.remove(&(pull.show, pull.rendition));
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(ShowId, Rendition), Arc<Pull>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pull {
    fn new(show: ShowId, rendition: Rendition) -> Self {
        Self {
            show,
            rendition,
            window: Window::new(),
            texts: Texts::default(),
            ring: watch::Sender::new(None),
            used: Mutex::new(Instant::now()),
            woken: Notify::new(),
        }
    }

    /// Waits a moment for the first bytes of a rendition in segments.
    pub async fn begun(&self) {
        let _ = timeout(FIRST, self.window.wait_for(0, Some(0))).await;
    }

    /// The bytes of the mount, once there are some; never for a rendition in segments.
    pub async fn ring(&self) -> Option<Arc<Ring>> {
        let mut rings = self.ring.subscribe();
        let found = rings.wait_for(|ring| ring.as_ref().is_some_and(|ring| !ring.ended())).await;
        found.ok().and_then(|ring| ring.clone())
    }

    /// The bytes of the mount, if there are some.
    pub fn ring_now(&self) -> Option<Arc<Ring>> {
        self.ring.borrow().clone()
    }

    fn take(&self, frame: Frame) {
        match frame {
            Frame::Mount(content_type) => {
                let is_same = |ring: &Option<Arc<Ring>>| {
                    ring.as_ref().is_some_and(|ring| ring.content_type() == content_type && !ring.ended())
                };
                if is_same(&self.ring.borrow()) {
                    return;
                }
                // A player cannot change the codec within a stream: it is let go and comes again.
                if let Some(before) = self.ring.send_replace(Some(Ring::new(&content_type))) {
                    before.end();
                }
            }
            Frame::Chunk(bytes) => {
                if let Some(ring) = &*self.ring.borrow() {
                    ring.push(bytes);
                }
            }
            Frame::Playing { title, artist } => {
                if let Some(ring) = &*self.ring.borrow() {
                    ring.playing(&title, &artist);
                }
            }
            Frame::Init { .. } | Frame::Part { .. } | Frame::End => {
                if frame == Frame::End
                    && let Some(ring) = &*self.ring.borrow()
                {
                    ring.end();
                }
                self.window.push(&frame);
            }
        }
    }
}

/// Pulls until nobody asks any more, or the server stops.
async fn run(edge: Arc<Edge>, pull: Arc<Pull>) {
    let mut from = None;
    loop {
        tokio::select! {
            () = edge.stop.cancelled() => return,
            () = unused(&edge, &pull) => return,
            () = connected(&edge, &pull, &mut from) => {}
        }
        tokio::select! {
            () = edge.stop.cancelled() => return,
            () = pull.woken.notified() => {}
            () = sleep(AGAIN) => {}
        }
        if edge.pulls.drop_unused(&pull) {
            return;
        }
    }
}

/// Until nobody has asked for the stream for a while.
async fn unused(edge: &Edge, pull: &Arc<Pull>) {
    while !edge.pulls.drop_unused(pull) {
        sleep(Duration::from_secs(1)).await;
    }
}

/// Takes what comes over one connection, until it ends. `from` is who it came from the last time.
async fn connected(edge: &Edge, pull: &Pull, from: &mut Option<SocketAddr>) {
    let owner = edge.owner_address(pull.show).await;
    // Only where it broke off at the same worker does what is known already count.
    let is_same = owner.is_some() && owner == *from;
    if is_same && let Some(ring) = pull.ring.send_replace(None) {
        // Nothing says where a mount broke off: its players come again, and hear nothing twice.
        ring.end();
    }
    let after = if is_same { pull.window.last() } else { None };
    let ask = Ask::Pull { rendition: pull.rendition.name().to_owned(), after };
    match edge.ask(pull.show, ask).await {
        Ok((Answer::Done, link)) => {
            *from = link.get_ref().peer_addr().ok();
            tokio::select! {
                () = follow(pull, link) => {}
                () = moved(edge, pull, *from) => {}
            }
        }
        Ok(_) => {}
        Err(error) => tracing::debug!(%error, show = %pull.show, "nobody to pull from"),
    }
}

async fn follow(pull: &Pull, mut link: Link) {
    loop {
        match read_frame(&mut link).await {
            Ok(Some(frame)) => pull.take(frame),
            Ok(None) => return,
            Err(error) => {
                tracing::info!(%error, show = %pull.show, rendition = pull.rendition.name(), "the stream broke off");
                return;
            }
        }
    }
}

/// Until another worker owns the show: the connection to a machine that lost its power does not end by itself.
async fn moved(edge: &Edge, pull: &Pull, from: Option<SocketAddr>) {
    loop {
        tokio::select! {
            () = pull.woken.notified() => {}
            () = sleep(LOOK) => {}
        }
        let owner = edge.owner_address(pull.show).await;
        if owner.is_some() && owner != from {
            return;
        }
    }
}
