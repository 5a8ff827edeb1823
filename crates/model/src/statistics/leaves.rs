//! Where listeners leave a track.

use std::collections::HashMap;

use diesel::sql_types::{Array, BigInt, Date, SmallInt, Uuid};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl;

use super::Span;
use crate::ids::TrackId;
use crate::{Connection, fixed};

/// How many listens of a track ended in each hundredth of it; the last is its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaves([i64; 101]);

impl Default for Leaves {
    fn default() -> Self {
        Self([0; 101])
    }
}

impl Leaves {
    /// How many listens they are.
    #[must_use]
    pub fn listens(&self) -> i64 {
        self.0.iter().sum()
    }

    /// How many of a hundred listeners are still there at each hundredth; none where nobody listened.
    #[must_use]
    pub fn stay(&self) -> Vec<i64> {
        let listens = self.listens();
        if listens == 0 {
            return Vec::new();
        }
        let mut there = listens;
        let still = |left: &i64| {
            let share = there * 100 / listens;
            there -= left;
            share
        };
        self.0.iter().map(still).collect()
    }

    /// The hundredth up to which at least half stay.
    #[must_use]
    pub fn half(&self) -> Option<usize> {
        let stay = self.stay();
        stay.iter().rposition(|share| *share >= 50)
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Uuid)]
    track_id: uuid::Uuid,
    #[diesel(sql_type = SmallInt)]
    hundredth: i16,
    #[diesel(sql_type = BigInt)]
    listens: i64,
}

/// Where listeners left each of these tracks in a span.
///
/// # Errors
/// When the database fails.
pub async fn leaves(
    connection: &mut Connection,
    tracks: &[TrackId],
    span: Span,
) -> QueryResult<HashMap<TrackId, Leaves>> {
    let rows: Vec<Row> = fixed::query(
        "SELECT track_id, hundredth, sum(listens)::bigint AS listens FROM leave_days
         WHERE track_id = ANY($1) AND day BETWEEN $2 AND $3 GROUP BY 1, 2",
    )
    .bind::<Array<Uuid>, _>(tracks)
    .bind::<Date, _>(span.from)
    .bind::<Date, _>(span.to)
    .load(connection)
    .await?;
    let mut all: HashMap<TrackId, Leaves> = HashMap::new();
    for row in rows {
        let leaves = all.entry(TrackId(row.track_id)).or_default();
        let place = usize::try_from(row.hundredth).ok().and_then(|hundredth| leaves.0.get_mut(hundredth));
        if let Some(place) = place {
            *place += row.listens;
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_left_is_not_there_any_more() {
        let mut leaves = Leaves::default();
        leaves.0[10] = 1;
        leaves.0[60] = 1;
        leaves.0[100] = 2;
        let stay = leaves.stay();
        assert_eq!((stay[0], stay[10], stay[11], stay[60], stay[61], stay[100]), (100, 100, 75, 75, 50, 50));
        assert_eq!((leaves.half(), leaves.listens()), (Some(100), 4));
        assert!(Leaves::default().stay().is_empty() && Leaves::default().half().is_none());
    }
}
