//! `download`, and files that are made before they can be sent.

use std::time::Duration;

use actix_web::HttpResponse;
use model::downloads::DownloadFormat;

use super::caller::Caller;
use super::offers::{self, Source};
use super::pieces::{self, Whole};
use super::refused::Refused;
use super::streams::Asked;
use crate::downloads::shelf::{FileState, Shelf};
use crate::downloads::{in_use, names};
use crate::releases::record::Record;

/// How often it is looked whether a file is made.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How long somebody waits for a file that is made.
#[derive(Debug, Clone, Copy)]
pub enum Patience {
    /// Who wants to hear it now.
    Short,
    /// Who wants to have it.
    Long,
}

impl Patience {
    const fn looks(self) -> usize {
        match self {
            Self::Short => 15,
            Self::Long => 300,
        }
    }
}

/// `download`: the file as it is bought, in FLAC where it is lossless.
///
/// # Errors
/// 10 without an id, 50 for what may only be listened to, 70 for what is not in sight.
pub async fn show(caller: Caller) -> Result<HttpResponse, Refused> {
    let mut db = caller.db().await?;
    let song = Asked::find(&mut db, &caller).await?;
    drop(db);
    if !song.entitled().download {
        return Err(Refused::not_allowed("This track can be downloaded once you have bought it."));
    }
    let parts = song.sounds.parts(&song.track).ok_or_else(Refused::not_found)?;
    let offers = offers::all(parts, song.entitled());
    let usual = offers::usual(&offers).ok_or_else(Refused::not_found)?;
    let Source::Download(format) = usual.source else { return Err(Refused::not_found()) };
    let made = file(&caller, &song, format, Patience::Long).await?;
    let whole = made.ok_or_else(|| Refused::generic("The file is being made. Try again in a minute."))?;
    pieces::send(&caller, whole, usual.media_type).await
}

/// A track in a format; `None` while it is still made after the patience is over, and for what cannot be made.
///
/// # Errors
/// When the database fails.
pub async fn file(
    caller: &Caller,
    song: &Asked,
    format: DownloadFormat,
    patience: Patience,
) -> Result<Option<Whole>, Refused> {
    let mut db = caller.db().await?;
    let record = Record::load(&mut db, song.artist.clone(), song.release.clone()).await?;
    let track = &song.track;
    for _ in 0..patience.looks() {
        let mut shelf = Shelf::look(&mut db, &record, &caller.app.base_url).await?;
        shelf.ask_for(&mut db, |file| file.track == track.id && file.format == format).await?;
        let Some(file) = shelf.of_track(track.id).find(|file| file.format == format) else { return Ok(None) };
        match &file.state {
            FileState::Ready(stored) => {
                let held: Vec<_> = stored.download.into_iter().collect();
                if !in_use::begin(&mut db, &held).await? {
                    return Ok(None);
                }
                let name = attachment(&names::track(track.position, &track.title, &file.extension));
                let whole = Whole::blob(stored.key.clone(), u64::try_from(stored.bytes).unwrap_or(0));
                return Ok(Some(whole.saved_as(name, held)));
            }
            FileState::Failed | FileState::Refused => return Ok(None),
            FileState::Unmade | FileState::Making(_) => {}
        }
        // The connection goes back meanwhile: others want to hear something too.
        drop(db);
        tokio::time::sleep(LOOK_EVERY).await;
        db = caller.db().await?;
    }
    Ok(None)
}

/// How a file is saved. Some apps read the first name only, and to the end of the line: a plain name comes alone.
fn attachment(name: &str) -> String {
    let is_plain =
        name.chars().all(|letter| (letter.is_ascii_graphic() && !matches!(letter, '"' | '\\')) || letter == ' ');
    if is_plain { format!("attachment; filename=\"{name}\"") } else { names::attachment(name) }
}
