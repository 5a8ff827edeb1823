//! A line to a database that breaks where a test says: a question gets lost on its way there, or the answer on its way back, or
//! nobody is there for a while.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Notify, watch};

use crate::TestDb;

/// What gets lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The question: the server never hears it.
    Question,
    /// The answer: the server has done what was asked.
    Answer,
}

/// A line to a database, open as long as this value.
#[derive(Debug)]
pub struct Line {
    url: String,
    cut: Arc<Mutex<Option<Cut>>>,
    away: watch::Sender<bool>,
    accepting: tokio::task::JoinHandle<()>,
    _folder: tempfile::TempDir,
}

/// The question after which nothing goes through any more.
#[derive(Debug, Clone, Copy)]
struct Cut {
    questions_left: usize,
    lost: Lost,
}

/// A message of PostgreSQL's protocol. The first of a connection has no kind.
struct Frame {
    kind: u8,
    bytes: Vec<u8>,
}

impl Line {
    /// A line to the database of a test.
    ///
    /// # Errors
    /// When there is no place for its socket.
    pub fn to(db: &TestDb) -> anyhow::Result<Self> {
        let (server, name) = db.place();
        let folder = tempfile::Builder::new().prefix("line-").tempdir()?;
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).context("a socket for the line")?;
        let user = db.url().split_once("&user=").map(|(_, user)| user.to_owned()).unwrap_or_default();
        let url = format!("postgresql:///{name}?host={}&user={user}", folder.path().display());
        let cut = Arc::new(Mutex::new(None));
        let away = watch::Sender::new(false);
        let accepting = tokio::spawn(accept(listener, server, cut.clone(), away.subscribe()));
        Ok(Self { url, cut, away, accepting, _folder: folder })
    }

    /// The connection string of the database at the other end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lets it break at the `question`-th question from now on, counted from 1.
    pub fn cut_at(&self, question: usize, lost: Lost) {
        *lock(&self.cut) = Some(Cut { questions_left: question, lost });
    }

    /// Takes the database away, connections and all, or brings it back.
    pub fn set_away(&self, away: bool) {
        self.away.send_replace(away);
    }

    /// Mends it; says whether it broke since.
    #[must_use]
    pub fn mend(&self) -> bool {
        lock(&self.cut).take().is_some_and(|cut| cut.questions_left == 0)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock(cut: &Mutex<Option<Cut>>) -> MutexGuard<'_, Option<Cut>> {
    cut.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts a question; what gets lost if it is the one.
fn strikes(cut: &Mutex<Option<Cut>>) -> Option<Lost> {
    let mut cut = lock(cut);
    let cut = cut.as_mut().filter(|cut| cut.questions_left > 0)?;
    cut.questions_left -= 1;
    (cut.questions_left == 0).then_some(cut.lost)
}

async fn accept(listener: UnixListener, server: PathBuf, cut: Arc<Mutex<Option<Cut>>>, away: watch::Receiver<bool>) {
    while let Ok((client, _)) = listener.accept().await {
        let (server, cut, mut away) = (server.clone(), cut.clone(), away.clone());
        tokio::spawn(async move {
            if *away.borrow() {
                return;
            }
            if let Ok(server) = UnixStream::connect(&server).await {
                tokio::select! {
                    () = carry(client, server, &cut) => {}
                    _ = away.wait_for(|away| *away) => {}
                }
            }
        });
    }
}

/// Carries messages both ways until one side hangs up or the line breaks.
async fn carry(client: UnixStream, server: UnixStream, cut: &Mutex<Option<Cut>>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (muted, answered) = (Notify::new(), Notify::new());
    tokio::select! {
        _ = there(from_client, to_server, (cut, &muted, &answered)) => {}
        _ = back(from_server, to_client, (&muted, &answered)) => {}
    }
}

async fn there(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    (cut, muted, answered): (&Mutex<Option<Cut>>, &Notify, &Notify),
) -> std::io::Result<()> {
    let greeting = read(&mut client, false).await?;
    server.write_all(&greeting.bytes).await?;
    loop {
        let frame = read(&mut client, true).await?;
        // The server answers after each of these, and not before.
        let is_question = matches!(frame.kind, b'S' | b'Q');
        match is_question.then(|| strikes(cut)).flatten() {
            Some(Lost::Question) => return Ok(()),
            Some(Lost::Answer) => {
                muted.notify_one();
                // So that the other direction hears of it before the answer is there.
                tokio::task::yield_now().await;
                server.write_all(&frame.bytes).await?;
                answered.notified().await;
                return Ok(());
            }
            None => server.write_all(&frame.bytes).await?,
        }
    }
}

async fn back(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    (muted, answered): (&Notify, &Notify),
) -> std::io::Result<()> {
    loop {
        tokio::select! {
            biased;
            () = muted.notified() => break,
            frame = read(&mut server, true) => client.write_all(&frame?.bytes).await?,
        }
    }
    // "Ready for the next question": the server has done what it was asked.
    while read(&mut server, true).await?.kind != b'Z' {}
    answered.notify_one();
    std::future::pending().await
}

async fn read(from: &mut OwnedReadHalf, has_kind: bool) -> std::io::Result<Frame> {
    let mut bytes = Vec::new();
    let kind = if has_kind { from.read_u8().await? } else { 0 };
    if has_kind {
        bytes.push(kind);
    }
    // The length counts itself.
    let length = from.read_u32().await?;
    bytes.extend(length.to_be_bytes());
    let mut body = from.take(u64::from(length.saturating_sub(4)));
    body.read_to_end(&mut bytes).await?;
    Ok(Frame { kind, bytes })
}
