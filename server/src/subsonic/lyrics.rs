//! Words: plain ones by name, and those of a song with the moment of each line, of each word where it is known.

use model::catalogue as rows;
use model::lrc;
use model::tracks::Track;
use serde_json::{Value, json};

use super::answer::Answer;
use super::caller::Caller;
use super::catalogue;
use super::ids::Id;
use super::refused::Refused;
use super::shapes::with;

/// `getLyrics`: by artist and title. Nothing found is an empty text, as apps expect.
///
/// # Errors
/// When the database fails.
pub async fn by_name(caller: Caller) -> Result<Answer, Refused> {
    let (artist, title) = (caller.asked.get("artist").unwrap_or(""), caller.asked.get("title").unwrap_or(""));
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let found = rows::tracks_named(&mut db, &scope, artist, title).await?;
    let words = found.iter().map(|(_, _, track)| words(track)).find(|words| !words.is_empty());
    Answer::of("lyrics", &json!({ "artist": artist, "title": title, "value": words.unwrap_or_default() }))
}

fn words(track: &Track) -> String {
    lrc::words(&track.lyrics, &track.lyrics_synced)
}

/// `getLyricsBySongId`; with `enhanced` the moments of words too.
///
/// # Errors
/// 10 without an id, 70 for what is not in sight.
pub async fn by_song(caller: Caller) -> Result<Answer, Refused> {
    let id = Id::song(caller.asked.need("id")?)?;
    let is_enhanced = caller.asked.flag("enhanced", false);
    let mut db = caller.db().await?;
    let scope = catalogue::everything(&mut db, &caller).await?;
    let found = rows::tracks_by_id(&mut db, &scope, &[id]).await?;
    let (artist, release, track) = found.first().ok_or_else(Refused::not_found)?;
    let lang = Some(release.language.as_str()).filter(|lang| !lang.is_empty()).unwrap_or("und");
    let head = json!({ "lang": lang, "displayArtist": artist.name, "displayTitle": track.title });
    let all: Vec<Value> =
        [synced(track, is_enhanced), plain(track)].into_iter().flatten().map(|body| joined(&head, body)).collect();
    Answer::list("lyricsList", "structuredLyrics", &all)
}

fn joined(head: &Value, body: Value) -> Value {
    let mut all = head.as_object().cloned().unwrap_or_default();
    all.extend(body.as_object().cloned().unwrap_or_default());
    all.into()
}

fn plain(track: &Track) -> Option<Value> {
    let text = track.lyrics.trim();
    let line: Vec<Value> = text.lines().map(|line| json!({ "value": line.trim_end() })).collect();
    (!text.is_empty()).then(|| json!({ "synced": false, "line": line }))
}

fn synced(track: &Track, is_enhanced: bool) -> Option<Value> {
    let lines = lrc::parse(&track.lyrics_synced).unwrap_or_default();
    if lines.is_empty() {
        return None;
    }
    let timed: Vec<(u64, Timed)> = lines.iter().map(|line| (line.at_ms, Timed::of(line.at_ms, &line.text))).collect();
    let line: Vec<Value> = timed.iter().map(|(at, words)| json!({ "start": at, "value": words.text })).collect();
    let body = json!({ "synced": true, "line": line });
    if !is_enhanced {
        return Some(body);
    }
    let cues = |(index, (at, words)): (usize, &(u64, Timed))| {
        let cue: Vec<Value> = words.cues();
        (!cue.is_empty()).then(|| json!({ "index": index, "start": at, "value": words.text, "cue": cue }))
    };
    let lines: Vec<Value> = timed.iter().enumerate().filter_map(cues).collect();
    let lines = if lines.is_empty() { Value::Null } else { lines.into() };
    Some(with(body, [("kind", "main".into()), ("cueLine", lines)]))
}

/// A line whose words may have moments of their own: `<00:12.10>Salt <00:12.90>hands`.
#[derive(Debug, PartialEq)]
struct Timed {
    text: String,
    /// When a word begins, and where it stands in the text, from its first byte to behind its last.
    words: Vec<(u64, usize, usize)>,
}

impl Timed {
    fn of(line_at: u64, source: &str) -> Self {
        let (mut text, mut words) = (String::new(), Vec::new());
        let (mut rest, mut at) = (source, None);
        loop {
            let stamp = rest.find('<').and_then(|open| Some((open, moment(rest.get(open..)?)?)));
            let (before, next) = match stamp {
                Some((open, (ms, length))) => (rest.get(..open).unwrap_or(""), Some((ms, open + length))),
                None => (rest, None),
            };
            let begins = text.len();
            text.push_str(before);
            let spoken = before.trim_end();
            if !spoken.is_empty() && (at.is_some() || next.is_some()) {
                words.push((at.unwrap_or(line_at), begins, begins + spoken.len()));
            }
            let Some((ms, behind)) = next else { break };
            (at, rest) = (Some(ms), rest.get(behind..).unwrap_or(""));
        }
        let text = text.trim_end().to_owned();
        Self { text, words }
    }

    fn cues(&self) -> Vec<Value> {
        let cue = |(at, from, behind): &(u64, usize, usize)| {
            let value = self.text.get(*from..*behind)?;
            Some(json!({ "start": at, "byteStart": from, "byteEnd": behind.saturating_sub(1), "value": value }))
        };
        self.words.iter().filter_map(cue).collect()
    }
}

/// The moment that `<01:23.45>…` begins with, and how many bytes that takes.
fn moment(text: &str) -> Option<(u64, usize)> {
    let inside = text.strip_prefix('<')?.split_once('>')?.0;
    let (minutes, seconds) = inside.split_once(':')?;
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if ![minutes, whole, part].into_iter().all(is_digits) {
        return None;
    }
    let scale = [0, 100, 10, 1].get(part.len()).copied().unwrap_or(1);
    let ms = part.parse::<u64>().ok()? * scale;
    Some(((minutes.parse::<u64>().ok()? * 60 + whole.parse::<u64>().ok()?) * 1000 + ms, inside.len() + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_moments_keep_their_places() {
        let line = Timed::of(12_000, "<00:12.10>Salzige <00:12.90>Hände ");
        assert_eq!(line.text, "Salzige Hände");
        assert_eq!(line.words, [(12_100, 0, 7), (12_900, 8, 14)]);
        assert!(Timed::of(5, "no < stamps > here").words.is_empty());
        assert_eq!(Timed::of(5, "no < stamps > here").text, "no < stamps > here");
        let cue = &line.cues()[1];
        assert_eq!((cue["byteStart"].as_u64(), cue["byteEnd"].as_u64()), (Some(8), Some(13)));
    }
}
