//! The tracks of a release as items of a feed.

use chrono::Duration;
use model::credits::Credit;
use model::entitlements::Rights;
use model::licences;
use rss::extension::itunes::ITunesItemExtension;
use rss::{Category, Guid, Item};

use super::clean;
use super::podcast::{self, Elements};
use super::sound::{For, Sound};
use crate::app::App;
use crate::releases::record::{Entry, Record};
use crate::releases::sleeve::Sleeve;

/// Every track of a release, in order.
#[must_use]
pub fn of_record(app: &App, record: &Record, rights: &Rights, whose: For<'_>) -> Vec<Item> {
    let on = (&record.sleeve, record.credits.as_slice());
    record.entries.iter().map(|entry| of_entry(app, on, entry, (rights, whose))).collect()
}

/// One track, with the release it is on and what is credited there.
#[must_use]
pub fn of_entry(
    app: &App,
    (sleeve, credits): (&Sleeve, &[Credit]),
    entry: &Entry,
    (rights, whose): (&Rights, For<'_>),
) -> Item {
    let (artist, release) = (&sleeve.artist, &sleeve.release);
    let track = &entry.track;
    let page = urls::track(&artist.handle, &release.slug, &track.slug);
    let explicit = track.explicit || release.explicit;
    let sound = Sound::of(app, entry, rights, whose);
    let (enclosure, others) = sound.map_or((None, Vec::new()), |sound| (Some(sound.enclosure), sound.others));
    let mut elements = elements(app, (sleeve, credits), entry);
    others.into_iter().for_each(|other| elements.push("alternateEnclosure", other));
    // Readers put the newest first: within a release that is to be its first track.
    let at = release.published_at.map(|at| at - Duration::seconds(i64::from(track.position) - 1));
    Item {
        title: Some(clean(&track.title)),
        link: Some(urls::absolute(&app.base_url, &page)),
        description: Some(clean(&format!("Track {} of {} by {}.", track.position, release.title, artist.name))),
        categories: release.tags.iter().map(|tag| Category { name: clean(tag), domain: None }).collect(),
        enclosure,
        guid: Some(Guid { value: guid(app, entry), permalink: false }),
        pub_date: at.map(|at| at.to_rfc2822()),
        itunes_ext: Some(ITunesItemExtension {
            author: Some(clean(entry.by(artist))),
            image: cover(app, sleeve, whose),
            duration: Some((entry.duration_ms() / 1000).to_string()).filter(|_| entry.duration_ms() > 0),
            explicit: Some(explicit.to_string()),
            episode: Some(track.position.to_string()),
            ..ITunesItemExtension::default()
        }),
        extensions: elements.into_map(),
        ..Item::default()
    }
}

/// What a track is called for ever: the address of a page may change with a title, this one does not.
#[must_use]
pub fn guid(app: &App, entry: &Entry) -> String {
    urls::absolute(&app.base_url, &urls::ap::track(entry.track.id.0))
}

/// The whole address of a release's cover.
#[must_use]
pub fn cover(app: &App, sleeve: &Sleeve, whose: For<'_>) -> Option<String> {
    let cover = sleeve.cover.as_ref()?;
    let release = &sleeve.release;
    let path = match whose {
        For::Member { key, .. } if !release.is_public() => urls::feeds::member_cover(key, release.id.0),
        _ => urls::image(cover.id.0, 1400),
    };
    Some(urls::absolute(&app.base_url, &path))
}

/// What the podcast namespace says of a track: who made it, under which licence, its words.
fn elements(app: &App, (sleeve, credits): (&Sleeve, &[Credit]), entry: &Entry) -> Elements {
    let release = &sleeve.release;
    let mut elements = Elements::default();
    elements.text("episode", &entry.track.position.to_string());
    for Credit { name, role, .. } in of_track(credits, entry) {
        let role = role.to_lowercase();
        let attributes = [("role", role.as_str())];
        elements
            .push("person", podcast::element("person", Some(name), if role.is_empty() { &[] } else { &attributes }));
    }
    if let Some(licence) = licence(&release.licence) {
        elements.push("license", licence);
    }
    // The words of what only some hear stay with the page that asks who comes.
    if release.is_public() {
        for (ending, kind) in transcripts(entry) {
            let (handle, slug) = (&sleeve.artist.handle, &release.slug);
            let url = urls::absolute(&app.base_url, &urls::feeds::transcript(handle, slug, &entry.track.slug, ending));
            let mut attributes = vec![("url", url.as_str()), ("type", kind)];
            attributes.extend(Some(("language", release.language.as_str())).filter(|(_, tag)| !tag.is_empty()));
            elements.push("transcript", podcast::element("transcript", None, &attributes));
        }
    }
    elements
}

fn of_track<'a>(credits: &'a [Credit], entry: &'a Entry) -> impl Iterator<Item = &'a Credit> {
    credits.iter().filter(|credit| credit.track_id.is_none_or(|track| track == entry.track.id))
}

fn transcripts(entry: &Entry) -> Vec<(&'static str, &'static str)> {
    let mut all = Vec::new();
    if !entry.track.lyrics_synced.trim().is_empty() {
        all.push(("vtt", "text/vtt"));
    }
    if entry.has_lyrics() {
        all.push(("txt", "text/plain"));
    }
    all
}

/// The licence in the words of SPDX; `None` where all rights are reserved.
#[must_use]
pub fn licence(code: &str) -> Option<rss::extension::Extension> {
    let url = licences::find(code)?.url?;
    let version = if code == "cc0" { "1.0" } else { "4.0" };
    Some(podcast::element("license", Some(&format!("{code}-{version}")), &[("url", url)]))
}
