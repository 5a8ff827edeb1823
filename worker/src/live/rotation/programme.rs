//! Which track comes next. The list may change between two questions: what was played is known by its id.

use std::collections::{HashMap, HashSet};

use model::ids::{ArtistId, TrackId};
use model::rotations::RotationMode;

/// What can come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The track.
    pub(super) track: TrackId,
    /// Whose it is: the name on the track, or the artist of its release.
    pub(super) of: (ArtistId, String),
    /// Whether it stands between tracks rather than among them.
    pub(super) is_ident: bool,
}

/// The rules of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    /// In which order tracks come.
    pub(super) mode: RotationMode,
    /// After how many tracks an ident comes; 0 for never.
    pub(super) idents_every: usize,
}

/// What has been played, and chance.
#[derive(Debug)]
pub(super) struct Programme {
    chance: Chance,
    /// Tracks played in this round.
    played: HashSet<TrackId>,
    last: Option<Item>,
    last_ident: Option<TrackId>,
    since_ident: usize,
}

impl Programme {
    /// One that begins; the seed decides what a shuffle does.
    pub(super) fn new(seed: u64) -> Self {
        Self { chance: Chance(seed), played: HashSet::new(), last: None, last_ident: None, since_ident: 0 }
    }

    /// What comes next of these; `None` when there is no track among them.
    pub(super) fn next<'a>(&mut self, items: &'a [Item], rules: Rules) -> Option<&'a Item> {
        if rules.idents_every > 0 && self.since_ident >= rules.idents_every {
            self.since_ident = 0;
            let idents: Vec<&Item> = items.iter().filter(|item| item.is_ident).collect();
            if let Some(ident) = after(&idents, self.last_ident) {
                self.last_ident = Some(ident.track);
                return Some(ident);
            }
        }
        let tracks: Vec<&Item> = items.iter().filter(|item| !item.is_ident).collect();
        let next = match rules.mode {
            RotationMode::Order => after(&tracks, self.last.as_ref().map(|last| last.track)),
            RotationMode::Shuffle => self.drawn(&tracks),
        }?;
        self.played.insert(next.track);
        self.last = Some(next.clone());
        self.since_ident += 1;
        Some(next)
    }

    /// One that has not been played in this round, and if possible of another artist than the last.
    fn drawn<'a>(&mut self, tracks: &[&'a Item]) -> Option<&'a Item> {
        let mut left: Vec<&Item> = tracks.iter().copied().filter(|item| !self.played.contains(&item.track)).collect();
        if left.is_empty() {
            self.played.clear();
            left = tracks.to_vec();
            // The last one of a round is not the first one of the next.
            if left.len() > 1 {
                left.retain(|item| self.last.as_ref().is_none_or(|last| last.track != item.track));
            }
        }
        let last = self.last.as_ref().map(|last| last.of.clone());
        let mut counts: HashMap<&(ArtistId, String), usize> = HashMap::new();
        for item in &left {
            *counts.entry(&item.of).or_default() += 1;
        }
        // Who has half of what is left or more has to come now, or comes twice in a row later.
        let urgent = counts.iter().filter(|(of, count)| **count * 2 > left.len() && Some(**of) != last.as_ref());
        let urgent = urgent.map(|(of, _)| (*of).clone()).next();
        let of_others: Vec<&Item> = left.iter().copied().filter(|item| Some(&item.of) != last.as_ref()).collect();
        let choice: Vec<&Item> = match urgent {
            Some(urgent) => left.iter().copied().filter(|item| item.of == urgent).collect(),
            None if of_others.is_empty() => left,
            None => of_others,
        };
        let at = self.chance.below(choice.len());
        choice.get(at).and_then(|chosen| tracks.iter().copied().find(|item| item.track == chosen.track))
    }
}

/// The one behind `last`, or the first.
fn after<'a>(items: &[&'a Item], last: Option<TrackId>) -> Option<&'a Item> {
    let at = items.iter().position(|item| Some(item.track) == last).map_or(0, |at| at + 1);
    items.get(at).or(items.first()).copied()
}

/// Enough chance to mix tracks (splitmix64).
#[derive(Debug)]
struct Chance(u64);

impl Chance {
    /// A number below `most`, which is not 0.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let most = u64::try_from(most.max(1)).unwrap_or(1);
        usize::try_from((mixed ^ (mixed >> 31)) % most).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(artists: &[u8], idents: usize) -> Vec<Item> {
        let artists: Vec<(ArtistId, String)> = artists
            .iter()
            .map(|artist| (ArtistId(uuid::Uuid::from_u128(u128::from(*artist))), String::new()))
            .collect();
        let item = |of: &(ArtistId, String), is_ident| Item { track: TrackId::new(), of: of.clone(), is_ident };
        let idents: Vec<Item> = artists.iter().cycle().take(idents).map(|of| item(of, true)).collect();
        artists.iter().map(|of| item(of, false)).chain(idents).collect()
    }

    #[test]
    fn in_order_with_an_ident_after_every_second() {
        let items = items(&[1, 1, 2], 2);
        let rules = Rules { mode: RotationMode::Order, idents_every: 2 };
        let mut programme = Programme::new(1);
        let mut next = || programme.next(&items, rules).unwrap();
        let heard: Vec<&Item> = (0..9).map(|_| next()).collect();
        let heard: Vec<usize> =
            heard.iter().map(|heard| items.iter().position(|item| item == *heard).unwrap()).collect();
        assert_eq!(heard, [0, 1, 3, 2, 0, 4, 1, 2, 3]);
    }

    #[test]
    fn a_shuffle_plays_all_before_it_repeats_and_no_artist_twice_in_a_row() {
        let items = items(&[1, 1, 1, 1, 2, 2, 3], 0);
        let rules = Rules { mode: RotationMode::Shuffle, idents_every: 3 };
        let mut orders = HashSet::new();
        for seed in 0..200 {
            let mut programme = Programme::new(seed);
            let round: Vec<Item> = (0..7).map(|_| programme.next(&items, rules).unwrap().clone()).collect();
            assert_eq!(round.iter().map(|item| item.track).collect::<HashSet<_>>().len(), 7, "seed {seed}");
            assert!(round.windows(2).all(|pair| pair[0].of != pair[1].of), "seed {seed}");
            let next = programme.next(&items, rules).unwrap();
            assert_ne!(next.track, round[6].track, "seed {seed}");
            orders.insert(round.iter().map(|item| item.track).collect::<Vec<_>>());
        }
        assert!(orders.len() > 20, "{} orders", orders.len());
    }

    #[test]
    fn where_nothing_else_is_there_it_repeats() {
        let rules = Rules { mode: RotationMode::Shuffle, idents_every: 1 };
        let mut programme = Programme::new(7);
        assert_eq!(programme.next(&items(&[], 2), rules), None);
        let one = items(&[1], 0);
        assert!((0..3).all(|_| programme.next(&one, rules) == Some(&one[0])));
        let same = items(&[1, 1], 0);
        let heard: Vec<_> = (0..4).map(|_| programme.next(&same, rules).unwrap().track).collect();
        assert!(heard.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
