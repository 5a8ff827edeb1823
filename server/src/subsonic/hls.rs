//! `hls.m3u8`: the way to the adaptive stream, which is the same that the pages play.

use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::Utc;

use super::caller::Caller;
use super::refused::Refused;
use super::streams::Asked;
use crate::media::grant;

/// `hls.m3u8`
///
/// # Errors
/// 10 without an id, 50 where nothing may be heard, 70 for what is not in sight.
pub async fn show(caller: Caller) -> Result<HttpResponse, Refused> {
    let mut db = caller.db().await?;
    let song = Asked::find(&mut db, &caller).await?;
    drop(db);
    if !song.entitled().hears() {
        return Err(Refused::not_allowed("This track can be heard once you have bought it."));
    }
    let encoding = song.track.encoding_id.ok_or_else(Refused::not_found)?;
    let grant = grant::sign(&caller.app, encoding.0, caller.who(), Utc::now());
    let playlist = urls::absolute(&caller.app.base_url, &urls::media::hls(&grant, encoding.0));
    Ok(HttpResponse::Found()
        .insert_header((header::LOCATION, playlist))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .finish())
}
