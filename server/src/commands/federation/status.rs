//! `tonewood federation status`: a line for each server that something waits for.

use chrono::{DateTime, Utc};
use model::deliveries::{self, Lag};
use model::{Connection, peers};

/// The lag of every server, longest first, as a table.
///
/// # Errors
/// When the database fails.
pub async fn table(connection: &mut Connection) -> anyhow::Result<String> {
    let lanes = deliveries::lag_by_host(connection).await?;
    if lanes.is_empty() {
        return Ok("Nothing waits.\n".to_owned());
    }
    let hosts: Vec<String> = lanes.iter().map(|lane| lane.host.clone()).collect();
    let known = peers::known(connection, &hosts).await?;
    let mut rows =
        vec![["HOST", "WAITING", "OLDEST", "FAILING SINCE", "NEXT TRY", "SOFTWARE", "LAST ERROR"].map(str::to_owned)];
    rows.extend(lanes.iter().map(|lane| {
        let software = known.get(&lane.host).and_then(|peer| peer.software.clone());
        row(lane, software)
    }));
    Ok(aligned(&rows))
}

fn row(lane: &Lag, software: Option<String>) -> [String; 7] {
    [
        lane.host.clone(),
        lane.waiting.to_string(),
        moment(Some(lane.oldest)),
        moment(lane.failing_since),
        moment(lane.next_attempt_at),
        software.unwrap_or_else(|| "-".to_owned()),
        // Somebody else's words stand on one line, and move no cursor.
        lane.last_error.as_deref().map_or_else(|| "-".to_owned(), |text| text.replace(char::is_control, " ")),
    ]
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Columns as wide as their widest entry, two spaces between them; the last one is as long as it is.
fn aligned(rows: &[[String; 7]]) -> String {
    let mut widths = [0_usize; 7];
    for row in rows {
        for (width, entry) in widths.iter_mut().zip(row) {
            *width = (*width).max(entry.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let padded: Vec<String> = row.iter().zip(widths).map(|(entry, width)| format!("{entry:<width$}")).collect();
        text.push_str(padded.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let row = |host: &str, error: &str| [host, "1", "-", "-", "-", "-", error].map(str::to_owned);
        let text = aligned(&[row("a.example", "gone"), row("long.name.example", "-")]);
        let at: Vec<Option<usize>> = text.lines().map(|line| line.find(" 1 ")).collect();
        assert_eq!(at, [Some(18), Some(18)], "{text}");
        assert!(text.lines().all(|line| !line.ends_with(' ')));
    }
}
