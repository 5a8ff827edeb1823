//! Bringing a history along: a file that ListenBrainz or another instance gave.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use model::history::{self, Imported, Listen};
use model::ids::TrackId;
use serde::Deserialize;
use serde_json::Value;

use crate::error::PageError;
use crate::studio::multipart::Parts;
use crate::visit::SignedIn;

/// The largest file that is taken, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// The most listens of one file.
const MOST_LISTENS: usize = 100_000;

/// A listen as ListenBrainz writes it; what else it has is passed over.
#[derive(Deserialize)]
struct Told {
    listened_at: i64,
    #[serde(default)]
    track_metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    artist_name: String,
    #[serde(default)]
    track_name: String,
    #[serde(default)]
    additional_info: Info,
}

#[derive(Default, Deserialize)]
struct Info {
    #[serde(default)]
    track_id: Option<Value>,
}

/// `POST /library/history/import`: what is here and can have been heard is taken; the page says what was not.
///
/// # Errors
/// 413 for a file that is too large, 400 for one that does not arrive whole.
pub async fn create(visit: SignedIn, multipart: Multipart) -> Result<HttpResponse, PageError> {
    let mut parts = Parts::open(&visit, multipart).await?;
    let mut bytes = bytes::Bytes::new();
    while let Some(mut field) = parts.next().await? {
        if field.name() != Some("file") {
            continue;
        }
        bytes = match field.bytes(MOST_BYTES).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(_)) => return Err(PageError::bad_request("The file did not arrive whole. Send it again.")),
            Err(_) => return Err(PageError::too_large("The file is larger than 16 MB. Send it in parts.")),
        };
    }
    let listens = match read(&String::from_utf8_lossy(&bytes)) {
        Ok(listens) => listens,
        Err(why) => return Ok(visit.redirect_warning(urls::plays::HISTORY, why)),
    };
    let imported = history::import(&mut *visit.db().await?, visit.account.id, &listens, Utc::now()).await?;
    Ok(visit.redirect_saying(urls::plays::HISTORY, &words(imported)))
}

/// A JSON list of listens, or a listen on each line.
fn read(text: &str) -> Result<Vec<Listen>, &'static str> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err("Choose a file first.");
    }
    let told: Result<Vec<Told>, _> = match text.starts_with('[') {
        true => serde_json::from_str(text),
        false => text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect(),
    };
    let told = told.map_err(|_| {
        "That is no history as ListenBrainz exports it: a list of listens in JSON, or one on each line. Nothing was changed."
    })?;
    if told.len() > MOST_LISTENS {
        return Err("The file has more than 100,000 listens. Send it in parts.");
    }
    Ok(told.into_iter().filter_map(listen).collect())
}

/// What has no time that can be written is refused with the others of such times.
fn listen(told: Told) -> Option<Listen> {
    let metadata = told.track_metadata?;
    let track = metadata.additional_info.track_id.as_ref().and_then(Value::as_str);
    let clip = |text: String| text.trim().replace('\0', "").chars().take(300).collect();
    Some(Listen {
        at: DateTime::from_timestamp(told.listened_at, 0).unwrap_or(DateTime::<Utc>::MAX_UTC),
        artist: clip(metadata.artist_name),
        title: clip(metadata.track_name),
        track: track.and_then(|id| id.parse::<TrackId>().ok()),
    })
}

fn words(imported: Imported) -> String {
    let of = |count: i64, what: &str| (count > 0).then(|| format!(" {count} {what}"));
    let rest: String = [
        of(imported.known, "were in it already."),
        of(imported.unknown, "are of music that is not here."),
        of(imported.refused, "have a date that cannot be right."),
    ]
    .into_iter()
    .flatten()
    .collect();
    match imported.added {
        1 => format!("1 listen is new in your history.{rest}"),
        added => format!("{added} listens are new in your history.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_listens_are_read() {
        let one = r#"{"listened_at":1700000000,"track_metadata":{"artist_name":"Ode","track_name":"Ebb","release_name":"x"}}"#;
        for text in [format!("[{one},{one}]"), format!("{one}\n\n{one}\n")] {
            let listens = read(&text).unwrap();
            assert_eq!((listens.len(), listens[0].title.as_str(), listens[0].track), (2, "Ebb", None));
        }
        let far = one.replace("1700000000", "9223372036854775807");
        assert_eq!(read(&far).unwrap()[0].at, DateTime::<Utc>::MAX_UTC);
        for wrong in ["", "no", "[1]", "{}"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
