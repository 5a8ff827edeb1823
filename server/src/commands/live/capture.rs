//! `tonewood live capture`: a show that is fed from a sound card of this machine. The worker that runs here does it; where none
//! does, one runs in this process for as long.

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use config::Settings;
use live::link::{self, Answer, Ask, Status};
use model::ids::{LiveWorkerId, ShowId};
use model::live_workers::{self, LiveWorker};
use model::shows::{self, Show, State};
use model::{secrets, shows::ShowKind};
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use worker::live::capture::Device;

use super::meter;
use crate::commands::instance::{Instance, runtime};
use crate::commands::logs;

/// How long a worker may take to say that it runs.
const START: Duration = Duration::from_secs(20);
/// How long it may take until the sound card is heard.
const FIRST_SOUND: Duration = Duration::from_secs(10);

/// Feeds the show until Ctrl-C, and shows its level and what is wrong every second.
///
/// # Errors
/// A sentence with the way out.
pub(super) fn run(settings: Settings, device: &str, show: &str) -> anyhow::Result<()> {
    logs::start(&settings);
    let instance = Instance::open(settings)?;
    let runtime = runtime()?;
    let done = runtime.block_on(feed(&instance, device, show));
    runtime.shutdown_timeout(Duration::from_secs(2));
    instance.close();
    done
}

async fn feed(instance: &Instance, device: &str, name: &str) -> anyhow::Result<()> {
    let (show, token) = {
        let mut connection = instance.pool.get().await?;
        let show = find(&mut connection, name).await?;
        (show, hex::encode(secrets::get_or_create(&mut connection, "live_link").await?))
    };
    let stop = CancellationToken::new();
    let (address, working) = match local(&workers(instance).await?, device) {
        Some(address) => (address, None),
        None => {
            let (address, working) = start(instance, &stop).await?;
            (address, Some(working))
        }
    };
    let fed = on_air(&address, &token, (&show, device)).await;
    stop.cancel();
    if let Some(working) = working {
        working.await?.context("the worker failed")?;
    }
    fed
}

/// The show of this address or id, unless nothing can be played in it any more.
async fn find(connection: &mut model::Connection, name: &str) -> anyhow::Result<Show> {
    let show = match name.parse::<ShowId>() {
        Ok(id) => shows::find(connection, id).await?,
        Err(_) => shows::by_slug(connection, name).await?,
    };
    let show = show.with_context(|| format!("there is no show {name}; its page /studio/shows has the word to use"))?;
    let kind = if show.kind == ShowKind::Station { "station" } else { "show" };
    ensure!(
        matches!(show.state(), State::Planned | State::OnAir),
        "the {kind} {} is over or was cancelled; make a new one at /studio/shows",
        show.slug
    );
    Ok(show)
}

async fn workers(instance: &Instance) -> anyhow::Result<Vec<LiveWorker>> {
    Ok(live_workers::now_alive(&mut *instance.pool.get().await?).await?)
}

/// The link of a worker on this machine, first one that has the sound card.
fn local(workers: &[LiveWorker], device: &str) -> Option<String> {
    let has = |worker: &&LiveWorker| {
        let devices: Vec<Device> = serde_json::from_value(worker.devices.clone()).unwrap_or_default();
        devices.iter().any(|one| one.id == device || one.id.strip_prefix("alsa:") == Some(device))
    };
    let here: Vec<&LiveWorker> = workers.iter().filter(|worker| is_here(&worker.address)).collect();
    let found = here.iter().copied().find(has).or(here.first().copied());
    found.map(|worker| worker.address.clone())
}

/// Whether an address is one of this machine: only those can be bound.
fn is_here(address: &str) -> bool {
    address.parse::<SocketAddr>().is_ok_and(|address| UdpSocket::bind((address.ip(), 0)).is_ok())
}

type Working = tokio::task::JoinHandle<Result<(), worker::WorkerError>>;

/// A worker in this process, until `stop`; gives where its link is.
async fn start(instance: &Instance, stop: &CancellationToken) -> anyhow::Result<(String, Working)> {
    println!("No worker runs on this machine: one runs here until you press Ctrl-C.");
    instance.migrate().await?;
    let before: Vec<LiveWorkerId> = workers(instance).await?.iter().map(|worker| worker.id).collect();
    let context = instance.worker_context(instance.storage()?, instance.search(true).await?).await?;
    let (url, stopped) = (instance.database_url.clone(), stop.clone().cancelled_owned());
    let mut working = tokio::spawn(async move { worker::run(context, &url, stopped).await });
    let appears = async {
        loop {
            let now = workers(instance).await?;
            if let Some(new) = now.iter().find(|worker| !before.contains(&worker.id) && is_here(&worker.address)) {
                return anyhow::Ok(new.address.clone());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let address = tokio::select! {
        ended = &mut working => match ended? {
            Ok(()) => bail!("the worker ended at once"),
            Err(error) => return Err(error.into()),
        },
        address = tokio::time::timeout(START, appears) => address.context("the worker does not take live sets")??,
    };
    Ok((address, working))
}

/// Puts the card on air, and tells how it goes until Ctrl-C or the end of the show.
async fn on_air(address: &str, token: &str, (show, device): (&Show, &str)) -> anyhow::Result<()> {
    let (answer, _) = link::ask(address, token, show.id.0, Ask::Capture { device: device.to_owned() }).await?;
    match answer {
        Answer::Done => {}
        Answer::Busy => {
            bail!("somebody else feeds {} already: end that source first, or allow takeover in the studio", show.slug)
        }
        Answer::Refused { reason } => bail!(reason),
        Answer::Elsewhere { address } => {
            bail!("the show {} moved to the worker at {address} just now: try again", show.slug)
        }
        Answer::Nothing => bail!("the worker does not take the show {}", show.slug),
    }
    // Another worker may own the show: the card feeds it there.
    let owner = [address.to_owned()];
    let (answer, watched) = link::ask_owner(&owner, token, show.id.0, Ask::Watch).await?;
    ensure!(answer == Answer::Done, "the worker let the show go at once: try again");
    let told = tokio::select! {
        told = tell(watched, device) => told,
        pressed = tokio::signal::ctrl_c() => pressed.map_err(Into::into),
    };
    // Whoever watches it is told in the studio; the show waits for another source, or its rotation plays.
    let (_released, _) = link::ask_owner(&owner, token, show.id.0, Ask::Release).await?;
    told
}

/// A line each second, and every problem once.
async fn tell(mut watched: BufReader<TcpStream>, device: &str) -> anyhow::Result<()> {
    let begun = tokio::time::Instant::now();
    let (mut second, mut known, mut is_heard) = (0, Vec::new(), false);
    while let Some(status) = link::read_line::<Status>(&mut watched).await? {
        let is_ours = status.source.as_deref() == Some("capture");
        is_heard |= is_ours;
        for problem in status.problems.iter().filter(|problem| !known.contains(*problem)) {
            println!("{problem}");
        }
        if !is_heard && (begun.elapsed() > FIRST_SOUND || !status.problems.is_empty()) {
            bail!("nothing comes from {device}: `tonewood live check --device {device}` says why");
        }
        ensure!(!is_heard || is_ours, "{device} is not on air any more: another source took over, or it was let go");
        known.clone_from(&status.problems);
        if begun.elapsed().as_secs() > second {
            second = begun.elapsed().as_secs();
            println!("{}", line(&status));
        }
    }
    println!("The show is over.");
    Ok(())
}

fn line(status: &Status) -> String {
    let [left, right] = status.peak_dbfs.map(meter::dbfs);
    let time = format!("{}:{:02}:{:02}", status.seconds / 3600, status.seconds / 60 % 60, status.seconds % 60);
    let mut line = format!("{time}  left {left:<12} right {right:<12}");
    if status.momentary_lufs > -119.0 {
        line.push_str(&format!(" {:.1} LUFS", status.momentary_lufs));
    }
    if status.clipped > 0 {
        line.push_str(&format!("  {} samples clipped: turn it down", status.clipped));
    }
    if status.lost_ms > 0 {
        line.push_str(&format!("  {} ms lost", status.lost_ms));
    }
    line
}
