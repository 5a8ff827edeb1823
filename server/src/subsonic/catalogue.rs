//! Rows as apps want them: songs, albums and artists, each with what its listener thinks of it, many at once.

use std::collections::HashMap;

use diesel::QueryResult;
use model::artists::Artist;
use model::catalogue::{self, Scope};
use model::encodings::{self, Encoding, RungFacts};
use model::entitlements::{self, Extent, Rights, Who};
use model::ids::{EncodingId, MasterId, ReleaseId, TrackId};
use model::masters::{self, Master};
use model::releases::Release;
use model::tracks::Track;
use model::{Connection, ratings};
use uuid::Uuid;

use super::caller::Caller;
use super::offers::{self, Offer, Parts};
use super::refused::Refused;
use super::shapes::album::Album;
use super::shapes::artist::ArtistId3;
use super::shapes::song::{Child, ReplayGain};
use super::shapes::{moment, seconds};
use crate::downloads::names;

/// The folder of what somebody has, keeps and follows; everything else is the folder of everything.
pub const OWN_FOLDER: &str = "2";
/// Loudness that the gains of songs lead to.
const REFERENCE_LUFS: f64 = -18.0;

/// How much of the catalogue is asked about.
///
/// # Errors
/// When the database fails.
pub async fn scope(db: &mut Connection, caller: &Caller) -> QueryResult<Scope> {
    catalogue::scope(db, caller.account.id, caller.asked.get("musicFolderId") == Some(OWN_FOLDER)).await
}

/// Everything the account sees, whatever folder is asked about.
///
/// # Errors
/// When the database fails.
pub async fn everything(db: &mut Connection, caller: &Caller) -> QueryResult<Scope> {
    catalogue::scope(db, caller.account.id, false).await
}

/// What tracks sound like.
pub struct Sounds {
    masters: HashMap<MasterId, Master>,
    encodings: HashMap<EncodingId, Encoding>,
    rungs: HashMap<EncodingId, Vec<RungFacts>>,
}

impl Sounds {
    /// Of these tracks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(db: &mut Connection, tracks: &[&Track]) -> QueryResult<Self> {
        let master_ids: Vec<MasterId> = tracks.iter().filter_map(|track| track.master_id).collect();
        let ids: Vec<EncodingId> = tracks.iter().filter_map(|track| track.encoding_id).collect();
        let masters = masters::find_all(db, &master_ids).await?.into_iter().map(|master| (master.id, master)).collect();
        let encodings = encodings::find_all(db, &ids).await?.into_iter().map(|one| (one.id, one)).collect();
        let mut rungs: HashMap<EncodingId, Vec<RungFacts>> = HashMap::new();
        for rung in encodings::rungs_of(db, &ids).await? {
            rungs.entry(rung.encoding_id).or_default().push(rung);
        }
        Ok(Self { masters, encodings, rungs })
    }

    /// The parts of one track; none while it does not play.
    #[must_use]
    pub fn parts(&self, track: &Track) -> Option<Parts<'_>> {
        let encoding = self.encodings.get(&track.encoding_id?)?;
        let rungs = self.rungs.get(&encoding.id).map_or(&[][..], Vec::as_slice);
        Some(Parts { master: track.master_id.and_then(|id| self.masters.get(&id)), encoding, rungs })
    }
}

/// Songs, in the order given.
///
/// # Errors
/// When the database fails.
pub async fn songs(
    db: &mut Connection,
    caller: &Caller,
    rows: &[(Artist, Release, Track)],
) -> Result<Vec<Child>, Refused> {
    let account = caller.account.id;
    let tracks: Vec<&Track> = rows.iter().map(|(_, _, track)| track).collect();
    let ids: Vec<TrackId> = tracks.iter().map(|track| track.id).collect();
    let objects: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let sounds = Sounds::load(db, &tracks).await?;
    let rights = entitlements::of_releases(db, distinct(rows), Who::Account(account)).await?;
    let starred = catalogue::starred(db, account, &objects).await?;
    let stars = ratings::of(db, account, &objects).await?;
    let heard = catalogue::heard(db, account, &ids).await?;
    let none = Rights::default();
    let song = |(artist, release, track): &(Artist, Release, Track)| {
        let mut song = Child::of(artist, release, track);
        let entitled = rights.get(&release.id).unwrap_or(&none).of(track.id);
        if let Some(parts) = sounds.parts(track) {
            sound(&mut song, parts, &offers::all(parts, entitled));
            song.replay_gain = Some(gain(release, parts.encoding));
        }
        if matches!(entitled.stream, Extent::First { .. }) {
            let page = urls::release(&artist.handle, &release.slug);
            song.comment = Some(format!("Preview. Hear all of it: {}", urls::absolute(&caller.app.base_url, &page)));
        }
        let ending = song.suffix.as_deref().unwrap_or("mp3");
        song.path = Some(format!(
            "{}/{}/{}",
            names::part(&artist.name),
            names::part(&release.title),
            names::track(track.position, &track.title, ending)
        ));
        song.starred = starred.get(&track.id.0).copied().map(moment);
        song.user_rating = stars.get(&track.id.0).copied();
        song.play_count = Some(heard.get(&track.id).map_or(0, |heard| heard.times));
        song.played = heard.get(&track.id).map(|heard| moment(heard.last_at));
        song
    };
    Ok(rows.iter().map(song).collect())
}

/// These songs, in the order given, as far as the account sees them.
///
/// # Errors
/// When the database fails.
pub async fn songs_by_id(db: &mut Connection, caller: &Caller, ids: &[TrackId]) -> Result<Vec<Child>, Refused> {
    let scope = everything(db, caller).await?;
    let rows = catalogue::tracks_by_id(db, &scope, ids).await?;
    songs(db, caller, &rows).await
}

fn distinct(rows: &[(Artist, Release, Track)]) -> Vec<&Release> {
    let all: HashMap<ReleaseId, &Release> = rows.iter().map(|(_, release, _)| (release.id, release)).collect();
    all.into_values().collect()
}

fn sound(song: &mut Child, parts: Parts<'_>, offers: &[Offer]) {
    let Some(usual) = offers::usual(offers) else { return };
    let is_whole = matches!(usual.source, offers::Source::Download(_));
    let master = parts.master.filter(|_| is_whole);
    song.size = usual.bytes;
    song.content_type = Some(usual.media_type.to_owned());
    song.bit_rate = Some(usual.kbps);
    song.duration = Some(seconds(usual.duration_ms));
    song.sampling_rate = Some(master.map_or(parts.encoding.sample_rate, |master| master.sample_rate));
    song.bit_depth = master.and_then(|master| master.bits);
    song.channel_count = parts.master.map(|master| master.channels);
    if usual.extension != "mp3" {
        song.transcoded_suffix = Some("mp3".to_owned());
        song.transcoded_content_type = Some("audio/mpeg".to_owned());
    }
    song.suffix = Some(usual.extension);
}

fn gain(release: &Release, encoding: &Encoding) -> ReplayGain {
    let gain = |lufs: f64| ((REFERENCE_LUFS - lufs) * 100.0).round() / 100.0;
    let peak = |dbtp: f64| (10_f64.powf(dbtp / 20.0) * 1e6).round() / 1e6;
    ReplayGain {
        track_gain: encoding.loudness_lufs.map(gain),
        album_gain: release.loudness_lufs.map(gain),
        track_peak: encoding.true_peak_dbtp.map(peak),
        album_peak: release.true_peak_dbtp.map(peak),
    }
}

/// Albums, in the order given.
///
/// # Errors
/// When the database fails.
pub async fn albums(db: &mut Connection, caller: &Caller, rows: &[(Artist, Release)]) -> Result<Vec<Album>, Refused> {
    let ids: Vec<ReleaseId> = rows.iter().map(|(_, release)| release.id).collect();
    let objects: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let sums = catalogue::sums(db, &ids).await?;
    let starred = catalogue::starred(db, caller.account.id, &objects).await?;
    let stars = ratings::of(db, caller.account.id, &objects).await?;
    let album = |(artist, release): &(Artist, Release)| {
        let mut album = Album::of(artist, release, sums.get(&release.id).copied().unwrap_or_default());
        album.starred = starred.get(&release.id.0).copied().map(moment);
        album.user_rating = stars.get(&release.id.0).copied();
        album
    };
    Ok(rows.iter().map(album).collect())
}

/// Artists with how many albums each has, in the order given.
///
/// # Errors
/// When the database fails.
pub async fn artists(db: &mut Connection, caller: &Caller, rows: &[(Artist, i64)]) -> Result<Vec<ArtistId3>, Refused> {
    let objects: Vec<Uuid> = rows.iter().map(|(artist, _)| artist.id.0).collect();
    let starred = catalogue::starred(db, caller.account.id, &objects).await?;
    let artist = |(artist, albums): &(Artist, i64)| {
        let mut shape = ArtistId3::of(artist, *albums, &caller.app.base_url);
        shape.starred = starred.get(&artist.id.0).copied().map(moment);
        shape
    };
    Ok(rows.iter().map(artist).collect())
}
