//! Starts the web server on an open socket and stops it gracefully.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use ::federation::context::Plumbing;
use actix_web::dev::Server;
use actix_web::middleware::{Compress, NormalizePath, TrailingSlash, from_fn};
use actix_web::{App as Application, HttpServer, web};
use aws_lc_rs::hmac;
use config::Settings;
use model::Pool;
use storage::Storage;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tracing_actix_web::TracingLogger;

use crate::app::App;
use crate::assets::Assets;
use crate::live::country::Countries;
use crate::live::edge::Edge;
use crate::trace::RequestSpan;
use crate::{error_page, media, metrics, routes, security, unread};

/// Makes what handlers work with; the keys come from the database, made at the first start.
///
/// # Errors
/// When the database does not answer.
pub async fn app(
    settings: Settings,
    pool: Pool,
    storage: Storage,
    search: Arc<dyn ::search::Engine>,
) -> anyhow::Result<App> {
    let federation = crate::federation::plumbing(&settings, pool.clone()).await?;
    app_with(settings, pool, (storage, search), federation).await
}

/// As [`app`], with other servers reached in a way of the caller's.
///
/// # Errors
/// When the database does not answer.
pub async fn app_with(
    settings: Settings,
    pool: Pool,
    (storage, search): (Storage, Arc<dyn ::search::Engine>),
    federation: Plumbing,
) -> anyhow::Result<App> {
    let base_url = settings.public_url().as_str().trim_end_matches('/').to_owned();
    let mut connection = pool.get().await?;
    let csrf = model::secrets::get_or_create(&mut connection, "csrf").await?;
    let media_secret = model::secrets::get_or_create(&mut connection, "media").await?;
    let purchase_secret = model::secrets::get_or_create(&mut connection, "purchases").await?;
    let seal = model::sealing::key(&mut connection).await?;
    let link_secret = model::secrets::get_or_create(&mut connection, "live_link").await?;
    drop(connection);
    let stop = CancellationToken::new();
    let edge = Edge::new(pool.clone(), &link_secret, Countries::of(&settings), stop.clone());
    Ok(App {
        edge: Arc::new(edge),
        purchase_secret,
        seal,
        secure: base_url.starts_with("https://"),
        base_url,
        storage,
        search,
        assets: Assets::load(),
        csrf_key: hmac::Key::new(hmac::HMAC_SHA256, &csrf),
        media_key: hmac::Key::new(hmac::HMAC_SHA256, &media_secret),
        changes: broadcast::channel(256).0,
        shows: broadcast::channel(256).0,
        chat: broadcast::channel(1024).0,
        playlists: broadcast::channel(256).0,
        queues: broadcast::channel(1024).0,
        stop,
        checksums: crate::downloads::checksums::cache(),
        chat_rooms: crate::chat::rooms::Rooms::default(),
        subsonic_indexes: crate::subsonic::indexes::Changes::default(),
        charts: crate::charts::kept::Charts::default(),
        api_limits: crate::api::limits::Limits::new(settings.api_requests_per_minute),
        shows_now: crate::shows::now::cache(),
        media_cache: media::cache(),
        federation,
        payments: worker::payments::Payments::of(&settings, &pool),
        pool,
        settings,
    })
}

/// The server on `listener`. Dropping or stopping its handle lets running requests end within eight seconds.
///
/// # Errors
/// When the socket cannot be listened on.
pub fn server(app: web::Data<App>, listener: TcpListener) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        Application::new()
            .app_data(app.clone())
            .app_data(web::PayloadConfig::new(crate::form::LIMIT_BYTES))
            .wrap(Compress::default())
            .wrap(from_fn(crate::federation::admission::admit))
            .wrap(from_fn(security::refuse_foreign))
            .wrap(from_fn(error_page::dress))
            .wrap(from_fn(security::guard))
            .wrap(NormalizePath::new(TrailingSlash::Trim))
            .wrap(from_fn(unread::close))
            .wrap(from_fn(metrics::count))
            .wrap(TracingLogger::<RequestSpan>::new())
            .configure(routes::all)
    })
    .listen(listener)?
    .shutdown_timeout(8)
    .keep_alive(Duration::from_secs(75))
    .client_request_timeout(Duration::from_secs(15))
    .disable_signals()
    .run();
    Ok(server)
}
