//! The link: where servers reach this worker. One connection for each thing asked, as `live::link` describes it.

mod elsewhere;
mod feed;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use chrono::Utc;
use live::link::{Answer, Ask, Frame, LinkError, Rendition, read_request, write_line};
use model::ids::ShowId;
use model::secrets;
use serde::Serialize;
use tokio::io::{AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

use super::capture;
use super::owner::{Handle, Owner, Whereabouts};
use super::show::{Order, Why};
use super::source::source;
use crate::{Context, JobError};

/// How long a write may take: a server that reads slower is dropped and comes back.
const WRITE: Duration = Duration::from_secs(10);
/// How often a status is sent while something plays, and while nothing does.
const WATCH: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// The half of a connection that is read, with what was read too far.
type Reading = BufReader<OwnedReadHalf>;

/// The secret that servers and workers share, in hex.
///
/// # Errors
/// When the database fails.
pub async fn token(context: &Context) -> Result<String, JobError> {
    let secret = secrets::get_or_create(&mut *context.db().await?, "live_link").await.map_err(JobError::retry)?;
    Ok(hex::encode(secret))
}

/// The address under which others reach a listener: one on all addresses is reached at the one that leads out of this
/// machine.
#[must_use]
pub fn reached_at(bound: SocketAddr) -> String {
    let host = if bound.ip().is_unspecified() { way_out().unwrap_or(Ipv4Addr::LOCALHOST.into()) } else { bound.ip() };
    SocketAddr::new(host, bound.port()).to_string()
}

/// Nothing is sent: the system only says from where it would be.
fn way_out() -> io::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
    Ok(socket.local_addr()?.ip())
}

/// Answers whoever connects, for ever.
pub async fn serve(listener: TcpListener, owner: Owner, token: String) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (owner, token) = (owner.clone(), token.clone());
                tokio::spawn(async move {
                    if let Err(error) = talk(stream, &owner, &token).await {
                        tracing::debug!(%error, "a connection of the link ended");
                    }
                });
            }
            Err(error) => {
                // Too many open files, most likely: some will be closed soon.
                tracing::warn!(%error, "nobody can reach this worker's live sets");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

async fn talk(stream: TcpStream, owner: &Owner, token: &str) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (reading, mut writing) = stream.into_split();
    let mut reading = BufReader::new(reading);
    let request = match read_request(&mut reading, token).await {
        Ok(request) => request,
        Err(LinkError::WrongToken) => {
            let reason = "The secret of the link is wrong: servers and workers need the same database.".to_owned();
            return say(&mut writing, &Answer::Refused { reason }).await;
        }
        Err(error) => return Err(io::Error::other(error)),
    };
    let show = ShowId(request.show);
    match found(owner, show, &request.ask).await {
        Ok(Whereabouts::Elsewhere(address)) if let Ask::Capture { device } = &request.ask => {
            let answer = elsewhere::capture(owner, (&address, token), (show, device)).await;
            say(&mut writing, &answer).await
        }
        Ok(Whereabouts::Here(handle)) => answer(owner, handle, request.ask, (reading, writing)).await,
        Ok(Whereabouts::Elsewhere(address)) => say(&mut writing, &Answer::Elsewhere { address }).await,
        Ok(Whereabouts::Nowhere) => say(&mut writing, &Answer::Nothing).await,
        Err(error) => {
            tracing::warn!(%show, %error, "a show could not be asked");
            if matches!(request.ask, Ask::Feed(_)) {
                // Who brings a source asks again by itself.
                return say(&mut writing, &Answer::Nothing).await;
            }
            let reason = "The database does not answer at the moment: try again.".to_owned();
            say(&mut writing, &Answer::Refused { reason }).await
        }
    }
}

/// Where a show is; who wants to feed or to end it makes this worker its owner if nobody is.
async fn found(owner: &Owner, show: ShowId, ask: &Ask) -> Result<Whereabouts, JobError> {
    match ask {
        Ask::Feed(_) | Ask::Capture { .. } | Ask::End => owner.own(show, Why::Asked).await,
        Ask::Pull { .. } | Ask::Watch | Ask::Playing { .. } | Ask::Mark { .. } | Ask::Release => owner.find(show).await,
    }
}

async fn answer(
    owner: &Owner,
    handle: Handle,
    ask: Ask,
    (reading, mut writing): (Reading, OwnedWriteHalf),
) -> io::Result<()> {
    let answer = match ask {
        Ask::Pull { rendition, after } => return pull(&handle, (&rendition, after), writing).await,
        Ask::Watch => return watch(&handle, writing).await,
        Ask::Feed(facts) => return feed::feed(owner, &handle, facts, (reading, writing)).await,
        Ask::Capture { device } => {
            let (end, source) = source(capture::facts(&device));
            let answer = handle.feed(source).await;
            if answer == Answer::Done {
                let media = owner.context().media.clone();
                owner.spawn(async move { capture::run(&media, &device, end).await });
            }
            answer
        }
        Ask::Playing { title, artist } => handle.ask(|reply| Order::Playing(title, artist, reply)).await,
        Ask::Mark { title, artist } => handle.ask(|reply| Order::Mark(title, artist, reply)).await,
        Ask::Release => handle.ask(Order::Release).await,
        Ask::End => handle.ask(Order::End).await,
    };
    say(&mut writing, &answer).await
}

/// Sends all that comes out of a rendition until the show is gone.
async fn pull(
    handle: &Handle,
    (rendition, after): (&str, Option<(u64, u32)>),
    mut writing: OwnedWriteHalf,
) -> io::Result<()> {
    let Some(rendition) = Rendition::from_name(rendition) else { return say(&mut writing, &Answer::Nothing).await };
    say(&mut writing, &Answer::Done).await?;
    let (force, mut reader) = handle.shared.ring(rendition).join(after);
    send(&mut writing, &force).await?;
    loop {
        let frames = tokio::select! {
            biased;
            frames = reader.next() => frames.map_err(io::Error::other)?,
            () = handle.gone.cancelled() => return Ok(()),
        };
        send(&mut writing, &frames).await?;
        if frames.contains(&Frame::End) {
            return Ok(());
        }
    }
}

async fn send(writing: &mut OwnedWriteHalf, frames: &[Frame]) -> io::Result<()> {
    for frame in frames {
        tokio::time::timeout(WRITE, writing.write_all(&frame.encode())).await??;
    }
    Ok(())
}

/// Sends how the show stands until it is gone.
async fn watch(handle: &Handle, mut writing: OwnedWriteHalf) -> io::Result<()> {
    say(&mut writing, &Answer::Done).await?;
    while !handle.gone.is_cancelled() {
        let status = handle.shared.status(Instant::now(), Utc::now());
        say(&mut writing, &status).await?;
        let rest = if status.source.is_some() { WATCH.0 } else { WATCH.1 };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = handle.gone.cancelled() => {}
        }
    }
    Ok(())
}

/// Writes a line.
async fn say(writing: &mut OwnedWriteHalf, what: &(impl Serialize + Sync)) -> io::Result<()> {
    tokio::time::timeout(WRITE, write_line(writing, what)).await?.map_err(io::Error::other)
}
