//! The numbers of the page besides its line: the great four, shares, tracks, and how the sound came through.

use std::collections::HashMap;

use model::encodings;
use model::plays::{Device, Source};
use model::statistics::{self, By, Day, Followers, Leaves, Sales, Share, Subject, TrackTotals};
use model::tracks::Track;
use model::{Connection, actors, money};

use super::asked::Asked;
use super::fading::{Fading, fading};
use super::words::{change, clock, grouped, percent};
use crate::error::PageError;

/// Tracks that are listed.
const TRACKS: usize = 50;
/// Bars of a track in the list, and of one by itself.
const BARS: (usize, usize) = (64, 200);

/// One of the great numbers.
pub struct Figure {
    /// What it is of.
    pub name: &'static str,
    /// The number.
    pub value: String,
    /// What is more or less than before; empty where there was nothing.
    pub change: String,
    /// What stands after that.
    pub note: String,
}

/// A kind of plays among the others.
pub struct Bar {
    /// Its name.
    pub name: String,
    /// How many of a hundred.
    pub percent: i64,
    /// How many.
    pub plays: String,
}

/// A track in the list.
pub struct Row {
    /// Its own numbers.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Plays.
    pub plays: String,
    /// How many of a hundred came to its end; empty where nobody began.
    pub finished: String,
    /// Its bars.
    pub fading: Fading,
}

/// The track by itself: its bars, and who is still there at each tenth.
pub struct Whole {
    /// Its bars.
    pub fading: Fading,
    /// Each tenth: its time, how many of a hundred are there.
    pub tenths: Vec<(String, String)>,
}

/// Sum of the days.
#[must_use]
pub fn total(days: &[Day]) -> Day {
    days.iter().fold(Day::default(), Day::plus)
}

/// The great four. Who listened on two days counts on both, so a span's listeners are at most their sum, and at least those of the
/// `best` day.
#[must_use]
pub fn figures(now: &Day, best: i64, before: &Day, followers: Option<&Followers>) -> Vec<Figure> {
    let share = |day: &Day| percent(day.completed, day.starts);
    let mut all = vec![
        Figure {
            name: "Plays",
            value: grouped(now.plays),
            change: change(now.plays, before.plays),
            note: "on as many days before".to_owned(),
        },
        Figure {
            name: "Listeners",
            value: grouped(now.listeners),
            change: change(now.listeners, before.listeners),
            note: match best {
                best if best < now.listeners => {
                    format!("each counted anew every day: at least {} people", grouped(best))
                }
                _ => "each counted anew every day".to_owned(),
            },
        },
        Figure {
            name: "Finished",
            value: share(now).map_or("–".to_owned(), |share| format!("{share} %")),
            change: String::new(),
            note: match share(before) {
                Some(share) => format!("of {} listens; {share} % before", grouped(now.starts)),
                None => format!("of {} listens", grouped(now.starts)),
            },
        },
    ];
    if let Some(followers) = followers {
        let servers = if followers.servers == 1 { "server" } else { "servers" };
        all.push(Figure {
            name: "Followers",
            value: grouped(followers.now),
            change: if followers.came > 0 { format!("+{}", grouped(followers.came)) } else { String::new() },
            note: format!("from {} {servers}", grouped(followers.servers)),
        });
    }
    for figure in &mut all {
        if figure.change.is_empty() && figure.name == "Plays" {
            figure.note = "none on as many days before".to_owned();
        }
    }
    all
}

/// The artist's followers, where the page is of the whole artist.
///
/// # Errors
/// When the database fails.
pub async fn followers(db: &mut Connection, asked: &Asked) -> Result<Option<Followers>, PageError> {
    let Subject::Artist(artist) = asked.subject else { return Ok(None) };
    match actors::of_artist(db, artist).await? {
        Some(actor) => Ok(Some(statistics::followers(db, actor.id, asked.span).await?)),
        None => Ok(None),
    }
}

/// The plays by one kind of thing.
///
/// # Errors
/// When the database fails.
pub async fn bars(db: &mut Connection, asked: &Asked, by: By) -> Result<Vec<Bar>, PageError> {
    let shares = statistics::shares(db, &asked.ids, asked.span, by).await?;
    let all: i64 = shares.iter().map(|share| share.plays).sum();
    let bar = |share: &Share| Bar {
        name: name(by, &share.word),
        percent: percent(share.plays, all).unwrap_or(0),
        plays: grouped(share.plays),
    };
    Ok(shares.iter().map(bar).collect())
}

fn name(by: By, word: &str) -> String {
    let known = match by {
        By::Source => word.parse::<Source>().ok().map(Source::name),
        By::Device => word.parse::<Device>().ok().map(Device::name),
        By::Rung if word.is_empty() => Some("Not told"),
        By::Rung => None,
    };
    known.map_or_else(|| word.replace('-', " ").to_uppercase(), str::to_owned)
}

/// The tracks that were heard, the one played most first.
///
/// # Errors
/// When the database fails.
pub async fn rows(db: &mut Connection, asked: &Asked) -> Result<Vec<Row>, PageError> {
    let mut totals = statistics::tracks(db, &asked.ids, asked.span).await?;
    totals.truncate(TRACKS);
    let ids: Vec<_> = totals.iter().map(|total| total.track).collect();
    let leaves = statistics::leaves(db, &ids, asked.span).await?;
    let tracks: HashMap<_, _> = statistics::named(db, &ids).await?.into_iter().map(|track| (track.id, track)).collect();
    let playing: Vec<_> = tracks.values().filter_map(|track| track.encoding_id).collect();
    let sounds: HashMap<_, _> =
        encodings::find_all(db, &playing).await?.into_iter().map(|sound| (sound.track_id, sound)).collect();
    let nobody = Leaves::default();
    let row = |total: &TrackTotals| {
        let track = tracks.get(&total.track)?;
        let sound = sounds.get(&total.track);
        let peaks = sound.map_or(&[][..], |sound| &sound.waveform);
        let leaves = leaves.get(&total.track).unwrap_or(&nobody);
        Some(Row {
            href: asked.of_track(track.id),
            title: track.title.clone(),
            plays: grouped(total.plays),
            finished: percent(total.completed, total.starts).map(|share| format!("{share} %")).unwrap_or_default(),
            fading: fading(peaks, leaves, (BARS.0, sound.map_or(0, duration_ms))),
        })
    };
    Ok(totals.iter().filter_map(row).collect())
}

/// A track by itself.
///
/// # Errors
/// When the database fails.
pub async fn whole(db: &mut Connection, asked: &Asked, track: &Track) -> Result<Whole, PageError> {
    let leaves = statistics::leaves(db, &[track.id], asked.span).await?.remove(&track.id).unwrap_or_default();
    let sound = match track.encoding_id {
        Some(id) => encodings::find(db, id).await?,
        None => None,
    };
    let length = sound.as_ref().map_or(0, duration_ms);
    let stay = leaves.stay();
    let tenth = |tenth: usize| {
        let at = length * i64::try_from(tenth).unwrap_or(0) / 10;
        stay.get(tenth * 10).map(|share| (clock(at), format!("{share} %")))
    };
    Ok(Whole {
        tenths: (0..=10).filter_map(tenth).collect(),
        fading: fading(sound.as_ref().map_or(&[][..], |sound| &sound.waveform), &leaves, (BARS.1, length)),
    })
}

fn duration_ms(sound: &encodings::Encoding) -> i64 {
    sound.frames * 1000 / i64::from(sound.sample_rate).max(1)
}

/// What was sold: how often, and for how much.
///
/// # Errors
/// When the database fails.
pub async fn sold(db: &mut Connection, asked: &Asked) -> Result<Vec<(String, String)>, PageError> {
    let sales = statistics::sales(db, asked.subject, asked.span).await?;
    let words = |sale: &Sales| {
        let times = if sale.sales == 1 { "1 sale".to_owned() } else { format!("{} sales", grouped(sale.sales)) };
        (money::shown(&sale.currency, sale.amount_minor), times)
    };
    Ok(sales.iter().map(words).collect())
}
