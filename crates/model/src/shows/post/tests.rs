use chrono::Utc;

use super::*;
use crate::ids::{ArtistId, ShowId};
use crate::shows::{ChatMode, PostAfter, ShowKind};

const PAGE: &str = "https://music.example/live/low-water";

fn show() -> Show {
    let now = Utc::now();
    Show {
        id: ShowId::new(),
        artist_id: ArtistId::new(),
        kind: ShowKind::Set,
        slug: "low-water".to_owned(),
        title: "Low *Water*".to_owned(),
        about: String::new(),
        image_id: None,
        starts_at: None,
        ends_at: None,
        gate: Gate::Open,
        password_hash: None,
        ticket_minor: None,
        ticket_currency: None,
        sessions_at_once: 2,
        chat: ChatMode::Accounts,
        slow_mode_seconds: 0,
        allows_takeover: false,
        records: true,
        replays: true,
        announces: true,
        post_after: PostAfter::Edited,
        post_id: None,
        started_at: Some(now),
        ended_at: None,
        cancelled_at: None,
        recording_release_id: None,
        playing_title: String::new(),
        playing_artist: String::new(),
        created_at: now,
        updated_at: now,
    }
}

#[test]
fn the_post_says_where_to_listen_and_who_may() {
    let mut show = show();
    let live = post_text(&show, PAGE, true);
    assert_eq!(live, format!("Live now: Low \\*Water\\* — listen: <{PAGE}>"));
    let html = markdown::to_html(&live);
    assert!(html.contains("Low *Water*") && html.contains(&format!("href=\"{PAGE}\"")), "{html}");
    show.gate = Gate::Members;
    assert!(post_text(&show, PAGE, true).ends_with("\n\nFor members."));
    show.gate = Gate::Ticket;
    (show.ticket_minor, show.ticket_currency) = (Some(500), Some("EUR".to_owned()));
    assert!(post_text(&show, PAGE, true).ends_with("\n\nWith a ticket for €5.00."));
}

#[test]
fn after_the_end_it_leads_to_the_replay_if_there_is_one() {
    let mut show = show();
    show.ended_at = show.started_at;
    let replay = post_text(&show, PAGE, true);
    assert_eq!(replay, format!("Was live: Low \\*Water\\* — listen to the replay: <{PAGE}>"));
    let over = post_text(&show, PAGE, false);
    assert_eq!(over, "Was live: Low \\*Water\\* — it is over.");
    assert!([replay, over].iter().all(|text| is_post_text(text)));
    assert!(!is_post_text("Thank you all, that was lovely."));
}
