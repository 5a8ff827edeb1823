//! What the tags of every format say, before a format gives it its names.

use lofty::tag::{ItemKey, ItemValue, Tag, TagItem, TagType};
use media::Tags;

use super::lrc;

/// A field: its name in Vorbis comments, by which M4A knows what it has no name for, its key in lofty, its text.
pub type Field = (&'static str, ItemKey, String);

/// Every field that is set, but performers, loudness and the times of lyrics.
pub fn fields(tags: &Tags) -> Vec<Field> {
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    let plain = || tags.lyrics_synced.as_deref().map(lrc::plain);
    let fields = [
        ("TITLE", ItemKey::TrackTitle, tags.title.clone()),
        ("ARTIST", ItemKey::TrackArtist, tags.artist.clone()),
        ("ALBUM", ItemKey::AlbumTitle, tags.album.clone()),
        ("ALBUMARTIST", ItemKey::AlbumArtist, tags.album_artist.clone()),
        ("TRACKNUMBER", ItemKey::TrackNumber, number(tags.track_number)),
        ("TRACKTOTAL", ItemKey::TrackTotal, number(tags.track_total)),
        ("DISCNUMBER", ItemKey::DiscNumber, number(tags.disc_number)),
        ("DISCTOTAL", ItemKey::DiscTotal, number(tags.disc_total)),
        ("DATE", ItemKey::RecordingDate, tags.date.clone()),
        ("GENRE", ItemKey::Genre, tags.genre.clone()),
        ("ISRC", ItemKey::Isrc, tags.isrc.clone()),
        ("BARCODE", ItemKey::Barcode, tags.upc.clone()),
        ("LABEL", ItemKey::Label, tags.label.clone()),
        ("CATALOGNUMBER", ItemKey::CatalogNumber, tags.catalogue_number.clone()),
        ("COPYRIGHT", ItemKey::CopyrightMessage, tags.copyright.clone()),
        ("LICENSE", ItemKey::CopyrightUrl, tags.licence_url.clone()),
        ("WEBSITE", ItemKey::AudioSourceUrl, tags.website.clone()),
        ("LYRICS", ItemKey::UnsyncLyrics, tags.lyrics.clone().or_else(plain)),
        ("COMMENT", ItemKey::Comment, tags.comment.clone()),
        ("BPM", ItemKey::IntegerBpm, number(tags.bpm)),
    ];
    let known = ROLES.iter().map(|(name, key, _)| (*name, *key, people(tags, *key)));
    let fields = fields.into_iter().chain(known);
    fields.filter_map(|(name, key, text)| Some((name, key, text.filter(|text| !text.is_empty())?))).collect()
}

/// Roles with a field of their own, and the words for them.
const ROLES: [(&str, ItemKey, &[&str]); 8] = [
    ("COMPOSER", ItemKey::Composer, &["composer", "composition", "music", "songwriter", "writer"]),
    ("LYRICIST", ItemKey::Lyricist, &["lyricist", "lyrics", "words"]),
    ("CONDUCTOR", ItemKey::Conductor, &["conductor"]),
    ("ARRANGER", ItemKey::Arranger, &["arranger", "arrangement"]),
    ("PRODUCER", ItemKey::Producer, &["producer", "production"]),
    ("ENGINEER", ItemKey::Engineer, &["engineer", "recording", "recording engineer"]),
    ("MIXER", ItemKey::MixEngineer, &["mixer", "mixing", "mix", "mixing engineer"]),
    ("REMIXER", ItemKey::Remixer, &["remixer", "remix"]),
];

fn key(role: &str) -> Option<ItemKey> {
    let role = role.trim().to_lowercase();
    ROLES.iter().find(|(.., words)| words.contains(&role.as_str())).map(|(_, key, _)| *key)
}

/// Everybody with a role, each once.
fn people(tags: &Tags, wanted: ItemKey) -> Option<String> {
    let composer = tags.composer.iter().filter(|_| wanted == ItemKey::Composer);
    let credited = tags.credits.iter().filter(|(role, _)| key(role) == Some(wanted)).map(|(_, name)| name);
    let mut names: Vec<&str> = Vec::new();
    for name in composer.chain(credited) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join("; "))
}

/// (role, name) of everybody whose role has no field of its own.
pub fn performers(tags: &Tags) -> impl Iterator<Item = (&str, &str)> {
    let others = tags.credits.iter().filter(|(role, _)| key(role).is_none());
    others.map(|(role, name)| (role.as_str(), name.as_str()))
}

/// A performer in one line, as Vorbis comments have it.
pub fn performer((role, name): (&str, &str)) -> String {
    if role.is_empty() { name.to_owned() } else { format!("{name} ({role})") }
}

/// ReplayGain, for every format but Opus.
pub fn replay_gain(tags: &Tags) -> Vec<Field> {
    let Some(gain) = tags.loudness else { return Vec::new() };
    let db = |gain: f64| format!("{gain:.2} dB");
    let peak = |peak: f64| format!("{peak:.6}");
    let fields = [
        ("REPLAYGAIN_TRACK_GAIN", ItemKey::ReplayGainTrackGain, Some(db(gain.track_gain_db))),
        ("REPLAYGAIN_TRACK_PEAK", ItemKey::ReplayGainTrackPeak, Some(peak(gain.track_peak))),
        ("REPLAYGAIN_ALBUM_GAIN", ItemKey::ReplayGainAlbumGain, gain.album_gain_db.map(db)),
        ("REPLAYGAIN_ALBUM_PEAK", ItemKey::ReplayGainAlbumPeak, gain.album_peak.map(peak)),
    ];
    fields.into_iter().filter_map(|(name, key, text)| Some((name, key, text?))).collect()
}

/// A tag of lofty with `fields`; it leaves out what `kind` has no name for.
pub fn tag(kind: TagType, fields: Vec<Field>) -> Tag {
    let mut tag = Tag::new(kind);
    for (_, key, text) in fields {
        let value = match key {
            ItemKey::CopyrightUrl | ItemKey::AudioSourceUrl => ItemValue::Locator(text),
            _ => ItemValue::Text(text),
        };
        tag.push(TagItem::new(key, value));
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_once_by_what_they_did() {
        let credit = |role: &str, name: &str| (role.to_owned(), name.to_owned());
        let credits = vec![credit("Composer", "Ada"), credit("music", "Bo"), credit("guitar", "Cy"), credit("", "Di")];
        let tags = Tags { composer: Some("Ada".to_owned()), credits, ..Tags::default() };
        assert_eq!(fields(&tags), [("COMPOSER", ItemKey::Composer, "Ada; Bo".to_owned())]);
        assert!(performers(&tags).map(performer).eq(["Cy (guitar)", "Di"]));
    }
}
