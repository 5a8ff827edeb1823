//! What search engines read of a show: an event that is broadcast, in the words of schema.org.

use model::markdown;
use model::money;
use model::shows::{Gate, ShowKind, State};
use serde_json::{Value, json};

use super::poster::Poster;
use crate::app::App;
use crate::error::PageError;

/// How many characters search engines and timelines are told of a show.
const DESCRIPTION_CHARS: usize = 200;

/// What the artist says of a show, else what it is.
#[must_use]
pub fn description(poster: &Poster) -> String {
    let (show, artist) = (&poster.show, &poster.artist);
    let about = markdown::to_text(&show.about, DESCRIPTION_CHARS);
    if !about.is_empty() {
        return about;
    }
    match (show.kind, show.state()) {
        (ShowKind::Station, _) => format!("The station of {}.", artist.name),
        (ShowKind::Set, State::Over) => format!("A live set by {}, to be heard again.", artist.name),
        (ShowKind::Set, _) => format!("A live set by {}.", artist.name),
    }
}

/// JSON-LD of a show; empty for one without a date.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn event(app: &App, poster: &Poster) -> Result<String, PageError> {
    let (show, artist) = (&poster.show, &poster.artist);
    let Some(starts) = show.started_at.or(show.starts_at) else { return Ok(String::new()) };
    let address = urls::absolute(&app.base_url, &urls::live::show(&show.slug));
    let by = json!({
        "@type": "MusicGroup",
        "name": artist.name,
        "url": urls::absolute(&app.base_url, &urls::artist(&artist.handle)),
    });
    let status = if show.state() == State::Cancelled { "EventCancelled" } else { "EventScheduled" };
    let mut event = json!({
        "@context": "https://schema.org",
        "@type": "BroadcastEvent",
        "name": show.title,
        "description": description(poster),
        "url": address,
        "startDate": starts.to_rfc3339(),
        "isLiveBroadcast": true,
        "eventStatus": format!("https://schema.org/{status}"),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": { "@type": "VirtualLocation", "url": address },
        "performer": by,
        "organizer": by,
        "isAccessibleForFree": matches!(show.gate, Gate::Open | Gate::Password),
    });
    let mut put = |name: &str, value: Value| {
        if let Some(fields) = event.as_object_mut() {
            fields.insert(name.to_owned(), value);
        }
    };
    if let Some(ends) = show.ended_at.or(show.ends_at) {
        put("endDate", json!(ends.to_rfc3339()));
    }
    match poster.picture(640) {
        picture if picture.is_empty() => {}
        picture => put("image", json!(urls::absolute(&app.base_url, &picture))),
    }
    let currency = show.ticket_currency.as_deref().and_then(money::currency);
    if let (Gate::Ticket, Some(minor), Some(currency)) = (show.gate, show.ticket_minor, currency) {
        put(
            "offers",
            json!({
                "@type": "Offer",
                "url": urls::absolute(&app.base_url, &urls::live::ticket(show.id.0)),
                "price": currency.plain(minor),
                "priceCurrency": currency.code,
                "availability": "https://schema.org/InStock",
            }),
        );
    }
    script(&event)
}

/// JSON as it may stand in an element of a page.
///
/// # Errors
/// When it cannot be written, which is ours to mend: 500.
pub fn script(value: &Value) -> Result<String, PageError> {
    let text = serde_json::to_string(value).map_err(PageError::internal)?;
    Ok(text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e"))
}
