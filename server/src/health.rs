//! `/livez` and `/readyz`, for whoever watches over the server.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use diesel_async::RunQueryDsl;

use crate::app::App;

/// How long search may take to answer: who asks waits for database and storage, not for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// 200 while the process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("alive\n")
}

/// 200 while database and storage answer too; else 503 and which of them does not. Whether search answers is said besides:
/// pages do without.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let database = match app.pool.get().await {
        Ok(mut connection) => {
            diesel::sql_query("SELECT 1").execute(&mut connection).await.map(|_| ()).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    };
    let storage = app.storage.check().await.map_err(|error| error.to_string());
    let search = match tokio::time::timeout(PATIENCE, app.search.count()).await {
        Ok(counted) => counted.map(|_| ()).map_err(|error| error.to_string()),
        Err(_) => Err("no answer in time".to_owned()),
    };
    let lines = [("database", &database), ("storage", &storage), ("search", &search)]
        .map(|(name, state)| format!("{name}: {}\n", if state.is_ok() { "ok" } else { "does not answer" }))
        .concat();
    if let Err(cause) = database.and(storage) {
        tracing::error!(%cause, "not ready");
        return HttpResponse::ServiceUnavailable().content_type("text/plain").body(lines);
    }
    HttpResponse::Ok().content_type("text/plain").body(lines)
}
