//! `stream`: the sound of a song, in what suits the app and its owner's right. What has to be made first is waited for a moment;
//! then the best there is at once is sent in its place.

use actix_web::HttpResponse;
use actix_web::http::Method;
use model::Connection;
use model::artists::Artist;
use model::catalogue as rows;
use model::entitlements::{self, Entitlement, Extent, Rights, plays};
use model::releases::Release;
use model::tracks::Track;

use super::caller::Caller;
use super::catalogue::{self, Sounds};
use super::downloads::{self, Patience};
use super::ids::Id;
use super::offers::{self, Offer, Source, Wish};
use super::pieces::{self, Whole};
use super::refused::Refused;
use super::scrobbles;
use crate::media::ranges;

/// A song that somebody asks for, and what they may have of it.
pub struct Asked {
    /// Whose it is.
    pub artist: Artist,
    /// What it is on.
    pub release: Release,
    /// The track.
    pub track: Track,
    /// What it sounds like.
    pub sounds: Sounds,
    /// What they may have of the release.
    pub rights: Rights,
}

impl Asked {
    /// The song with the id of the call.
    ///
    /// # Errors
    /// 10 without an id, 70 for what is not in sight.
    pub async fn find(db: &mut Connection, caller: &Caller) -> Result<Self, Refused> {
        let id = Id::song(caller.asked.need("id")?)?;
        let scope = catalogue::everything(db, caller).await?;
        let found = rows::tracks_by_id(db, &scope, &[id]).await?.into_iter().next();
        let (artist, release, track) = found.ok_or_else(Refused::not_found)?;
        let sounds = Sounds::load(db, &[&track]).await?;
        let rights = entitlements::of_release(db, &release, caller.who()).await?;
        Ok(Self { artist, release, track, sounds, rights })
    }

    /// What they may have of the track.
    #[must_use]
    pub fn entitled(&self) -> Entitlement {
        self.rights.of(self.track.id)
    }
}

/// `stream`
///
/// # Errors
/// 10 without an id, 50 where nothing may be heard, 70 for what is not in sight.
pub async fn show(caller: Caller) -> Result<HttpResponse, Refused> {
    let mut db = caller.db().await?;
    let song = Asked::find(&mut db, &caller).await?;
    let offset: i64 = caller.asked.number("timeOffset")?.unwrap_or(0).max(0);
    let wish = Wish {
        max_kbps: caller.asked.number("maxBitRate")?.unwrap_or(0),
        // Only a file whose every second has as many bytes as the other can begin anywhere.
        format: if offset > 0 { "mp3" } else { caller.asked.get("format").unwrap_or_default() },
    };
    let entitled = counted(&mut db, &caller, &song).await?;
    let parts = song.sounds.parts(&song.track).ok_or_else(Refused::not_found)?;
    let offers = offers::all(parts, entitled);
    let plain = ["", "raw"].contains(&wish.format) && wish.max_kbps <= 0;
    let offer = if plain { offers::usual(&offers) } else { offers::suited(&offers, wish) };
    let offer = offer.ok_or_else(|| Refused::not_allowed("This track can be heard once you have bought it."))?;
    if begins(&caller) {
        scrobbles::begin(&mut db, &caller, song.track.id, offer.rung()).await?;
    }
    drop(db);
    let (offer, whole) = open(&caller, &song, (&offers, wish), offer).await?;
    let whole = if offset > 0 { pieces::from_second(&caller.app, whole, &offer, offset).await? } else { whole };
    pieces::send(&caller, whole, offer.media_type).await
}

/// The bytes of an offer; of what suits as well and is there at once where it is still being made.
async fn open(
    caller: &Caller,
    song: &Asked,
    (offers, wish): (&[Offer], Wish<'_>),
    offer: Offer,
) -> Result<(Offer, Whole), Refused> {
    let parts = song.sounds.parts(&song.track).ok_or_else(Refused::not_found)?;
    let mut now = offer;
    if let Source::Download(format) = now.source {
        if let Some(whole) = downloads::file(caller, song, format, Patience::Short).await? {
            return Ok((now, whole));
        }
        let at_once: Vec<Offer> =
            offers.iter().filter(|other| !matches!(other.source, Source::Download(_))).cloned().collect();
        now = offers::suited(&at_once, wish).ok_or_else(Refused::not_found)?;
    }
    let whole = pieces::of_ladder(caller, parts.encoding.id, now.source, &now.extension).await?;
    Ok((now, whole))
}

/// What they may have, where plays are counted after this one is.
async fn counted(db: &mut Connection, caller: &Caller, song: &Asked) -> Result<Entitlement, Refused> {
    let entitled = song.entitled();
    let Some(count) = song.rights.count(song.track.id) else { return Ok(entitled) };
    if entitled.stream != Extent::Full || caller.request.method() == Method::HEAD {
        return Ok(entitled);
    }
    let parts = song.sounds.parts(&song.track).ok_or_else(Refused::not_found)?;
    let duration_ms = parts.encoding.frames * 1000 / i64::from(parts.encoding.sample_rate).max(1);
    match plays::count(db, count, song.track.id, duration_ms).await? {
        true => Ok(entitled),
        false => Ok(Entitlement::first(plays::AFTERWARDS_MS)),
    }
}

/// Whether this is the request a listen begins with: for the first bytes, not for their length or for more of them.
fn begins(caller: &Caller) -> bool {
    let range = ranges::header(&caller.request, "");
    caller.request.method() != Method::HEAD && range.is_none_or(|range| range.trim().starts_with("bytes=0-"))
}
