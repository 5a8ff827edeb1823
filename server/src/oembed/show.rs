//! `GET /oembed?url=`: how a page of ours is embedded, as JSON or XML. The type is `video`: Mastodon and others show only that as a
//! player.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::{Deserialize, Serialize};

use super::find::{self, Found, PICTURE};
use crate::app::App;
use crate::error::PageError;
use crate::feed::rss::clean;

/// The longest address that is looked at.
const ADDRESS_CHARS: usize = 2_000;
/// How long others may keep the answer, in seconds.
const CACHE_AGE: u32 = 3_600;

/// What is asked.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    maxwidth: String,
    #[serde(default)]
    maxheight: String,
}

/// The answer, in the words of oEmbed 1.0.
#[derive(Debug, Serialize, Template)]
#[template(path = "oembed/show.xml")]
#[expect(missing_docs, reason = "the fields are those of oEmbed")]
pub struct OEmbed {
    pub version: &'static str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: String,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    pub cache_age: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_height: Option<u32>,
    pub width: u32,
    pub height: u32,
    pub html: String,
}

/// Says it.
///
/// # Errors
/// 404 for what is not ours, has no player or is not public; 501 for another format; 400 for a size that is no number.
pub async fn show(app: web::Data<App>, asked: web::Query<Asked>) -> Result<HttpResponse, PageError> {
    if asked.url.len() > ADDRESS_CHARS {
        return Err(PageError::not_found());
    }
    let (width, height) = (room(&asked.maxwidth)?, room(&asked.maxheight)?);
    let found = find::find(&app, &asked.url).await?;
    let answer = OEmbed::of(&app, found, (width, height));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={CACHE_AGE}")))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    match asked.format.as_str() {
        "" | "json" => Ok(response.json(answer)),
        "xml" => {
            let xml = answer.render().map_err(PageError::internal)?;
            Ok(response.content_type("text/xml; charset=utf-8").body(xml))
        }
        _ => Ok(HttpResponse::new(StatusCode::NOT_IMPLEMENTED)),
    }
}

fn room(text: &str) -> Result<Option<u32>, PageError> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| PageError::bad_request("Give the room in whole pixels.")),
    }
}

impl OEmbed {
    fn of(app: &App, found: Found, (width, height): (Option<u32>, Option<u32>)) -> Self {
        let frame = found.frame.within(width, height);
        let picture = Some(found.picture).filter(|picture| !picture.is_empty());
        let title = clean(&found.title);
        Self {
            version: "1.0",
            kind: "video",
            author_name: clean(&found.author),
            author_url: found.author_url,
            provider_name: app.name().to_owned(),
            provider_url: app.base_url.clone(),
            cache_age: CACHE_AGE,
            thumbnail_width: picture.as_ref().map(|_| PICTURE),
            thumbnail_height: picture.as_ref().map(|_| PICTURE),
            thumbnail_url: picture,
            width: frame.width,
            height: frame.height,
            html: frame.html(&title),
            title,
        }
    }
}
