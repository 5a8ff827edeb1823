//! Playlists: of a running show from its window and the rows before it, of one that is over from its rows.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use live::hls::{Ask, NotYet, Old, Wish};
use live::link::Rendition;

use super::asked::Asked;
use super::{Stage, nothing, refused};
use crate::error::PageError;
use crate::live::edge::{Kind, Pull, Stamp};

/// Media type of playlists.
const KIND: &str = "application/vnd.apple.mpegurl";
/// A playlist that changes is asked for each time.
const CHANGES: &str = "no-cache";
/// One that does not change any more; it may still be taken away.
const STAYS: &str = "public, max-age=60";
/// What was granted stays with the one it was granted to.
const GRANTED: &str = "private, no-cache";
/// The order of the ladder for players: simple ones begin with the first and stay there.
const ORDER: [Rendition; 3] = [Rendition::Aac128, Rendition::Aac64, Rendition::Aac320];

/// The playlist over the renditions; `plain` for players that know no parts.
pub async fn master(asked: &Asked<'_>, plain: bool) -> Result<HttpResponse, PageError> {
    let mut all = ORDER.to_vec();
    if asked.stage == Stage::OnAir {
        // Whichever the player takes is on its way when it asks.
        all.iter().for_each(|rendition| drop(asked.app.edge.pull(asked.show.id, *rendition)));
    } else {
        let past = asked.app.edge.past(asked.show.id, true).await.map_err(PageError::unavailable)?;
        all.retain(|rendition| !past.of(*rendition).is_empty());
        if all.is_empty() {
            return Ok(nothing());
        }
    }
    let query = match (plain, wants(asked, "dvr=1")) {
        (true, true) => "?plain=1&dvr=1",
        (true, false) => "?plain=1",
        (false, _) => "",
    };
    let all: Vec<_> = all.into_iter().map(|one| (one, format!("{}/index.m3u8{query}", one.name()))).collect();
    Ok(answer(asked, live::hls::master(&all), if asked.is_open() { CHANGES } else { GRANTED }))
}

/// The playlist of a rendition.
pub async fn show(asked: &Asked<'_>, rendition: Rendition) -> Result<HttpResponse, PageError> {
    if asked.stage == Stage::Replay {
        let past = asked.app.edge.past(asked.show.id, true).await.map_err(PageError::unavailable)?;
        let rows = past.of(rendition);
        if rows.is_empty() {
            return Ok(nothing());
        }
        return Ok(answer(asked, live::hls::vod(rows, ""), if asked.is_open() { STAYS } else { GRANTED }));
    }
    let Ok(ask) = Ask::parse(asked.request.query_string()) else {
        return Ok(refused(StatusCode::BAD_REQUEST, "The _HLS_ directives of this address make no sense."));
    };
    let pull = asked.app.edge.pull(asked.show.id, rendition);
    let plain = wants(asked, "plain=1");
    if let Err(not) = wait(&pull, &ask).await {
        return Ok(match not {
            NotYet::TooFar => refused(StatusCode::BAD_REQUEST, "That part of the show is too far in the future."),
            NotYet::Late => late(),
        });
    }
    let past = asked.app.edge.past(asked.show.id, false).await.map_err(PageError::unavailable)?;
    // Players that load the whole list each time get a short one, unless they ask for more.
    let old: &[Old] = if plain && !wants(asked, "dvr=1") { &[] } else { past.of(rendition) };
    let wish = Wish { low_latency: !plain, skip: ask.skip, old, others: &others(asked, rendition), query: "" };
    Ok(match write(&pull, &wish).await {
        Some(text) => answer(asked, text, if asked.is_open() { CHANGES } else { GRANTED }),
        None => late(),
    })
}

/// Waits for what was asked for, and at first for something to play.
async fn wait(pull: &Pull, ask: &Ask) -> Result<(), NotYet> {
    match (ask.msn, pull.window.last()) {
        (Some(msn), _) => pull.window.wait_for(msn, ask.part).await,
        (None, None) => {
            pull.begun().await;
            Ok(())
        }
        (None, Some(_)) => Ok(()),
    }
}

/// The text of a playlist, written once for all who ask for the same. A list without parts waits for its first whole segment.
async fn write(pull: &Pull, wish: &Wish<'_>) -> Option<String> {
    for _ in 0..2 {
        if let Some(text) = text(pull, wish) {
            return Some(text);
        }
        match pull.window.last() {
            Some((first, _)) => pull.window.wait_for(first, None).await.ok()?,
            None => pull.window.wait_for(0, Some(0)).await.ok()?,
        }
    }
    text(pull, wish)
}

fn text(pull: &Pull, wish: &Wish<'_>) -> Option<String> {
    let stamp = Stamp {
        last: pull.window.last(),
        ended: pull.window.ended(),
        old: wish.old.first().zip(wish.old.last()).map(|(first, last)| (first.number, last.number)),
    };
    let kind = Kind { low_latency: wish.low_latency, skip: wish.skip, old: !wish.old.is_empty() };
    pull.texts.get(kind, &stamp, || pull.window.playlist(wish))
}

/// How far the other renditions are that are pulled as well.
fn others(asked: &Asked<'_>, rendition: Rendition) -> Vec<(String, Option<(u64, u32)>)> {
    let others = Rendition::LADDER.into_iter().filter(|other| *other != rendition);
    others
        .filter_map(|other| {
            let last = asked.app.edge.known(asked.show.id, other)?.window.last()?;
            Some((format!("../{}/index.m3u8", other.name()), Some(last)))
        })
        .collect()
}

fn wants(asked: &Asked<'_>, field: &str) -> bool {
    asked.request.query_string().split('&').any(|one| one == field)
}

fn late() -> HttpResponse {
    let mut answer =
        refused(StatusCode::SERVICE_UNAVAILABLE, "The show sends nothing just now. Try again in a moment.");
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("2"));
    answer
}

fn answer(asked: &Asked<'_>, text: String, cache: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::Ok().content_type(KIND).insert_header((header::CACHE_CONTROL, cache)).body(text);
    asked.allow_players(&mut answer);
    answer
}
