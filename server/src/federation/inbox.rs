//! `POST /ap/inbox` and `POST /ap/actors/{id}/inbox`: what other servers say to somebody here.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::Utc;
use federation::inbox::{self, Taken};
use federation::signatures::Incoming;

use super::answer::Refusal;
use crate::app::App;

/// Takes it. 202 for whatever is finally dealt with, also if that means that it is nothing to us.
///
/// # Errors
/// 401 for a signature that is none, 400 and 403 for what is finally wrong, 503 for what may pass.
pub async fn create(app: web::Data<App>, request: HttpRequest, body: web::Bytes) -> Result<HttpResponse, Refusal> {
    let headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| value.to_str().ok().map(|value| (name.as_str(), value)))
        .collect();
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let incoming = Incoming {
        method: "POST",
        target,
        host: &app.federation.federation().domain,
        scheme: if app.secure { "https" } else { "http" },
        headers: &headers,
        body: Some(&body),
    };
    let taken = Box::pin(inbox::receive(&app.federation, &incoming, Utc::now())).await?;
    match taken {
        Taken::Done => metrics::counter!("tonewood_inbox_total", "outcome" => "taken").increment(1),
        Taken::Already => metrics::counter!("tonewood_inbox_total", "outcome" => "repeated").increment(1),
        Taken::Ignored(why) => {
            metrics::counter!("tonewood_inbox_total", "outcome" => "ignored").increment(1);
            tracing::debug!(why, "an activity is nothing to us");
        }
    }
    Ok(HttpResponse::Accepted().finish())
}
