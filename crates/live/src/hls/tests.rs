use std::sync::Arc;

use super::*;

const START: i64 = 1_795_000_000_000;

/// Feeds a window as a worker does.
struct Feed {
    window: Arc<Window>,
    run: i32,
    segment: u64,
    part: u32,
    at: u64,
}

impl Feed {
    fn new(first: u64) -> Self {
        let feed = Self { window: Arc::new(Window::new()), run: 0, segment: first, part: 0, at: 0 };
        feed.init(0);
        feed
    }

    fn init(&self, run: i32) {
        self.window.push(&Frame::Init { run, bytes: Bytes::from(format!("init {run}")) });
    }

    fn run(&mut self) {
        self.run += 1;
        self.init(self.run);
        (self.segment, self.part) = if self.part == 0 { (self.segment, 0) } else { (self.segment + 1, 0) };
    }

    fn part(&mut self) {
        let ends = self.part == 11;
        self.window.push(&Frame::Part {
            segment: self.segment,
            part: self.part,
            frames: PART_FRAMES,
            begins_at_ms: START + i64::try_from(self.at * 1_000 / u64::from(RATE)).unwrap(),
            breaks: false,
            ends,
            bytes: Bytes::from(format!("[{}.{}]", self.segment, self.part)),
        });
        self.at += u64::from(PART_FRAMES);
        (self.segment, self.part) = if ends { (self.segment + 1, 0) } else { (self.segment, self.part + 1) };
    }

    fn parts(&mut self, count: u32) {
        (0..count).for_each(|_| self.part());
    }

    fn list(&self, wish: &Wish<'_>) -> String {
        let text = self.window.playlist(wish).unwrap();
        assert_fit(&text);
        text
    }
}

const LOW: Wish<'static> = Wish { low_latency: true, skip: false, old: &[], others: &[], query: "" };
const PLAIN: Wish<'static> = Wish { low_latency: false, ..LOW };

fn lines<'a>(text: &'a str, tag: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(tag)).collect()
}

fn attribute<'a>(line: &'a str, name: &str) -> &'a str {
    line.split(',').find_map(|one| one.strip_prefix(name)).unwrap().trim_matches('"')
}

/// What every playlist must be like.
fn assert_fit(text: &str) {
    assert!(text.starts_with("#EXTM3U\n"));
    let target: f64 = lines(text, "#EXT-X-TARGETDURATION:")[0].parse().unwrap();
    let (mut parts, mut has_parts, mut dated) = (0.0, false, false);
    let mut number: u64 = lines(text, "#EXT-X-MEDIA-SEQUENCE:")[0].parse().unwrap();
    for line in text.lines() {
        if let Some(skip) = line.strip_prefix("#EXT-X-SKIP:SKIPPED-SEGMENTS=") {
            number += skip.parse::<u64>().unwrap();
        } else if line.starts_with("#EXT-X-PROGRAM-DATE-TIME:") {
            dated = true;
        } else if let Some(part) = line.strip_prefix("#EXT-X-PART:") {
            let length: f64 = attribute(part, "DURATION=").parse().unwrap();
            assert!(length <= 0.32 && part.contains("INDEPENDENT=YES"));
            assert!(attribute(part, "URI=").starts_with(&format!("{number}.")), "{part} in {number}");
            (parts, has_parts) = (parts + length, true);
        } else if let Some(length) = line.strip_prefix("#EXTINF:") {
            let length: f64 = length.trim_end_matches(',').parse().unwrap();
            assert!(length.round() <= target && dated);
            assert!(!has_parts || (parts - length).abs() < 1e-4, "{parts} {length}");
            (parts, has_parts, dated) = (0.0, false, false);
        } else if !line.starts_with('#') {
            if lines(text, "#EXT-X-PLAYLIST-TYPE:VOD").is_empty() {
                assert!(line.starts_with(&format!("{number}.m4s")), "{line} is not {number}");
            }
            number += 1;
        }
    }
}

#[test]
fn a_show_begins() {
    let mut feed = Feed::new(0);
    assert_eq!(feed.window.playlist(&LOW), None);
    feed.part();
    assert_eq!(feed.window.playlist(&PLAIN), None);
    let text = feed.list(&LOW);
    assert_eq!(lines(&text, "#EXT-X-MAP:"), ["URI=\"0.init.mp4\""]);
    assert_eq!(lines(&text, "#EXT-X-PART:"), ["DURATION=0.320000,URI=\"0.0.m4s\",INDEPENDENT=YES"]);
    assert_eq!(lines(&text, "#EXT-X-PRELOAD-HINT:"), ["TYPE=PART,URI=\"0.1.m4s\""]);
    assert!(text.contains("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.960000,CAN-SKIP-UNTIL=24.0\n"));
    assert!(text.contains("#EXT-X-PART-INF:PART-TARGET=0.320000\n"));
    assert!(text.contains("#EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:40.000Z\n"), "{text}");
    feed.parts(11);
    let text = feed.list(&PLAIN);
    assert_eq!(lines(&text, "#EXTINF:"), ["3.840000,"]);
    assert!(!text.contains("PART") && text.contains("#EXT-X-VERSION:6\n"));
    assert_eq!(lines(&feed.list(&LOW), "#EXT-X-PRELOAD-HINT:"), ["TYPE=PART,URI=\"1.0.m4s\""]);
    assert_eq!(feed.window.segment(0).unwrap().len(), "[0.0]".len() * 10 + "[0.10]".len() * 2);
    assert_eq!(feed.window.segment(1), None);
}

#[test]
fn the_window_moves_and_the_numbers_hold() {
    let mut feed = Feed::new(7);
    for count in 0..500 {
        feed.part();
        let others = [("../aac-64/index.m3u8".to_owned(), feed.window.last())];
        let text = feed.list(&Wish { others: &others, query: "?t=1", ..LOW });
        assert!(lines(&text, "#EXT-X-PART:").len() <= 48, "{count}");
        assert!(
            text.contains("m4s?t=1\"")
                && text.contains("#EXT-X-RENDITION-REPORT:URI=\"../aac-64/index.m3u8\",LAST-MSN=")
        );
        if count > 12 {
            feed.list(&PLAIN);
        }
    }
    let text = feed.list(&PLAIN);
    let first = feed.window.first().unwrap();
    assert_eq!(lines(&text, "#EXT-X-MEDIA-SEQUENCE:")[0].parse(), Ok(first));
    assert!((16..=17).contains(&lines(&text, "#EXTINF:").len()), "{text}");
    assert_eq!(feed.window.segment(first - 1), None);
    assert!(feed.window.segment(first).is_some());
    // A delta update has the newest 24 s and what it leaves out is what was there.
    let skip = feed.list(&Wish { skip: true, ..LOW });
    let skipped: usize = lines(&skip, "#EXT-X-SKIP:SKIPPED-SEGMENTS=")[0].parse().unwrap();
    let all = feed.list(&LOW);
    assert_eq!(skipped + lines(&skip, "#EXTINF:").len(), lines(&all, "#EXTINF:").len());
    assert!(
        lines(&skip, "#EXTINF:").len() >= 6
            && all.ends_with(skip.rsplit_once("#EXT-X-MAP").unwrap().1.split_once('\n').unwrap().1)
    );
}

#[test]
fn runs_are_told_apart_and_breaks_counted() {
    let mut feed = Feed::new(0);
    feed.parts(30);
    feed.run();
    feed.parts(13);
    feed.run += 1;
    feed.run();
    feed.parts(25);
    let text = feed.list(&LOW);
    assert_eq!(lines(&text, "#EXT-X-DISCONTINUITY-SEQUENCE:"), ["0"]);
    // Runs 0, 1 and 3: one break, then two, so that numbers of breaks hold when the first runs have gone.
    assert_eq!(text.lines().filter(|line| *line == "#EXT-X-DISCONTINUITY").count(), 3);
    assert_eq!(lines(&text, "#EXT-X-MAP:"), ["URI=\"0.init.mp4\"", "URI=\"1.init.mp4\"", "URI=\"3.init.mp4\""]);
    assert_eq!(lines(&text, "#EXTINF:")[2], "1.920000,");
    feed.parts(300);
    let text = feed.list(&LOW);
    assert_eq!(lines(&text, "#EXT-X-DISCONTINUITY-SEQUENCE:"), ["3"]);
    assert_eq!((feed.window.init(0), feed.window.init(3)), (None, Some(Bytes::from("init 3"))));
}

#[test]
fn old_segments_come_first_and_gaps_are_named() {
    let mut feed = Feed::new(20);
    feed.parts(24);
    feed.segment += 2;
    feed.parts(14);
    let old: Vec<Old> = (0..22)
        .filter(|number| *number != 3)
        .map(|number| Old {
            number,
            run: 0,
            frames: SEGMENT_FRAMES,
            begins_at_ms: START - 100_000 + i64::try_from(number).unwrap() * 3_840,
        })
        .collect();
    let text = feed.list(&Wish { old: &old, ..LOW });
    assert_eq!(lines(&text, "#EXT-X-MEDIA-SEQUENCE:"), ["0"]);
    assert_eq!(lines(&text, "#EXTINF:").len(), 25);
    assert_eq!(text.lines().filter(|line| *line == "#EXT-X-GAP").count(), 3);
    assert_eq!(feed.window.segment(22), None);
    let text = feed.list(&Wish { old: &old, skip: true, ..LOW });
    assert!(!lines(&text, "#EXT-X-SKIP:").is_empty());
}

#[tokio::test]
async fn requests_wait_for_what_comes_next() {
    let mut feed = Feed::new(0);
    let window = Arc::clone(&feed.window);
    let first = tokio::spawn(async move { window.wait_for(0, Some(0)).await });
    tokio::task::yield_now().await;
    feed.part();
    assert_eq!(first.await.unwrap(), Ok(()));
    assert_eq!(feed.window.wait_for(2, None).await, Err(NotYet::TooFar));
    assert_eq!(feed.window.wait_for(9, Some(0)).await, Err(NotYet::TooFar));
    let window = Arc::clone(&feed.window);
    let hinted = tokio::spawn(async move { window.part(0, 1).await });
    let window = Arc::clone(&feed.window);
    let whole = tokio::spawn(async move { window.wait_for(0, None).await });
    let window = Arc::clone(&feed.window);
    let behind = tokio::spawn(async move { window.wait_for(0, Some(12)).await });
    let window = Arc::clone(&feed.window);
    let ahead = tokio::spawn(async move { window.part(0, 2).await });
    assert_eq!(feed.window.part(2, 0).await, None);
    feed.part();
    assert_eq!(hinted.await.unwrap(), Some(Bytes::from("[0.1]")));
    assert!(!ahead.is_finished());
    feed.parts(9);
    assert_eq!(ahead.await.unwrap(), Some(Bytes::from("[0.2]")));
    assert!(!whole.is_finished());
    feed.part();
    assert_eq!(whole.await.unwrap(), Ok(()));
    tokio::task::yield_now().await;
    assert!(!behind.is_finished());
    feed.part();
    assert_eq!(behind.await.unwrap(), Ok(()));
    feed.window.push(&Frame::End);
    assert_eq!(feed.window.wait_for(1, Some(5)).await, Ok(()));
    assert_eq!(feed.window.part(1, 1).await, None);
    let text = feed.list(&LOW);
    assert!(text.ends_with("#EXT-X-ENDLIST\n") && !text.contains("PRELOAD"));
}

#[test]
fn a_window_that_opens_within_a_segment_begins_with_the_next() {
    let mut feed = Feed::new(5);
    feed.part = 4;
    feed.parts(8);
    assert_eq!(feed.window.last(), None);
    feed.parts(2);
    assert_eq!(feed.window.last(), Some((6, 1)));
    // What comes twice is taken once.
    feed.part = 0;
    feed.parts(2);
    assert_eq!(feed.window.last(), Some((6, 1)));
}

#[test]
fn what_is_over_is_a_recording() {
    let rows = [(0, 0), (1, 0), (4, 0), (5, 1)].map(|(number, run)| Old {
        number,
        run,
        frames: SEGMENT_FRAMES,
        begins_at_ms: START,
    });
    let text = vod(&rows, "?x");
    assert_fit(&text);
    assert_eq!(lines(&text, "#EXT-X-DISCONTINUITY").len(), 2);
    assert!(text.contains("#EXT-X-PLAYLIST-TYPE:VOD\n") && text.ends_with("5.m4s?x\n#EXT-X-ENDLIST\n"));
    assert!(vod(&[], "").ends_with("#EXT-X-ENDLIST\n"));
}

#[test]
fn the_ladder_is_named() {
    use crate::link::Rendition;
    let text = master(&[(Rendition::Aac128, "aac-128/index.m3u8".to_owned()), (Rendition::Mount, "x".to_owned())]);
    assert!(text.ends_with("AVERAGE-BANDWIDTH=136000,CODECS=\"mp4a.40.2\"\naac-128/index.m3u8\n"), "{text}");
}

#[tokio::test]
async fn an_owner_that_takes_over_takes_the_place_of_what_was_not_kept() {
    let mut feed = Feed::new(0);
    feed.parts(12 * 2 + 5);
    // The link breaks and all comes again: nothing is there twice.
    let mut again = Feed { window: Arc::clone(&feed.window), run: 0, segment: 1, part: 0, at: 0 };
    again.parts(12 + 6);
    assert_eq!(feed.window.last(), Some((2, 5)));
    let list = feed.list(&Wish { low_latency: true, ..Wish::default() });
    assert_eq!(list.matches("\n1.m4s\n").count(), 1, "{list}");
    assert_eq!(list.matches("URI=\"2.0.m4s\"").count(), 1, "{list}");

    // Another worker has kept segment 0 only, and begins a run with number 1.
    let mut other = Feed { window: Arc::clone(&feed.window), run: 1, segment: 1, part: 0, at: 0 };
    other.init(1);
    other.parts(12);
    assert_eq!(feed.window.last(), Some((1, 11)));
    let list = feed.list(&Wish::default());
    assert!(list.contains("\n0.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"1.init.mp4\"\n"), "{list}");
    assert!(list.contains("\n1.m4s\n") && !list.contains("\n2.m4s\n"), "{list}");
}
