//! Loads a release as others may know it.

use std::collections::HashMap;

use diesel::QueryResult;
use model::encodings::{self, Encoding};
use model::entitlements::{self, Entitlement, Extent, Who};
use model::ids::{EncodingId, MasterId, ReleaseId, TrackId};
use model::masters::{self, Master};
use model::releases::{self, PriceMode, Release};
use model::tracks::{self, Track, TrackState};
use model::{Connection, actors, artists, federated, licences, markdown, money};

use super::{Price, ReleaseFacts, Sound, TrackFacts};
use crate::facts::{Counts, base, pictures};

/// What others may know of a release; nothing unless it is published and its artist is not suspended.
///
/// # Errors
/// When the database fails.
pub async fn release(connection: &mut Connection, base_url: &str, id: ReleaseId) -> QueryResult<Option<ReleaseFacts>> {
    let Some(release) = releases::find(connection, id).await? else { return Ok(None) };
    // What is for members is nobody else's business.
    let Some(published) = release.published_at.filter(|_| release.is_public()) else { return Ok(None) };
    let artist = artists::find(connection, release.artist_id).await?.filter(|artist| artist.suspended_at.is_none());
    let Some(artist) = artist else { return Ok(None) };
    let actor = actors::of_artist(connection, artist.id).await?.filter(|actor| actor.deleted_at.is_none());
    let Some(actor) = actor else { return Ok(None) };
    let cover = pictures(connection, release.cover_id.as_slice()).await?.pop();
    let counts = federated::reactions_to_release(connection, id).await?;
    let tracks = tracks_of(connection, &artist.handle, &release, &counts).await?;
    Ok(Some(ReleaseFacts {
        base: base(base_url),
        id: id.0,
        actor: actor.id.0,
        artist: artist.name,
        page: urls::release(&artist.handle, &release.slug),
        kind: release.kind,
        about: markdown::to_html(&release.about),
        licence: licences::find(&release.licence),
        explicit: release.explicit || tracks.iter().any(|track| track.explicit),
        price: price(&release),
        released: release.release_date,
        published,
        updated: Some(release.updated_at).filter(|updated| *updated > published),
        cover,
        counts: counts_of(&counts, None),
        tracks,
        title: release.title,
        genre: release.genre,
        tags: release.tags,
        language: release.language,
        label: release.label,
        catalogue_number: release.catalogue_number,
        upc: release.upc,
    }))
}

/// What others may know of the release a track is on; nothing where [`release`] gives nothing, or the track is not to be seen.
///
/// # Errors
/// When the database fails.
pub async fn release_of_track(
    connection: &mut Connection,
    base_url: &str,
    id: TrackId,
) -> QueryResult<Option<ReleaseFacts>> {
    let Some(track) = tracks::find(connection, id).await? else { return Ok(None) };
    let facts = release(connection, base_url, track.release_id).await?;
    Ok(facts.filter(|facts| facts.track(id.0).is_some()))
}

/// What it costs; nothing for one that is free, or costs nothing.
fn price(release: &Release) -> Option<Price> {
    let priced = release.price_mode != PriceMode::Free && release.price_amount_minor > 0;
    let currency = money::currency(&release.price_currency).filter(|_| priced)?;
    let or_more = release.price_mode == PriceMode::Minimum;
    Some(Price { amount_minor: release.price_amount_minor, currency, or_more })
}

/// The tracks as listeners see them: a file that was refused is between the artist and the studio.
async fn tracks_of(
    connection: &mut Connection,
    handle: &str,
    release: &Release,
    counts: &HashMap<Option<TrackId>, federated::Reactions>,
) -> QueryResult<Vec<TrackFacts>> {
    let mut tracks = tracks::of_release(connection, release.id).await?;
    tracks.retain(|track| track.encoding_id.is_some() || track.state != TrackState::Refused);
    let encodings: Vec<EncodingId> = tracks.iter().filter_map(|track| track.encoding_id).collect();
    let encodings: HashMap<TrackId, Encoding> = encodings::find_all(connection, &encodings)
        .await?
        .into_iter()
        .map(|encoding| (encoding.track_id, encoding))
        .collect();
    let masters: Vec<MasterId> = tracks.iter().filter_map(|track| track.master_id).collect();
    let masters: HashMap<TrackId, Master> =
        masters::find_all(connection, &masters).await?.into_iter().map(|master| (master.track_id, master)).collect();
    let rights = entitlements::of_release(connection, release, Who::Anybody).await?;
    let facts = |track: Track| {
        let encoding = encodings.get(&track.id);
        TrackFacts {
            id: track.id.0,
            page: urls::track(handle, &release.slug, &track.slug),
            position: track.position,
            duration_ms: duration_ms(encoding, masters.get(&track.id)),
            sound: encoding.and_then(|encoding| sound(encoding, rights.of(track.id))),
            counts: counts_of(counts, Some(track.id)),
            title: track.title,
            artist: track.artist_name.trim().to_owned(),
            isrc: track.isrc,
            explicit: track.explicit,
        }
    };
    Ok(tracks.into_iter().map(facts).collect())
}

/// What everybody may have of a track; nothing of one whose beginning is not made yet.
fn sound(encoding: &Encoding, entitled: Entitlement) -> Option<Sound> {
    let (preview_seconds, bytes) = match entitled.stream {
        Extent::Nothing => return None,
        Extent::Full => (None, encoding.progressive_mp3_bytes),
        Extent::First { ms } => (Some(encoding.preview_of(ms)?), encoding.preview_mp3_bytes?),
    };
    Some(Sound { encoding: encoding.id.0, bytes, preview_seconds })
}

/// As players hear it; as long as the original while that is not encoded.
fn duration_ms(encoding: Option<&Encoding>, master: Option<&Master>) -> i64 {
    match (encoding, master) {
        (Some(encoding), _) if encoding.sample_rate > 0 => encoding.frames * 1000 / i64::from(encoding.sample_rate),
        (_, Some(master)) => master.duration_ms,
        _ => 0,
    }
}

fn counts_of(all: &HashMap<Option<TrackId>, federated::Reactions>, track: Option<TrackId>) -> Counts {
    all.get(&track).map(|found| Counts::of(found.likes, found.boosts)).unwrap_or_default()
}
