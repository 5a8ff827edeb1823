//! What a file's tags know already is filled in, where the artist has not written anything.

use std::path::Path;

use diesel::QueryResult;
use media::{Probe, Tags};
use model::artists::Artist;
use model::ids::ImageId;
use model::images::{self, ImagePurpose};
use model::releases::{self, ReleaseChanges};
use model::tracks::{self, Track, TrackChanges, title_from};
use model::{Connection, licences};
use storage::Key;

use crate::{Context, JobError};

/// The largest cover taken out of a file.
const COVER_LIMIT_BYTES: u64 = 30 * 1024 * 1024;

/// Title, artist, ISRC and lyrics of the track; title, genre, label, numbers of the release.
pub(super) async fn fields(
    connection: &mut Connection,
    track: &Track,
    artist: &Artist,
    tags: &Tags,
) -> QueryResult<()> {
    let cut =
        |text: &Option<String>, chars: usize| text.as_ref().map(|text| text.chars().take(chars).collect::<String>());
    let when = |empty: bool, text: Option<String>| text.filter(|_| empty);
    let changes = TrackChanges {
        title: when(track.title == title_from(&track.filename), cut(&tags.title, 200)),
        artist_name: when(
            track.artist_name.is_empty(),
            cut(&tags.artist, 200).filter(|name| !name.eq_ignore_ascii_case(&artist.name)),
        ),
        isrc: when(track.isrc.is_empty(), cut(&tags.isrc, 15).map(|isrc| isrc.replace('-', "").to_uppercase())),
        lyrics: when(track.lyrics.is_empty(), cut(&tags.lyrics, 20_000)),
        ..TrackChanges::default()
    };
    if changes.title.is_some() || changes.artist_name.is_some() || changes.isrc.is_some() || changes.lyrics.is_some() {
        tracks::update(connection, track.id, &changes).await?;
    }
    let Some(release) = releases::find(connection, track.release_id).await? else { return Ok(()) };
    let changes = ReleaseChanges {
        title: when(release.title_is_guess, cut(&tags.album, 200)),
        genre: when(release.genre.is_empty(), cut(&tags.genre, 60)),
        label: when(release.label.is_empty(), cut(&tags.label, 100)),
        catalogue_number: when(release.catalogue_number.is_empty(), cut(&tags.catalogue_number, 60)),
        upc: when(release.upc.is_empty(), cut(&tags.upc, 14).filter(|upc| upc.bytes().all(|b| b.is_ascii_digit()))),
        licence: tags
            .licence_url
            .as_deref()
            .and_then(|url| licences::ALL.iter().find(|licence| licence.url == Some(url)))
            .filter(|_| release.licence == "all-rights-reserved")
            .map(|licence| licence.code.to_owned()),
        ..ReleaseChanges::default()
    };
    if changes.title.is_some()
        || changes.genre.is_some()
        || changes.label.is_some()
        || changes.catalogue_number.is_some()
        || changes.upc.is_some()
        || changes.licence.is_some()
    {
        releases::update(connection, release.id, &changes).await?;
    }
    Ok(())
}

/// Stores the cover that came inside the file, if the release has none yet; gives the id under which it lies.
pub(super) async fn cover(
    context: &Context,
    connection: &mut Connection,
    track: &Track,
    probe: &Probe,
    cover: &Path,
) -> Result<Option<ImageId>, JobError> {
    if probe.cover.as_ref().is_none_or(|facts| facts.bytes > COVER_LIMIT_BYTES) {
        return Ok(None);
    }
    let release = releases::find(connection, track.release_id).await?;
    if release.is_none_or(|release| release.cover_id.is_some()) {
        return Ok(None);
    }
    let image = ImageId::new();
    context.storage.put_file(&Key::Image { image: image.0, name: "original".to_owned() }, cover).await?;
    Ok(Some(image))
}

/// Makes the stored cover the release's, unless another file's was quicker.
pub(super) async fn use_cover(connection: &mut Connection, track: &Track, image: ImageId) -> QueryResult<()> {
    let release = releases::lock(connection, track.release_id).await?;
    if release.is_none_or(|release| release.cover_id.is_some()) {
        return Ok(());
    }
    images::create(connection, image, ImagePurpose::Cover, "").await?;
    let changes = ReleaseChanges { cover_id: Some(image), ..ReleaseChanges::default() };
    releases::update(connection, track.release_id, &changes).await.map(|_| ())
}
