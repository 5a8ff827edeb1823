//! A worker as servers see one: it owns shows, gives out frames, takes sources, and notes what it was told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use chrono::Utc;
use live::link::{Answer, Ask, Frame, Rendition, Status, read_request, write_frame, write_line};
use model::ids::{LiveWorkerId, ShowId};
use model::{Pool, changes, live_workers, secrets, show_leases};
use tokio::io::{AsyncReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::support::TestApp;

/// Frames of each rendition, in the order they came.
type Frames = HashMap<&'static str, Vec<Frame>>;

pub struct TestWorker {
    pool: Pool,
    id: LiveWorkerId,
    shared: Arc<Shared>,
    accepting: tokio::task::JoinHandle<()>,
}

pub struct Shared {
    frames: watch::Sender<Frames>,
    /// Bytes of sources.
    pub fed: watch::Sender<Vec<u8>>,
    /// The renditions that were asked for, once for each stream.
    pub pulls: Mutex<Vec<&'static str>>,
    /// What was asked besides.
    pub asked: Mutex<Vec<Ask>>,
    /// What sources are answered.
    pub answer: Mutex<Answer>,
    /// Raised to let sources go.
    pub ends: watch::Sender<bool>,
    token: String,
}

impl TestWorker {
    pub async fn start(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let pool = app.pool().clone();
        let db = &mut app.db().await;
        let secret = secrets::get_or_create(db, "live_link").await.unwrap();
        let id = LiveWorkerId::new();
        live_workers::hear(db, id, &address, &serde_json::json!([]), Utc::now() + chrono::Duration::hours(1))
            .await
            .unwrap();
        let shared = Arc::new(Shared {
            frames: watch::Sender::default(),
            fed: watch::Sender::default(),
            pulls: Mutex::default(),
            asked: Mutex::default(),
            answer: Mutex::new(Answer::Done),
            ends: watch::Sender::new(false),
            token: hex::encode(secret),
        });
        let serving = shared.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = serving.clone();
                tokio::spawn(async move { serve(stream, &shared).await });
            }
        });
        Self { pool, id, shared, accepting }
    }

    /// Owns a show for the rest of the test, without saying so again and again.
    pub async fn own(&self, show: ShowId) {
        let db = &mut *self.pool.get().await.unwrap();
        let for_long = Utc::now() + chrono::Duration::hours(1);
        assert!(show_leases::claim(db, show, self.id, for_long).await.unwrap().is_some());
        changes::notify_show(db, show).await.unwrap();
    }

    /// Lets a show go, so that another worker can own it.
    pub async fn let_go(&self, show: ShowId) {
        let db = &mut *self.pool.get().await.unwrap();
        let owner = show_leases::owner(db, show, Utc::now()).await.unwrap().unwrap();
        show_leases::release(db, show, self.id, owner.epoch).await.unwrap();
    }

    /// Gives a frame out.
    pub fn give(&self, rendition: Rendition, frame: Frame) {
        self.shared.frames.send_modify(|frames| frames.entry(rendition.name()).or_default().push(frame));
    }

    /// Gives the parts `parts` of a segment out, 12 to a segment.
    pub fn give_parts(&self, rendition: Rendition, segment: u64, parts: std::ops::Range<u32>) {
        for part in parts {
            self.give(
                rendition,
                Frame::Part {
                    segment,
                    part,
                    frames: 15_360,
                    begins_at_ms: 1_795_000_000_000 + i64::try_from(segment).unwrap() * 3_840,
                    breaks: segment == 0 && part == 0,
                    ends: part == 11,
                    bytes: Bytes::from(format!("<{segment}.{part}>")),
                },
            );
        }
    }

    pub fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl Drop for TestWorker {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(stream: TcpStream, shared: &Shared) {
    let mut stream = BufReader::new(stream);
    let Ok(request) = read_request(&mut stream, &shared.token).await else { return };
    let answer = match &request.ask {
        Ask::Feed(_) => shared.answer.lock().unwrap().clone(),
        _ => Answer::Done,
    };
    write_line(&mut stream, &answer).await.unwrap();
    match request.ask {
        Ask::Pull { rendition, after } => {
            let rendition = Rendition::from_name(&rendition).unwrap().name();
            shared.pulls.lock().unwrap().push(rendition);
            let _ = send(&mut stream, (rendition, after), shared).await;
        }
        Ask::Feed(_) if answer == Answer::Done => take(&mut stream, shared).await,
        Ask::Watch => {
            let status = Status { source: Some("icecast".to_owned()), seconds: 7, ..Status::default() };
            let _ = write_line(&mut stream, &status).await;
            std::future::pending().await
        }
        other => shared.asked.lock().unwrap().push(other),
    }
}

async fn send(
    stream: &mut BufReader<TcpStream>,
    (rendition, after): (&'static str, Option<(u64, u32)>),
    shared: &Shared,
) -> std::io::Result<()> {
    let mut frames = shared.frames.subscribe();
    let mut sent = 0;
    loop {
        let new: Vec<Frame> =
            frames.borrow_and_update().get(rendition).map(|all| all[sent..].to_vec()).unwrap_or_default();
        sent += new.len();
        for frame in new {
            let known = matches!(&frame, Frame::Part { segment, part, .. } if Some((*segment, *part)) <= after);
            if !known {
                write_frame(stream, &frame).await?;
            }
        }
        tokio::select! {
            changed = frames.changed() => if changed.is_err() { return Ok(()) },
            // The server has gone.
            _ = stream.read_u8() => return Ok(()),
        }
    }
}

async fn take(stream: &mut BufReader<TcpStream>, shared: &Shared) {
    let mut ends = shared.ends.subscribe();
    let mut buffer = vec![0; 4096];
    loop {
        tokio::select! {
            read = stream.read(&mut buffer) => match read {
                Ok(count @ 1..) => shared.fed.send_modify(|fed| fed.extend_from_slice(&buffer[..count])),
                _ => return,
            },
            _ = ends.wait_for(|ends| *ends) => return,
        }
    }
}
