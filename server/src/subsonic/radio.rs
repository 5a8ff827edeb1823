//! `getInternetRadioStations`: what is on air and lets this account in.

use chrono::Utc;
use model::show_access::{self, AccessError, Admission};
use model::shows;
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::ids::Id;
use super::refused::Refused;
use crate::error::PageError;
use crate::shows::streams::Streams;

/// `getInternetRadioStations`
///
/// # Errors
/// When the database fails.
pub async fn index(caller: Caller) -> Result<Answer, Refused> {
    let mut db = caller.db().await?;
    let now = Utc::now();
    let listener = *caller.account.id.0.as_bytes();
    let mut stations: Vec<Value> = Vec::new();
    for (show, artist) in shows::on_air(&mut db).await? {
        let admission = show_access::admits(&mut db, &show, caller.who(), None, listener).await;
        let Admission::Yes { pass } = admission.map_err(refused)? else { continue };
        let streams = Streams::of(&caller.app, &show, &pass, now);
        let Some((_, address)) = streams.addresses.last() else { continue };
        stations.push(json!({
            "id": Id::Show(show.id).to_string(),
            "name": format!("{} · {}", show.title, artist.name),
            "streamUrl": address,
            "homePageUrl": urls::absolute(&caller.app.base_url, &urls::live::show(&show.slug)),
            "coverArt": show.image_id.map(|_| Id::Show(show.id).to_string()),
        }));
    }
    Answer::list("internetRadioStations", "internetRadioStation", &stations)
}

fn refused(error: AccessError) -> Refused {
    match error {
        AccessError::Database(error) => error.into(),
        AccessError::Password(error) => PageError::internal(error).into(),
    }
}
