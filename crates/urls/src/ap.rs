//! Addresses of ActivityPub: ids of actors, objects and activities, and their collections.
//!
//! An id never changes, whatever a handle or a title becomes. [`parse`] reads the ones of single things back.

use uuid::Uuid;

/// Where activities for anybody here are posted.
pub const SHARED_INBOX: &str = "/ap/inbox";
/// Where somebody from elsewhere follows, likes or answers something as the one who is signed in here.
pub const INTERACTION: &str = "/authorize_interaction";

/// An actor.
#[must_use]
pub fn actor(id: Uuid) -> String {
    format!("/ap/actors/{id}")
}

/// Where an actor is written to.
#[must_use]
pub fn inbox(actor: Uuid) -> String {
    format!("/ap/actors/{actor}/inbox")
}

/// What an actor said.
#[must_use]
pub fn outbox(actor: Uuid) -> String {
    format!("/ap/actors/{actor}/outbox")
}

/// Who follows an actor.
#[must_use]
pub fn followers(actor: Uuid) -> String {
    format!("/ap/actors/{actor}/followers")
}

/// Whom an actor follows.
#[must_use]
pub fn following(actor: Uuid) -> String {
    format!("/ap/actors/{actor}/following")
}

/// What an actor wants to be seen first.
#[must_use]
pub fn featured(actor: Uuid) -> String {
    format!("/ap/actors/{actor}/featured")
}

/// The hashtags an actor wants to be found by.
#[must_use]
pub fn tags(actor: Uuid) -> String {
    format!("/ap/actors/{actor}/tags")
}

/// Where activities for anybody here are posted.
#[must_use]
pub fn shared_inbox() -> String {
    SHARED_INBOX.to_owned()
}

/// A release, as an album.
#[must_use]
pub fn release(id: Uuid) -> String {
    format!("/ap/releases/{id}")
}

/// The note that announces a release.
#[must_use]
pub fn release_note(id: Uuid) -> String {
    format!("/ap/releases/{id}/note")
}

/// The tracks of a release.
#[must_use]
pub fn release_tracks(id: Uuid) -> String {
    format!("/ap/releases/{id}/tracks")
}

/// The conversation about a release: what notes about it and its tracks name as their context.
#[must_use]
pub fn release_context(id: Uuid) -> String {
    format!("/ap/releases/{id}/context")
}

/// A track, as audio.
#[must_use]
pub fn track(id: Uuid) -> String {
    format!("/ap/tracks/{id}")
}

/// The note about a track, which answers the one about its release.
#[must_use]
pub fn track_note(id: Uuid) -> String {
    format!("/ap/tracks/{id}/note")
}

/// A post or comment.
#[must_use]
pub fn post(id: Uuid) -> String {
    format!("/ap/posts/{id}")
}

/// The answers to a note with this address.
#[must_use]
pub fn replies(note: &str) -> String {
    format!("{note}/replies")
}

/// The likes of a note with this address.
#[must_use]
pub fn likes(note: &str) -> String {
    format!("{note}/likes")
}

/// The boosts of a note with this address.
#[must_use]
pub fn shares(note: &str) -> String {
    format!("{note}/shares")
}

/// An activity that was sent.
#[must_use]
pub fn activity(id: Uuid) -> String {
    format!("/ap/activities/{id}")
}

/// That something of somebody here may be quoted: the stamp of a yes, by the activity that said it.
#[must_use]
pub fn quote(id: Uuid) -> String {
    format!("/ap/quotes/{id}")
}

/// That somebody here follows somebody.
#[must_use]
pub fn follow(id: Uuid) -> String {
    format!("/ap/follows/{id}")
}

/// That somebody here likes or boosts something.
#[must_use]
pub fn reaction(id: Uuid) -> String {
    format!("/ap/reactions/{id}")
}

/// A page of a collection: the newest, or what stands before a member that `before` names.
#[must_use]
pub fn page(collection: &str, before: Option<&str>) -> String {
    match before {
        Some(before) => format!("{collection}?page=true&before={}", crate::encode(before)),
        None => format!("{collection}?page=true"),
    }
}

/// The RSS feed of an artist.
#[must_use]
pub fn feed(handle: &str) -> String {
    format!("/@{handle}/feed.rss")
}

/// What the instance says of itself, in this version of NodeInfo: `2.0` or `2.1`.
#[must_use]
pub fn nodeinfo(version: &str) -> String {
    format!("/nodeinfo/{version}")
}

/// A thing of this instance that has an id of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Local {
    /// An actor.
    Actor(Uuid),
    /// A release as an album.
    Release(Uuid),
    /// The note about a release.
    ReleaseNote(Uuid),
    /// A track as audio.
    Track(Uuid),
    /// The note about a track.
    TrackNote(Uuid),
    /// A post or comment.
    Post(Uuid),
    /// A show.
    Show(Uuid),
    /// An activity that was sent.
    Activity(Uuid),
    /// A follow.
    Follow(Uuid),
    /// A like or boost.
    Reaction(Uuid),
}

impl Local {
    /// Its address.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Actor(id) => actor(id),
            Self::Release(id) => release(id),
            Self::ReleaseNote(id) => release_note(id),
            Self::Track(id) => track(id),
            Self::TrackNote(id) => track_note(id),
            Self::Post(id) => post(id),
            Self::Show(id) => crate::live::event(id),
            Self::Activity(id) => activity(id),
            Self::Follow(id) => follow(id),
            Self::Reaction(id) => reaction(id),
        }
    }
}

/// What a path names; a fragment (`#main-key`) is left out of it. None for collections, pages and ids in another spelling
/// than the one that is given out.
#[must_use]
pub fn parse(path: &str) -> Option<Local> {
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    let mut parts = path.strip_prefix("/ap/")?.split('/');
    let (noun, id, note) = (parts.next()?, Uuid::try_parse(parts.next()?).ok()?, parts.next());
    let local = match (noun, note) {
        ("actors", None) => Local::Actor(id),
        ("releases", None) => Local::Release(id),
        ("releases", Some(_)) => Local::ReleaseNote(id),
        ("tracks", None) => Local::Track(id),
        ("tracks", Some(_)) => Local::TrackNote(id),
        ("posts", None) => Local::Post(id),
        ("shows", None) => Local::Show(id),
        ("activities", None) => Local::Activity(id),
        ("follows", None) => Local::Follow(id),
        ("reactions", None) => Local::Reaction(id),
        _ => return None,
    };
    // Whatever else it says, or says in other words, is not an id of ours: one thing has one id.
    (local.path() == path).then_some(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(0x0197_a1b2_c3d4_7e5f_8a9b_0c1d_2e3f_4a5b);

    #[test]
    fn every_id_is_read_back() {
        let all = [
            Local::Actor(ID),
            Local::Release(ID),
            Local::ReleaseNote(ID),
            Local::Track(ID),
            Local::TrackNote(ID),
            Local::Post(ID),
            Local::Show(ID),
            Local::Activity(ID),
            Local::Follow(ID),
            Local::Reaction(ID),
        ];
        for local in all {
            assert_eq!(parse(&local.path()), Some(local), "{}", local.path());
        }
    }

    #[test]
    fn a_key_names_its_actor() {
        assert_eq!(parse(&format!("{}#main-key", actor(ID))), Some(Local::Actor(ID)));
    }

    #[test]
    fn what_is_no_id_is_nothing() {
        let others = [
            inbox(ID),
            followers(ID),
            release_tracks(ID),
            replies(&release_note(ID)),
            likes(&post(ID)),
            SHARED_INBOX.to_owned(),
            page(&outbox(ID), None),
            "/@larks".to_owned(),
            "/ap/actors/".to_owned(),
            "/ap/actors/larks".to_owned(),
            format!("/ap/posts/{ID}/"),
            format!("/ap/posts/{}", ID.simple()),
            format!("/ap/posts/{}", ID.to_string().to_uppercase()),
            format!("https://music.example/ap/posts/{ID}"),
        ];
        for path in others {
            assert_eq!(parse(&path), None, "{path}");
        }
    }

    #[test]
    fn a_page_names_what_it_stands_before() {
        assert_eq!(page("/ap/actors/x/outbox", None), "/ap/actors/x/outbox?page=true");
        let before = page("/ap/actors/x/outbox", Some("2026-11-21T09:00:00+00:00"));
        assert_eq!(before, "/ap/actors/x/outbox?page=true&before=2026-11-21T09%3A00%3A00%2B00%3A00");
    }
}
