//! Another server, for tests: it says what the test lets it say, and keeps what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::{ACTIVITY_JSON, Client, Policy, Reach, TestNames};

/// A server on a free port of this machine; gone when dropped.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

/// What it was asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What it says.
pub(crate) enum Reply {
    /// This, and the connection ends.
    Whole(Vec<u8>),
    /// This, and then a byte now and again without end.
    Trickle(Vec<u8>),
    /// Nothing, and the connection stays.
    Silence,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Reply {
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut whole = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            whole += &format!("{name}: {value}\r\n");
        }
        let mut whole = (whole + "\r\n").into_bytes();
        whole.extend_from_slice(body);
        Self::Whole(whole)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::new(status, &[], b"")
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::new(302, &[("location", to)], b"")
    }

    pub(crate) fn json(json: &Value) -> Self {
        Self::typed(ACTIVITY_JSON, json)
    }

    pub(crate) fn typed(content_type: &str, json: &Value) -> Self {
        Self::new(200, &[("content-type", content_type)], json.to_string().as_bytes())
    }
}

impl Peer {
    pub(crate) async fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let kept = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, kept) = (Arc::clone(&answer), Arc::clone(&kept));
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    let Some(request) = read(&mut stream).await else { return };
                    let reply = answer(&request);
                    kept.lock().unwrap().push(request);
                    say(stream.into_inner(), reply).await;
                });
            }
        });
        Self { address, requests, task }
    }

    /// All it was asked so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut first = lines.first()?.split(' ').map(str::to_owned);
    let (method, target) = (first.next()?, first.next()?);
    let header =
        |line: &String| line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let mut request =
        Request { method, target, headers: lines.iter().skip(1).filter_map(header).collect(), body: Vec::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    request.body.resize(length, 0);
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}

/// The other side may be gone before all is said.
async fn say(mut stream: TcpStream, reply: Reply) {
    let (bytes, then) = match reply {
        Reply::Whole(bytes) => (bytes, None),
        Reply::Trickle(bytes) => (bytes, Some("x")),
        Reply::Silence => (Vec::new(), Some("")),
    };
    let mut said = stream.write_all(&bytes).await;
    while let (Some(then), true) = (then, said.is_ok()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
        said = stream.write_all(then.as_bytes()).await;
    }
    drop(stream.shutdown().await);
}

/// A client for names of a test, with limits that a test can wait for where one is to be reached.
pub(crate) fn client(names: &TestNames) -> Client {
    Client::new(Reach::Tests(names.clone()), "Tonewood/test (+https://here.test/)").unwrap()
}

/// A client that is out of patience soon.
pub(crate) fn hasty(names: &TestNames) -> Client {
    let policy = Policy { get: Duration::from_millis(300), post: Duration::from_millis(300), ..Policy::default() };
    Client::with_policy(Reach::Tests(names.clone()), "Tonewood/test (+https://here.test/)", policy).unwrap()
}
