//! The protocol of Icecast: sources send to a mount, players listen to it, both with requests that look like HTTP. What real
//! programs send is not quite that, so they get a port of their own and their heads are read here.

mod answers;
mod body;
mod head;
mod updates;

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use answers::Reply;
use body::Patient;
pub(crate) use head::decode;
use head::{BadHead, Head};

use crate::link::SourceFacts;
use crate::mount::{self, Ring, Status};
use crate::source::{self, Claim, Door, Incoming, Refusal, Source, SourceBytes};

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(5);
/// How long an answer may take to be taken.
const ANSWER: Duration = Duration::from_secs(5);
/// After so long without a byte a source is gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long, and how many bytes of, what a refused source sends is read away.
const LINGER: Duration = Duration::from_secs(2);
const LONGEST_REST: u64 = 1 << 20;
/// Most requests on one connection.
const MOST_REQUESTS: usize = 8;
/// Longest name of a mount in bytes.
const LONGEST_MOUNT: usize = 200;

/// Somebody who wants to hear a mount, or to know its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// The mount without its slash.
    pub mount: String,
    /// The query of the address.
    pub query: Vec<(String, String)>,
    /// Name in the authorization; may be empty.
    pub user: String,
    /// Password in the authorization or in `pass=`; may be empty.
    pub password: String,
    /// Whether titles are wanted among the bytes.
    pub wants_metadata: bool,
    /// What the player calls itself; may be empty.
    pub user_agent: String,
    /// Which bytes are wanted, as the player wrote it.
    pub range: Option<String>,
    /// Where it comes from.
    pub peer: SocketAddr,
    /// The host and port by which it came here; may be empty.
    pub host: String,
}

/// What a listener gets.
pub struct Tune {
    /// The bytes.
    pub ring: Arc<Ring>,
    /// Name of the stream.
    pub name: String,
    /// Its genre; may be empty.
    pub genre: String,
    /// Thousands of bits per second, where known.
    pub bitrate: Option<u32>,
    /// Dropped when the listener leaves.
    pub stay: Box<dyn Any + Send>,
}

/// Who decides about listeners.
pub trait Mounts: Send + Sync + 'static {
    /// Whether somebody may listen.
    fn listen(&self, listener: &Listener) -> impl Future<Output = Result<Tune, Refusal>> + Send;

    /// The whole address of a mount for a playlist, with what it takes to be let in, and the name of its stream; `None`: there is
    /// none for this listener.
    fn address(&self, listener: &Listener) -> impl Future<Output = Option<(String, String)>> + Send;

    /// All mounts that everybody may know, for who came by this host.
    fn status(&self, host: &str) -> impl Future<Output = Status> + Send;
}

/// Serves one connection to its end.
pub async fn serve<D: Door + Mounts>(stream: TcpStream, peer: SocketAddr, door: Arc<D>) {
    _ = stream.set_nodelay(true);
    let mut visit = Visit { stream, peer, buffer: BytesMut::new() };
    for _ in 0..MOST_REQUESTS {
        let head = match timeout(HEAD, visit.head()).await {
            Ok(Ok(Some(head))) => head,
            Ok(Err(BadHead)) => {
                visit.say(&Reply::new("400 Bad Request").words(&BadHead.to_string()).of(false)).await;
                return;
            }
            _ => return,
        };
        match Box::pin(visit.answer(head, &*door)).await {
            Some(next) => visit = next,
            None => return,
        }
    }
}

/// A connection between two requests.
struct Visit {
    stream: TcpStream,
    peer: SocketAddr,
    /// What came behind the last head.
    buffer: BytesMut,
}

impl Visit {
    /// The next head; `None` when the other side has gone.
    async fn head(&mut self) -> Result<Option<Head>, BadHead> {
        loop {
            if let Some((head, length)) = Head::parse(&self.buffer)? {
                self.buffer.advance(length.min(self.buffer.len()));
                return Ok(Some(head));
            }
            match self.stream.read_buf(&mut self.buffer).await {
                Ok(0) | Err(_) => return Ok(None),
                Ok(_) => {}
            }
        }
    }

    async fn say(&mut self, reply: &Reply) {
        _ = timeout(ANSWER, self.stream.write_all(&reply.bytes())).await;
    }

    /// Answers a request; gives the connection back if another one may follow.
    async fn answer<D: Door + Mounts>(mut self, head: Head, door: &D) -> Option<Self> {
        let reply = match (head.method.as_str(), head.path.as_str()) {
            ("SOURCE" | "PUT", _) => match self.admit(&head, door).await {
                Ok((admitted, facts)) => {
                    self.feed(&head, admitted, facts, door).await;
                    return None;
                }
                Err(refusal) => Reply::refusal(&refusal),
            },
            ("OPTIONS", _) => Reply::new("200 OK").header("Allow", "GET, HEAD, OPTIONS, PUT, SOURCE"),
            ("GET", "admin/metadata" | "admin.cgi") => self.update(&head, door).await,
            ("GET" | "HEAD", "status-json.xsl") => {
                let status = door.status(head.header("host").unwrap_or_default()).await;
                Reply::new("200 OK").body("application/json", mount::status_json(&status))
            }
            ("GET" | "HEAD", path) if path.ends_with(".m3u") => {
                let listener = self.listener(&head, path.trim_end_matches(".m3u"));
                match door.address(&listener).await {
                    Some((address, name)) => Reply::new("200 OK").body("audio/x-mpegurl", mount::m3u(&address, &name)),
                    None => Reply::refusal(&Refusal::NoSuchMount),
                }
            }
            ("GET" | "HEAD", path) => {
                let listener = self.listener(&head, path);
                match door.listen(&listener).await {
                    Ok(tune) => {
                        let head_only = head.method == "HEAD";
                        mount::serve(self.stream, tune, listener.wants_metadata, head_only).await;
                        return None;
                    }
                    Err(refusal) => Reply::refusal(&refusal),
                }
            }
            _ => Reply::new("405 Method Not Allowed").words("Sources send with PUT or SOURCE, players ask with GET."),
        };
        let keeps = head.keeps();
        let reply = reply.of(head.modern).keeping(keeps);
        self.say(&if head.method == "HEAD" { reply.without_body() } else { reply }).await;
        if !keeps {
            self.linger().await;
            return None;
        }
        Some(self)
    }

    /// Ends the connection so that the answer is read: what a source sends meanwhile would otherwise reset it.
    async fn linger(mut self) {
        _ = self.stream.shutdown().await;
        let mut rest = self.stream.take(LONGEST_REST);
        _ = timeout(LINGER, tokio::io::copy(&mut rest, &mut tokio::io::sink())).await;
    }

    fn listener(&self, head: &Head, mount: &str) -> Listener {
        let (user, password) = head.credentials().unwrap_or_default();
        Listener {
            mount: mount.to_owned(),
            query: head.query.iter().map(|(name, value)| (name.clone(), head::words(value))).collect(),
            user,
            password,
            wants_metadata: head.header("icy-metadata") == Some("1"),
            user_agent: source::client(head.header("user-agent").unwrap_or_default()),
            range: head.header("range").map(str::to_owned),
            peer: self.peer,
            host: head.header("host").unwrap_or_default().to_owned(),
        }
    }

    fn claim(&self, head: &Head, mount: String) -> Result<Claim, Refusal> {
        let (user, password) = head.credentials().ok_or(Refusal::Unauthorized)?;
        if mount.is_empty() || mount.len() > LONGEST_MOUNT {
            return Err(Refusal::NoSuchMount);
        }
        Ok(Claim { mount, user, password, peer: self.peer })
    }

    async fn admit<D: Door>(&self, head: &Head, door: &D) -> Result<(D::Admitted, SourceFacts), Refusal> {
        let claim = self.claim(head, head.path.clone())?;
        let header =
            |names: [&str; 2]| names.iter().find_map(|name| head.header(name)).map(source::words).unwrap_or_default();
        let content_type = source::content_type(head.header("content-type").unwrap_or_default());
        let facts = SourceFacts {
            kind: "icecast".to_owned(),
            client: source::client(head.header("user-agent").unwrap_or("Icecast")),
            content_type: content_type.ok_or(Refusal::UnsupportedType)?.to_owned(),
            takes_over: false,
            line: String::new(),
        };
        let source = Source {
            claim,
            facts: facts.clone(),
            name: header(["ice-name", "icy-name"]),
            description: header(["ice-description", "icy-description"]),
            genre: header(["ice-genre", "icy-genre"]),
        };
        Ok((door.admit(&source).await?, facts))
    }

    /// Tells the source yes and takes its bytes.
    async fn feed<D: Door>(self, head: &Head, admitted: D::Admitted, facts: SourceFacts, door: &D) {
        let Self { stream, buffer, .. } = self;
        let (reader, mut writer) = stream.into_split();
        let waits = head.says("expect", "100-continue");
        let yes = Reply::new("200 OK").of(head.modern);
        let first = if waits { b"HTTP/1.1 100 Continue\r\n\r\n".to_vec() } else { yes.bytes() };
        if !matches!(timeout(ANSWER, writer.write_all(&first)).await, Ok(Ok(()))) {
            return;
        }
        let reader = AsyncReadExt::chain(std::io::Cursor::new(buffer), Patient::new(reader, PATIENCE));
        let bytes: SourceBytes = if head.says("transfer-encoding", "chunked") {
            Box::new(body::Chunked::new(BufReader::with_capacity(16 << 10, reader)))
        } else if let Some(length) =
            head.header("content-length").and_then(|length| length.parse().ok()).filter(|n| *n > 0)
        {
            Box::new(reader.take(length))
        } else {
            Box::new(reader)
        };
        door.feed(admitted, Incoming { facts, bytes }).await;
        if waits {
            _ = timeout(ANSWER, writer.write_all(&yes.bytes())).await;
        }
    }

    /// What plays, said beside the bytes.
    async fn update<D: Door>(&self, head: &Head, door: &D) -> Reply {
        if head.field("mode").is_some_and(|mode| mode != "updinfo") {
            return Reply::new("400 Bad Request").words("Only mode=updinfo is known here.");
        }
        let mount = head.field("mount").unwrap_or_default().trim_start_matches('/').to_owned();
        let told = match self.claim(head, mount) {
            Ok(claim) => door.playing(&claim, updates::playing(&head.query)).await,
            Err(refusal) => Err(refusal),
        };
        match told {
            Ok(()) => Reply::new("200 OK").body("text/xml", updates::THANKS.to_owned()),
            Err(refusal) => Reply::refusal(&refusal),
        }
    }
}
