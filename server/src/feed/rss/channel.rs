//! What a feed says of itself, and its answer.

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use model::artists::Artist;
use model::{Connection, tiers};
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::itunes::{ITunesCategory, ITunesChannelExtension};
use rss::{Category, Channel, Image, Item};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::clean;
use super::podcast::{self, Elements};
use crate::app::App;
use crate::media::ranges;
use crate::tips;

/// A feed before it is written.
pub struct Feed {
    /// Its title.
    pub title: String,
    /// The page it is of.
    pub page: String,
    /// Its own path.
    pub itself: String,
    /// A few sentences.
    pub about: String,
    /// A language tag; empty for none.
    pub language: String,
    /// The whole address of its picture.
    pub picture: Option<String>,
    /// Who is behind it.
    pub author: String,
    /// `episodic` or `serial`.
    pub kind: &'static str,
    /// `music`, `musicL`, `publisher`.
    pub medium: &'static str,
    /// What it is called for ever.
    pub guid: Uuid,
    /// Whether it is one person's alone.
    pub is_private: bool,
    /// More of the podcast namespace.
    pub elements: Elements,
    /// Its items.
    pub items: Vec<Item>,
}

impl Feed {
    /// Written.
    #[must_use]
    pub fn channel(mut self, app: &App) -> Channel {
        let link = urls::absolute(&app.base_url, &self.page);
        let title = clean(&self.title);
        let itself = Link {
            href: urls::absolute(&app.base_url, &self.itself),
            rel: "self".to_owned(),
            mime_type: Some("application/rss+xml".to_owned()),
            ..Link::default()
        };
        let is_explicit = self.items.iter().any(|item| explicit_of(item) == Some("true"));
        self.elements.text("guid", &self.guid.to_string());
        self.elements.text("medium", self.medium);
        self.elements.text("locked", if self.is_private { "yes" } else { "no" });
        Channel {
            description: clean(&self.about),
            language: Some(self.language.trim().to_owned()).filter(|language| !language.is_empty()),
            generator: Some(format!("Tonewood {}", env!("CARGO_PKG_VERSION"))),
            pub_date: self.items.iter().find_map(|item| item.pub_date.clone()),
            image: self.picture.clone().map(|url| Image {
                url,
                title: title.clone(),
                link: link.clone(),
                ..Image::default()
            }),
            categories: vec![Category { name: "Music".to_owned(), domain: None }],
            atom_ext: Some(AtomExtension { links: vec![itself] }),
            itunes_ext: Some(ITunesChannelExtension {
                author: Some(clean(&self.author)),
                categories: vec![ITunesCategory { text: "Music".to_owned(), subcategory: None }],
                image: self.picture,
                explicit: Some(is_explicit.to_string()),
                block: self.is_private.then(|| "Yes".to_owned()),
                r#type: Some(self.kind.to_owned()),
                ..ITunesChannelExtension::default()
            }),
            namespaces: BTreeMap::from([
                ("atom".to_owned(), rss::extension::atom::NAMESPACE.to_owned()),
                ("podcast".to_owned(), podcast::NAMESPACE.to_owned()),
            ]),
            extensions: self.elements.into_map(),
            items: self.items,
            title,
            link,
            ..Channel::default()
        }
    }

    /// The feed as RSS, or the news that the reader has it already.
    #[must_use]
    pub fn answer(self, app: &App, request: &HttpRequest) -> HttpResponse {
        let is_private = self.is_private;
        let text = self.channel(app).to_string();
        let digest = hex::encode(Sha256::digest(text.as_bytes()));
        let tag = format!("\"{}\"", digest.get(..32).unwrap_or(&digest));
        let is_known = ranges::matches_tag(request, &tag);
        let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        answer.insert_header((header::ETAG, tag));
        if is_private {
            answer.insert_header((header::CACHE_CONTROL, "private, no-cache"));
            answer.insert_header(("x-robots-tag", "noindex, nofollow"));
        } else {
            answer.insert_header((header::CACHE_CONTROL, "public, max-age=300"));
            answer.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
        }
        if is_known {
            return answer.finish();
        }
        answer.insert_header((header::CONTENT_TYPE, "application/rss+xml; charset=utf-8"));
        answer.body(text)
    }
}

fn explicit_of(item: &Item) -> Option<&str> {
    item.itunes_ext.as_ref()?.explicit.as_deref()
}

/// Who makes the music, and where it can be paid for.
///
/// # Errors
/// When the database fails.
pub async fn of_artist(app: &App, db: &mut Connection, artist: &Artist) -> diesel::QueryResult<Elements> {
    let mut elements = Elements::default();
    let page = urls::absolute(&app.base_url, &urls::artist(&artist.handle));
    let person = podcast::element("person", Some(&artist.name), &[("role", "author"), ("href", page.as_str())]);
    elements.push("person", person);
    if !artist.place.trim().is_empty() {
        elements.text("location", artist.place.trim());
    }
    let mut fund = |path: &str, words: &str| {
        let url = urls::absolute(&app.base_url, path);
        elements.push("funding", podcast::element("funding", Some(words), &[("url", url.as_str())]));
    };
    if !tiers::of_artist(db, artist.id).await?.is_empty() {
        fund(&urls::memberships::join(&artist.handle), "Become a member");
    }
    let tip = tips::link(db, app, artist).await?;
    if !tip.is_empty() {
        fund(&tip, "Give a tip");
    }
    Ok(elements)
}
