//! Figures for Prometheus, on an address of their own: `/metrics`.
//!
//! What happens is counted where it happens ([`count`], the worker's jobs); what is, is looked up when somebody asks. Routes
//! appear as their patterns, so no figure says what anybody reads or plays.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{App as Application, Error, HttpResponse, HttpServer, web};
use anyhow::Context as _;
use config::{MetricsListen, Settings};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use model::{Pool, instance, passwords, queue};

use crate::trace::NO_ROUTE;
use crate::uploads::disk;

/// Upper ends of the classes that times fall into, in seconds: a cached segment takes one millisecond, a long set minutes.
const SECONDS: [f64; 12] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0];
/// Times that nobody asks for are put together this often, so that they take no room.
const UPKEEP: Duration = Duration::from_secs(5);

/// The socket for figures, where there is to be one.
///
/// # Errors
/// When the address was set and another program has it.
pub fn bind(settings: &Settings) -> anyhow::Result<Option<TcpListener>> {
    let listener = match settings.metrics_listen {
        MetricsListen::Off => return Ok(None),
        MetricsListen::At(address) => TcpListener::bind(address).with_context(|| {
            format!("cannot listen on {address} for metrics: set metrics_listen to a free port, or to off")
        })?,
        MetricsListen::IfFree => match TcpListener::bind(MetricsListen::USUAL) {
            Ok(listener) => listener,
            Err(error) => {
                tracing::info!(address = %MetricsListen::USUAL, %error, "no metrics: set metrics_listen to a free port to have them");
                return Ok(None);
            }
        },
    };
    listener.set_nonblocking(true)?;
    Ok(Some(listener))
}

/// What is asked for figures.
struct Figures {
    recorder: PrometheusHandle,
    pool: Pool,
    settings: Settings,
}

/// Starts to count, once a process, and serves the figures on `listener`.
///
/// # Errors
/// When something counts already, or the socket cannot be listened on.
pub fn server(settings: Settings, pool: Pool, listener: TcpListener) -> anyhow::Result<Server> {
    let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.install_recorder()?;
    describe();
    let upkeep = recorder.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    tracing::info!(address = %listener.local_addr()?, "metrics");
    let figures = web::Data::new(Figures { recorder, pool, settings });
    let make = move || Application::new().app_data(figures.clone()).route("/metrics", web::get().to(show));
    Ok(HttpServer::new(make).workers(1).disable_signals().shutdown_timeout(1).listen(listener)?.run())
}

fn describe() {
    describe_counter!("tonewood_requests_total", "Requests answered, by method, route and status");
    describe_histogram!("tonewood_request_seconds", Unit::Seconds, "Time until an answer began, by method and route");
    describe_counter!("tonewood_job_runs_total", "Jobs run, by task and outcome");
    describe_histogram!("tonewood_job_seconds", Unit::Seconds, "Time a job ran, by task");
    describe_gauge!("tonewood_jobs", "Jobs in the queue, by task and state");
    describe_gauge!("tonewood_uploads", "Files on their way in");
    describe_gauge!("tonewood_stored_bytes", Unit::Bytes, "Room taken, by kind");
    describe_gauge!("tonewood_free_bytes", Unit::Bytes, "Room left on the disk of the data folder");
    describe_gauge!("tonewood_search_changes", "Changes that search was not told yet");
    describe_gauge!("tonewood_worker_lives", "1 while a worker runs");
    describe_counter!("tonewood_password_hashes_total", "Passwords hashed or checked");
}

/// `GET /metrics`: what was counted so far stands there even when the database does not answer.
async fn show(figures: web::Data<Figures>) -> HttpResponse {
    if let Err(error) = look(&figures).await {
        tracing::warn!(%error, "figures could not be looked up");
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(figures.recorder.render())
}

/// Figures are shown as floating point numbers; up to nine thousand terabytes they are exact.
#[expect(clippy::cast_precision_loss, reason = "nothing that is counted here comes near 2^53")]
fn float(count: impl TryInto<i64>) -> f64 {
    count.try_into().unwrap_or(i64::MAX) as f64
}

async fn look(figures: &Figures) -> anyhow::Result<()> {
    counter!("tonewood_password_hashes_total").absolute(passwords::runs());
    gauge!("tonewood_free_bytes").set(float(disk::free_bytes(&figures.settings.data_dir)?));
    let mut connection = figures.pool.get().await?;
    gauge!("tonewood_worker_lives").set(if queue::worker_lives(&mut connection).await? { 1.0 } else { 0.0 });
    for task in queue::counts_by_task(&mut connection).await? {
        for (state, count) in [("waiting", task.waiting), ("running", task.running), ("failed", task.failed)] {
            gauge!("tonewood_jobs", "task" => task.task.clone(), "state" => state).set(float(count));
        }
    }
    let (waiting, _) = model::search::changes::waiting(&mut connection).await?;
    gauge!("tonewood_search_changes").set(float(waiting));
    let sizes = instance::sizes(&mut connection).await?;
    gauge!("tonewood_uploads").set(float(sizes.uploads));
    for (kind, bytes) in [("masters", sizes.masters), ("encodings", sizes.encodings), ("downloads", sizes.downloads)] {
        gauge!("tonewood_stored_bytes", "kind" => kind).set(float(bytes));
    }
    Ok(())
}

/// Counts a request and takes its time.
///
/// # Errors
/// What it wraps may fail before there is an answer.
pub async fn count<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let route = request.match_pattern().unwrap_or_else(|| NO_ROUTE.to_owned());
    // A method that somebody made up must not become a figure of its own.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let outcome = next.call(request).await;
    let status = match &outcome {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    histogram!("tonewood_request_seconds", "method" => method.clone(), "route" => route.clone())
        .record(started.elapsed().as_secs_f64());
    counter!("tonewood_requests_total", "method" => method, "route" => route, "status" => status.as_str().to_owned())
        .increment(1);
    outcome
}
