//! `tonewood up`, `serve` and `work`: the same start, with the roles each has.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::web::Data;
use anyhow::Context as _;
use config::Settings;
use model::account_links::{self, Purpose};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::instance::{Instance, runtime};
use super::{logs, open_files, seed};
use crate::live::ports::Ports;
use crate::{listen, live, metrics, serve};

/// What this process does.
pub struct Roles {
    /// Serves pages.
    pub pages: bool,
    /// Runs jobs.
    pub worker: bool,
    /// Makes the demo catalogue.
    pub seed: Seed,
}

/// When the demo catalogue is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// On the first start of a loopback address.
    First,
    /// Now, if it is not there.
    Always,
    /// Not.
    Never,
}

impl Seed {
    /// From the flags `--seed` and `--no-seed`.
    #[must_use]
    pub fn of(always: bool, never: bool) -> Self {
        match (always, never) {
            (true, _) => Self::Always,
            (_, true) => Self::Never,
            _ => Self::First,
        }
    }
}

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// A sentence with the way out when something keeps it from starting.
pub fn run(settings: Settings, roles: Roles) -> anyhow::Result<()> {
    logs::start(&settings);
    open_files::ask_for_most();
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    let listener = if roles.pages { Some((bind(&settings)?, Ports::bind(&settings)?)) } else { None };
    let owns_database = roles.pages;
    let instance = if owns_database { Instance::own(settings)? } else { Instance::open(settings)? };
    let runtime = runtime()?;
    let done = runtime.block_on(run_roles(&instance, roles, listener));
    runtime.shutdown_timeout(Duration::from_secs(2));
    instance.close();
    done
}

fn bind(settings: &Settings) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(settings.listen).with_context(|| {
        format!(
            "cannot listen on {}: another program has the port. Choose another one with --listen 127.0.0.1:PORT",
            settings.listen
        )
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn run_roles(instance: &Instance, roles: Roles, listener: Option<(TcpListener, Ports)>) -> anyhow::Result<()> {
    instance.migrate().await?;
    let stop = CancellationToken::new();
    let storage = instance.storage()?;
    let search = instance.search(roles.worker).await?;
    if let Some(listener) = metrics::bind(&instance.settings)? {
        tokio::spawn(metrics::server(instance.settings.clone(), instance.pool.clone(), listener)?);
    }

    let mut working = None;
    if roles.worker {
        let context = instance.worker_context(storage.clone(), search.clone()).await?;
        let url = instance.database_url.clone();
        let stop = stop.clone();
        working = Some(tokio::spawn(async move {
            anyhow::Ok(worker::run(context, &url, async move { stop.cancelled().await }).await?)
        }));
    }

    let mut serving = None;
    if let Some((listener, ports)) = listener {
        let ports_at = ports.addresses();
        let (settings, pool) = (instance.settings.clone(), instance.pool.clone());
        let app = Data::new(serve::app(settings, pool, storage.clone(), search).await?);
        tokio::spawn(listen::forward(instance.database_url.clone(), app.clone(), stop.clone()));
        let streams = app.stop.clone();
        live::run::start(&app, ports, &streams)?;
        let server = serve::server(app, listener)?;
        serving = Some((server.handle(), tokio::spawn(server), streams));
        announce(instance).await?;
        ports_at.announce();
    }
    if roles.seed != Seed::Never && seed::is_wanted(instance, roles.seed == Seed::Always).await? {
        let seeding = seed::Seeding::of(instance, storage);
        let stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                done = seeding.run() => if let Err(error) = done {
                    tracing::error!("the demo catalogue could not be made: {error:#}");
                },
            }
        });
    }

    let outcome = wait(working.as_mut()).await;
    tracing::info!("stopping");
    stop.cancel();
    // The worker gives its shows to others and ends its jobs, while the pages answer what they were asked.
    let ended = async {
        if let Some(working) = working.filter(|working| !working.is_finished()) {
            let _ = tokio::time::timeout(GRACE, working).await;
        }
    };
    let served = async {
        if let Some((handle, server, streams)) = serving {
            streams.cancel();
            handle.stop(true).await;
            let _ = tokio::time::timeout(GRACE, server).await;
        }
    };
    tokio::join!(ended, served);
    outcome
}

/// How long what is under way may take once it is to stop.
const GRACE: Duration = Duration::from_secs(9);

type Working = tokio::task::JoinHandle<anyhow::Result<()>>;

/// Until a signal comes, or the worker ends by itself, which it should not.
async fn wait(working: Option<&mut Working>) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let worker = async {
        match working {
            Some(working) => working.await.context("the worker broke down").and_then(|done| done),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
        done = worker => done.context("the worker stopped"),
    }
}

/// Says that pages are served, and how the first admin gets in where there is none.
async fn announce(instance: &Instance) -> anyhow::Result<()> {
    let base = instance.settings.public_url();
    let base = base.as_str().trim_end_matches('/');
    println!("Tonewood is ready at {base}");
    let mut connection = instance.pool.get().await?;
    if instance.settings.is_public() && !model::accounts::any_admin(&mut connection).await? {
        let token = account_links::create(&mut connection, None, Purpose::FirstAdmin, None).await?;
        let link = urls::absolute(base, &urls::account_link(Purpose::FirstAdmin.word(), &token));
        println!(
            "Nobody administers this instance yet. Make the first account here; the link works once, for 7 days:\n  {link}"
        );
    }
    Ok(())
}
