//! What doubles of other people's servers share: an HTTP server on a free port that keeps what it is told.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::web::{self, Data, PayloadConfig};
use actix_web::{App, FromRequest, Handler, HttpServer, Responder};
use anyhow::Context as _;

/// The largest body that a double takes.
const LARGEST: usize = 100 << 20;

/// How a double does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Well.
    Well,
    /// Every call is answered with this status, and nothing is done.
    Answers(u16),
    /// Every call takes this long.
    Slow(Duration),
    /// Every call is done, but its answer gets lost.
    Forgetful,
}

/// A double that runs, with what it keeps. It serves as long as the runtime that started it.
pub(crate) struct Double<S> {
    state: Arc<Mutex<S>>,
    base: String,
}

impl<S> Clone for Double<S> {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), base: self.base.clone() }
    }
}

impl<S: Default + Send + 'static> Double<S> {
    /// Starts one on a free port of this machine; `serve` answers every call.
    pub fn start<F, Args>(of: &str, serve: F) -> anyhow::Result<Self>
    where
        F: Handler<Args> + Send,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").with_context(|| format!("a port for the double of {of}"))?;
        let base = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(Mutex::new(S::default()));
        let shared = Data::from(state.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .app_data(PayloadConfig::new(LARGEST))
                .default_service(web::to(serve.clone()))
        });
        tokio::spawn(server.workers(1).disable_signals().listen(listener)?.run());
        Ok(Self { state, base })
    }

    /// Its address, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What it keeps.
    pub fn lock(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
