//! What is said beside a show.

use chrono::{Duration, Utc};
use model::Connection;
use model::chat::{self, BroughtPost, ChatKind, ChatMessage, ChatRefusal, NewLine, Speaker};
use model::shows::{self, Show};

use super::show;
use crate::support::{Db, account, artist, fan, run, write};

const GUEST: Speaker = Speaker::Guest([7; 16]);

async fn say(c: &mut Connection, show: &Show, speaker: Speaker, body: &str) -> Result<ChatMessage, ChatRefusal> {
    chat::say(c, show, &NewLine { speaker, name: "Ann", body }, Utc::now()).await
}

#[tokio::test]
async fn slow_mode_lets_one_of_twenty_lines_through() {
    let db = Db::new().await;
    let (night, ann, ben) = {
        let c = &mut db.connection().await;
        let (ode, _) = artist(c, "ode").await;
        let night = show(c, &ode, |input| input.slow_mode_seconds = "600".to_owned()).await;
        (night, Speaker::Account(account(c, "ann").await.id), Speaker::Account(account(c, "ben").await.id))
    };
    let send = async |number: usize| {
        let c = &mut db.connection().await;
        say(c, &night, ann, &format!("line {number}")).await
    };
    let sent = super::futures_of((0..20).map(send)).await;
    assert_eq!(sent.iter().filter(|sent| sent.is_ok()).count(), 1);
    for refused in sent.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, ChatRefusal::SlowMode { seconds: 1..=600 }), "{refused}");
    }
    let c = &mut db.connection().await;
    assert!(say(c, &night, ben, "hello").await.is_ok(), "slow mode is each one's own");
    assert_eq!(chat::history(c, night.id, None, 50).await.unwrap().len(), 2);
    run(c, "UPDATE throttles SET window_ends_at = now() - interval '1 second'").await;
    assert!(say(c, &night, ann, "later").await.is_ok());
}

#[tokio::test]
async fn who_may_speak_is_the_artists_to_say() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, _) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await;
    let open = show(c, &ode, |input| input.chat = "guests".to_owned()).await;
    let off = show(c, &ode, |input| input.chat = "off".to_owned()).await;
    let ann = account(c, "ann").await.id;
    let by = account(c, "mod").await.id;
    let speaker = Speaker::Account(ann);
    assert!(matches!(say(c, &off, speaker, "hello").await, Err(ChatRefusal::Off)));
    assert!(matches!(say(c, &night, GUEST, "hello").await, Err(ChatRefusal::GuestsNotAllowed)));
    assert!(matches!(say(c, &night, speaker, " \n ").await, Err(ChatRefusal::Empty)));
    assert!(matches!(say(c, &night, speaker, &"x".repeat(501)).await, Err(ChatRefusal::TooLong)));
    let line = say(c, &open, GUEST, "hello").await.unwrap();
    assert_eq!(line.speaker(), Some(GUEST));

    chat::set_words(c, ode.id, &["Boat".to_owned(), "x".to_owned(), "sink it".to_owned()]).await.unwrap();
    assert_eq!(chat::words(c, ode.id).await.unwrap(), ["boat", "sink it"]);
    for said in ["BOAT!", "a bóat", "please, sink it"] {
        assert!(matches!(say(c, &night, speaker, said).await, Err(ChatRefusal::Word)), "{said}");
    }
    assert!(say(c, &night, speaker, "boats sink").await.is_ok());

    assert!(!chat::may_moderate(c, ode.id, by).await.unwrap());
    chat::add_moderator(c, ode.id, by).await.unwrap();
    assert!(chat::may_moderate(c, ode.id, by).await.unwrap());
    assert!(say(c, &night, Speaker::Account(by), "no boats today").await.is_ok(), "moderators may name it");
    let soon = Utc::now() + Duration::minutes(5);
    chat::mute(c, ode.id, speaker, ("Ann", by), soon).await.unwrap();
    assert!(matches!(say(c, &night, speaker, "hello").await, Err(ChatRefusal::Muted)));
    chat::ban(c, ode.id, GUEST, ("A guest", by)).await.unwrap();
    assert!(matches!(say(c, &open, GUEST, "hello").await, Err(ChatRefusal::Banned)));
    assert!(say(c, &open, Speaker::Guest([8; 16]), "hello").await.is_ok(), "another guest");
    let bans = chat::bans(c, ode.id, Utc::now()).await.unwrap();
    assert_eq!(bans.len(), 2);
    assert_eq!(chat::bans(c, ode.id, soon).await.unwrap().len(), 1, "a mute is over by itself");
    for ban in bans {
        chat::lift(c, ode.id, ban.id).await.unwrap();
    }
    assert!(say(c, &open, GUEST, "again").await.is_ok());
    shows::start(c, night.id, Utc::now() - Duration::hours(5)).await.unwrap();
    shows::end(c, night.id, Utc::now() - Duration::hours(2)).await.unwrap();
    let over = super::again(c, &night).await;
    assert!(matches!(say(c, &over, speaker, "hello?").await, Err(ChatRefusal::Off)));
}

#[tokio::test]
async fn history_goes_back_page_by_page_without_what_was_taken_away() {
    let db = Db::new().await;
    let c = &mut db.connection().await;
    let (ode, actor) = artist(c, "ode").await;
    let night = show(c, &ode, |_| {}).await;
    // The artist's own people are not slowed down.
    let owner = Speaker::Account(model::members::of_artist(c, ode.id).await.unwrap()[0].0.id);
    let mut lines = Vec::new();
    for number in 0..25 {
        lines.push(say(c, &night, owner, &format!("line {number}")).await.unwrap());
    }
    assert!(chat::delete(c, lines[20].id, None, Utc::now()).await.unwrap());
    assert!(!chat::delete(c, lines[20].id, None, Utc::now()).await.unwrap());
    assert_eq!(chat::find(c, lines[20].id).await.unwrap().unwrap().body, "", "its words are gone");
    let last = chat::history(c, night.id, None, 10).await.unwrap();
    assert_eq!((last[0].body.as_str(), last[9].body.as_str()), ("line 14", "line 24"));
    let before = chat::history(c, night.id, Some(last[0].id), 10).await.unwrap();
    assert_eq!((before[0].body.as_str(), before[9].body.as_str()), ("line 4", "line 13"));

    let post = write(c, &actor, None, "we are live").await;
    shows::set_post(c, night.id, Some(post.id)).await.unwrap();
    assert_eq!(shows::of_post(c, post.id).await.unwrap().unwrap().id, night.id);
    let ben = fan(c, "ben").await;
    let answer = write(c, &ben, None, "lovely").await;
    for text in ["lovely", "lovely!"] {
        let brought = BroughtPost { post: answer.id, name: "Ben", text, at: Utc::now() };
        chat::bring_post(c, night.id, &brought).await.unwrap();
    }
    let last = chat::history(c, night.id, None, 1).await.unwrap();
    assert_eq!((last[0].kind, last[0].body.as_str()), (ChatKind::Post, "lovely!"));
    chat::forget_post(c, answer.id, Utc::now()).await.unwrap();
    assert_eq!(chat::history(c, night.id, None, 1).await.unwrap()[0].body, "line 24");
    chat::delete_all_of(c, night.id, owner, None, Utc::now()).await.unwrap();
    assert!(chat::history(c, night.id, None, 10).await.unwrap().is_empty());
}
