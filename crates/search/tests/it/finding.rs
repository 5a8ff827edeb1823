//! What words find.

use std::sync::Arc;
use std::time::{Duration, Instant};

use search::{Document, Engine, Kind};

use crate::catalogue::{document, find, keep, track, words};

pub async fn words_are_found_in_every_field_titles_first(engine: Arc<dyn Engine>) {
    let text = Document { text: "we walk along the harbour at night".into(), ..track(4, "Walk", "Ode") };
    let on = Document { on: vec!["Harbour".into()], ..track(3, "Gulls", "Ode") };
    keep(&engine, vec![text, on, track(2, "Rope", "Harbour"), track(1, "Harbour", "Ode"), track(5, "Sand", "Ode")])
        .await;
    assert_eq!(find(&engine, "harbour").await, [1, 2, 3, 4]);
    assert_eq!(find(&engine, "walk night").await, [4]);
    assert_eq!(find(&engine, "gulls harbour").await, [3]);
}

pub async fn words_may_be_unfinished(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Midnight Harbour", "Ode"), track(2, "Noon", "Mid"), track(3, "Rope", "Ode")]).await;
    assert_eq!(find(&engine, "mid").await.len(), 2);
    assert_eq!(find(&engine, "midn").await.first(), Some(&1));
    assert_eq!(find(&engine, "midnight ha").await, [1]);
    assert_eq!(find(&engine, "r").await, [3]);
    // Only the last word is still being typed.
    assert!(find(&engine, "har zzz").await.is_empty());
}

pub async fn words_may_be_mistyped_once_from_four_letters(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Harbour", "Ode"), track(2, "Moon", "Ode"), track(3, "Sky", "Ode")]).await;
    for typed in ["harbuor", "habour", "harboour", "hxrbour"] {
        assert_eq!(find(&engine, typed).await, [1], "{typed}");
    }
    assert_eq!(find(&engine, "mooon").await, [2]);
    assert_eq!(find(&engine, "mxon").await, [2]);
    for typed in ["sxy", "hxrbxur"] {
        assert!(find(&engine, typed).await.is_empty(), "{typed}");
    }
}

pub async fn words_may_be_mistyped_twice_from_eight_letters(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Cartographer", "Ode"), track(2, "Harbour", "Ode")]).await;
    for typed in ["cartograhper", "crtographr", "cartoxraxher", "catrograhper"] {
        assert_eq!(find(&engine, typed).await, [1], "{typed}");
    }
    assert!(find(&engine, "cxrtxgrxpher").await.is_empty());
    // What was typed right comes before what is close to it.
    keep(&engine, vec![track(3, "Harbours", "Ode"), track(2, "Harbour", "Ode"), track(4, "Barbour", "Ode")]).await;
    assert_eq!(find(&engine, "harbour").await.first(), Some(&2));
}

pub async fn accents_and_case_do_not_count(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Fjörður", "Sigur Rós"), track(2, "Straße", "Mø"), track(3, "CAFÉ", "Łódź")]).await;
    assert_eq!(find(&engine, "sigur ros").await, [1]);
    assert_eq!(find(&engine, "SIGUR RÓS").await, [1]);
    assert_eq!(find(&engine, "strasse").await, [2]);
    assert_eq!(find(&engine, "Café").await, [3]);
    assert_eq!(find(&engine, "cafe lodz").await, [3]);
}

pub async fn many_scripts_are_found(engine: Arc<dyn Engine>) {
    let titles = [
        (1, "Подмосковные вечера"),
        (2, "Τα παιδιά του Πειραιά"),
        (3, "أغنية البحر"),
        (4, "서울의 밤"),
        (5, "東京の夜"),
        (6, "เพลงรัก"),
        (7, "שיר הים"),
        (8, "गीत सागर"),
    ];
    keep(&engine, titles.map(|(id, title)| track(id, title, "Ode")).to_vec()).await;
    let typed = [
        ("вечера", 1),
        ("ВЕЧЕРА", 1),
        ("вечре", 1),
        ("παιδια", 2),
        ("Πειραια", 2),
        ("البحر", 3),
        ("서울", 4),
        ("東京", 5),
        ("เพลง", 6),
        ("הים", 7),
        ("सागर", 8),
    ];
    for (typed, id) in typed {
        assert_eq!(find(&engine, typed).await.first(), Some(&id), "{typed}");
    }
}

pub async fn the_same_is_said_in_several_ways(engine: Arc<dyn Engine>) {
    keep(
        &engine,
        vec![track(1, "Drum and Bass Live", "Ode"), track(2, "DnB Tape", "Ode"), track(3, "Rope Remix", "Ode")],
    )
    .await;
    let mut found = find(&engine, "dnb").await;
    found.sort_unstable();
    assert_eq!(found, [1, 2]);
    assert!(find(&engine, "drum and bass").await.contains(&2));
    assert_eq!(find(&engine, "rope rmx").await, [3]);
}

pub async fn words_may_be_joined_and_parted(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Blackbird", "Ode"), track(2, "Snow Field", "Ode")]).await;
    assert_eq!(find(&engine, "black bird").await, [1]);
    assert_eq!(find(&engine, "snowfield").await, [2]);
}

pub async fn every_word_counts_and_then_fewer(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Quiet Harbour", "Ode"), track(2, "Quiet Room", "Ode"), track(3, "Rope", "Ode")]).await;
    assert_eq!(find(&engine, "quiet harbour").await, [1]);
    assert_eq!(find(&engine, "harbour quiet ode").await, [1]);
    // Nothing has all three: what has the first two comes in place of nothing.
    assert_eq!(find(&engine, "quiet harbour zzzzqq").await.first(), Some(&1));
    assert!(find(&engine, "zzzzqq").await.is_empty());
}

pub async fn words_in_order_come_first(engine: Arc<dyn Engine>) {
    let heard = Document { popularity: 1_000_000, ..track(1, "Train Night", "Ode") };
    keep(&engine, vec![heard, track(2, "Night Train", "Ode"), track(3, "Night", "Train")]).await;
    let found = find(&engine, "night train").await;
    assert_eq!((found.first(), found.len()), (Some(&2), 3));
    assert_eq!(find(&engine, "night tra").await.first(), Some(&2));
}

pub async fn nothing_typed_is_an_operator(engine: Arc<dyn Engine>) {
    keep(&engine, vec![track(1, "Rope and Sail", "Ode"), track(2, "Sail", "Ode")]).await;
    for typed in ["\"rope sail\"", "rope -sail", "+rope +sail", "(rope) sail", "rope\u{202e} sail", "rope AND sail"] {
        assert_eq!(find(&engine, typed).await.first(), Some(&1), "{typed}");
    }
    for typed in ["ro*", ".*", "/^.*$/", "*", "id IN [1]", "title:rope sail", "rope OR"] {
        assert!(engine.search(&words(typed)).await.is_ok(), "{typed}");
    }
}

pub async fn what_nobody_would_type_is_answered_quickly(engine: Arc<dyn Engine>) {
    let text = "harbour night rope sail tide gull sand moon walk sea ".repeat(50);
    let documents =
        (1..100).map(|id| Document { text: text.clone(), ..track(id, &format!("Song {id}"), "Ode") }).collect();
    keep(&engine, documents).await;
    let typed = [
        "x".repeat(10_000),
        "harbour ".repeat(2_000),
        "\u{202e}\u{200f}".repeat(5_000),
        "(((((((((".repeat(1_000),
        "a b c d e f g h i j k l m n o p".to_owned(),
        "'; DROP TABLE tracks; --".to_owned(),
        "\0\u{1}\u{7f}\r\n\t".to_owned(),
        "🎵🎶🎷 ".repeat(100),
        "e\u{301}\u{301}\u{301}\u{301}".repeat(500),
        "東".repeat(10_000),
    ];
    for typed in typed {
        let begun = Instant::now();
        let short: String = typed.chars().take(20).collect();
        engine.search(&words(&typed)).await.unwrap_or_else(|error| panic!("{short}: {error}"));
        engine.suggest(&typed, 8).await.unwrap_or_else(|error| panic!("{short}: {error}"));
        assert!(begun.elapsed() < Duration::from_secs(4), "{short} took {:?}", begun.elapsed());
    }
}

pub async fn suggestions_are_titles_and_names(engine: Arc<dyn Engine>) {
    let hidden = Document { text: "marathon".into(), ..track(5, "Rope", "Ode") };
    let again = Document { key: search::Key { kind: Kind::Track, id: 6 }, ..track(3, "Maraschino", "Ode") };
    let artist = document(Kind::Artist, 1, "Mara Holt");
    let documents = vec![
        artist,
        track(2, "Tide", "Mara Holt"),
        track(3, "Maraschino", "Ode"),
        again,
        track(4, "Rope", "Ode"),
        hidden,
    ];
    keep(&engine, documents).await;
    let suggested = engine.suggest("mara", 5).await.unwrap();
    let titles: Vec<(&str, &str)> = suggested.iter().map(|it| (it.title.as_str(), it.by.as_str())).collect();
    assert!(titles.contains(&("Mara Holt", "")), "{titles:?}");
    assert!(titles.contains(&("Tide", "Mara Holt")), "{titles:?}");
    assert_eq!(titles.iter().filter(|(title, _)| *title == "Maraschino").count(), 1, "{titles:?}");
    assert!(!titles.iter().any(|(title, _)| *title == "Rope"), "{titles:?}");
    assert_eq!(engine.suggest("mara", 1).await.unwrap().len(), 1);
    assert!(engine.suggest("  ", 5).await.unwrap().is_empty());
    assert!(engine.suggest("mara", 0).await.unwrap().is_empty());
    assert_eq!(
        engine.suggest("mraa holt", 5).await.unwrap().first().map(|it| it.title.clone()),
        Some("Mara Holt".to_owned())
    );
}
