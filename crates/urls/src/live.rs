//! Addresses of live sets: the page of a show, its streams, its chat, and where an artist runs it.

use uuid::Uuid;

/// What is on air, and what comes soon.
pub const LIVE: &str = "/live";

/// A show's page, before it, while it runs and after.
#[must_use]
pub fn show(slug: &str) -> String {
    format!("/live/{slug}")
}

/// An artist's shows.
#[must_use]
pub fn of_artist(handle: &str) -> String {
    format!("/@{handle}/live")
}

/// A show's date for a calendar.
#[must_use]
pub fn calendar(slug: &str) -> String {
    format!("/live/{slug}/calendar.ics")
}

/// Where a show's password is said.
#[must_use]
pub fn password(slug: &str) -> String {
    format!("/live/{slug}/password")
}

/// How a show is doing, for its page.
#[must_use]
pub fn now(slug: &str) -> String {
    format!("/live/{slug}/now")
}

/// Lets whoever bought a ticket into its show, with the purchase's id and key.
#[must_use]
pub fn with_ticket(slug: &str, purchase: Uuid, key: &str) -> String {
    format!("/live/{slug}/ticket/{purchase}/{key}")
}

/// Where a ticket is bought.
#[must_use]
pub fn ticket(show: Uuid) -> String {
    format!("/buy/tickets/{show}")
}

/// Below what a show's streams stand: its page, or for somebody who was let in by a signed word `{expiry}.{signature}`.
#[must_use]
pub fn base(slug: &str, signed: Option<&str>) -> String {
    match signed {
        Some(word) => format!("/live/{slug}/{word}"),
        None => show(slug),
    }
}

/// The playlist of all renditions, with parts for players that know them.
#[must_use]
pub fn master(slug: &str, signed: Option<&str>) -> String {
    format!("{}/master.m3u8", base(slug, signed))
}

/// The playlist of all renditions for players that know no parts.
#[must_use]
pub fn plain(slug: &str, signed: Option<&str>) -> String {
    format!("{}/plain.m3u8", base(slug, signed))
}

/// The playlist of one rendition.
#[must_use]
pub fn playlist(slug: &str, signed: Option<&str>, rendition: &str) -> String {
    format!("{}/{rendition}/index.m3u8", base(slug, signed))
}

/// The head of a rendition in a run.
#[must_use]
pub fn init(slug: &str, signed: Option<&str>, (rendition, run): (&str, i32)) -> String {
    format!("{}/{rendition}/{run}.init.mp4", base(slug, signed))
}

/// A segment of a rendition.
#[must_use]
pub fn segment(slug: &str, signed: Option<&str>, (rendition, number): (&str, u64)) -> String {
    format!("{}/{rendition}/{number}.m4s", base(slug, signed))
}

/// A part of a segment.
#[must_use]
pub fn part(slug: &str, signed: Option<&str>, (rendition, number, part): (&str, u64, u32)) -> String {
    format!("{}/{rendition}/{number}.{part}.m4s", base(slug, signed))
}

/// The chat beside a show: a WebSocket.
#[must_use]
pub fn chat(slug: &str) -> String {
    format!("/live/{slug}/chat")
}

/// Where a line of the chat is sent by a form; its older lines with `?before=`.
#[must_use]
pub fn chat_messages(slug: &str) -> String {
    format!("/live/{slug}/chat/messages")
}

/// Where a line of the chat is taken away.
#[must_use]
pub fn chat_deletion(slug: &str, message: Uuid) -> String {
    format!("/live/{slug}/chat/messages/{message}/deletion")
}

/// Where whoever wrote a line is muted or banned.
#[must_use]
pub fn chat_ban(slug: &str, message: Uuid) -> String {
    format!("/live/{slug}/chat/messages/{message}/ban")
}

/// The browser as a source: a WebSocket.
#[must_use]
pub fn source(slug: &str) -> String {
    format!("/live/{slug}/source")
}

/// A show as an Event of ActivityPub: its id.
#[must_use]
pub fn event(id: Uuid) -> String {
    format!("/ap/shows/{id}")
}

/// An artist's shows in the studio.
#[must_use]
pub fn studio(handle: &str) -> String {
    format!("/studio/shows?artist={handle}")
}

/// Where a show is planned.
#[must_use]
pub fn new_show(handle: &str) -> String {
    format!("/studio/shows/new?artist={handle}")
}

/// Where a planned show is sent.
#[must_use]
pub fn create_show(handle: &str) -> String {
    format!("/studio/artists/{handle}/shows")
}

/// A show in the studio: its levels, its source, its buttons.
#[must_use]
pub fn desk(id: Uuid) -> String {
    format!("/studio/shows/{id}")
}

/// The form of a show.
#[must_use]
pub fn edit_show(id: Uuid) -> String {
    format!("/studio/shows/{id}/edit")
}

/// What is done to a show in the studio by a form: `cancellation`, `deletion`, `end`, `capture`, `release`, `mark`,
/// `playing`.
#[must_use]
pub fn desk_action(id: Uuid, action: &str) -> String {
    format!("/studio/shows/{id}/{action}")
}

/// How a show is doing, as events while it happens.
#[must_use]
pub fn status(id: Uuid) -> String {
    format!("/studio/shows/{id}/status")
}

/// The stream keys of an artist.
#[must_use]
pub fn stream_keys(handle: &str) -> String {
    format!("/studio/artists/{handle}/stream-keys")
}

/// The stream keys of one show.
#[must_use]
pub fn show_keys(id: Uuid) -> String {
    format!("/studio/shows/{id}/stream-keys")
}

/// Where a stream key is revoked.
#[must_use]
pub fn stream_key_revocation(id: Uuid) -> String {
    format!("/studio/stream-keys/{id}/revocation")
}

/// Where a key gives way to a new one.
#[must_use]
pub fn stream_key_renewal(id: Uuid) -> String {
    format!("/studio/stream-keys/{id}/renewal")
}

/// The marks of a show on its waveform.
#[must_use]
pub fn marks(id: Uuid) -> String {
    format!("/studio/shows/{id}/marks")
}

/// A mark of a show: where it is moved or renamed.
#[must_use]
pub fn mark(show: Uuid, mark: Uuid) -> String {
    format!("/studio/shows/{show}/marks/{mark}")
}

/// Where a mark is removed.
#[must_use]
pub fn mark_deletion(show: Uuid, mark: Uuid) -> String {
    format!("/studio/shows/{show}/marks/{mark}/deletion")
}

/// The marks as a file: `cue` or `txt` (Audacity's labels).
#[must_use]
pub fn marks_file(id: Uuid, format: &str) -> String {
    format!("/studio/shows/{id}/marks.{format}")
}

/// Where the marks are read from a file.
#[must_use]
pub fn marks_import(id: Uuid) -> String {
    format!("/studio/shows/{id}/marks/import")
}

/// Where the recording is cut at its marks.
#[must_use]
pub fn recording_cut(id: Uuid) -> String {
    format!("/studio/shows/{id}/cut")
}

/// What plays when nobody is live.
#[must_use]
pub fn rotation(id: Uuid) -> String {
    format!("/studio/shows/{id}/rotation")
}

/// Other stations that get the sound.
#[must_use]
pub fn relays(id: Uuid) -> String {
    format!("/studio/shows/{id}/relays")
}

/// Where a relay is removed.
#[must_use]
pub fn relay_deletion(id: Uuid) -> String {
    format!("/studio/relays/{id}/deletion")
}

/// Who listened.
#[must_use]
pub fn audience(id: Uuid) -> String {
    format!("/studio/shows/{id}/audience")
}

/// Who listened, as a table.
#[must_use]
pub fn audience_table(id: Uuid) -> String {
    format!("/studio/shows/{id}/audience.csv")
}

/// What was played, for collecting societies.
#[must_use]
pub fn performances(id: Uuid) -> String {
    format!("/studio/shows/{id}/performances.csv")
}

/// An artist's chats: words, moderators, bans.
#[must_use]
pub fn chat_rules(handle: &str) -> String {
    format!("/studio/chat?artist={handle}")
}

/// What is done to an artist's chats by a form: `words`, `moderators`.
#[must_use]
pub fn chat_rules_action(handle: &str, action: &str) -> String {
    format!("/studio/artists/{handle}/chat/{action}")
}

/// Where a mute or ban is lifted.
#[must_use]
pub fn chat_ban_lift(id: Uuid) -> String {
    format!("/studio/chat/bans/{id}/lift")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_word_stands_between_the_show_and_its_streams() {
        assert_eq!(master("night", None), "/live/night/master.m3u8");
        assert_eq!(part("night", Some("17.ab"), ("aac-64", 5, 11)), "/live/night/17.ab/aac-64/5.11.m4s");
    }
}
