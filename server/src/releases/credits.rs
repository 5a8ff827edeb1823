//! Credits as they are read: a role, where it is not the whole release the tracks, and the names.

use model::credits::Credit;
use model::ids::TrackId;

use crate::releases::record::Record;

/// A line of credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// "Mastering", "Voice on 3".
    pub role: String,
    /// "Inge Sørli, Tam Okafor".
    pub names: String,
}

/// All credits: the release's first, then those of single tracks with their numbers.
#[must_use]
pub fn of_record(record: &Record) -> Vec<Line> {
    let mut lines = of_release(&record.credits);
    let mut by_track: Vec<((&str, &str), Vec<i32>)> = Vec::new();
    for entry in &record.entries {
        for credit in record.credits.iter().filter(|credit| credit.track_id == Some(entry.track.id)) {
            let who = (credit.role.as_str(), credit.name.as_str());
            // Who is credited with it on the whole release need not be told track by track.
            if record.credits.iter().any(|other| other.track_id.is_none() && is(credit, &other.role, &other.name)) {
                continue;
            }
            match by_track.iter_mut().find(|((role, name), _)| is(credit, role, name)) {
                Some((_, numbers)) => numbers.push(entry.track.position),
                None => by_track.push((who, vec![entry.track.position])),
            }
        }
    }
    for ((role, name), numbers) in by_track {
        let on = if numbers.len() == record.entries.len() { String::new() } else { format!(" on {}", list(&numbers)) };
        add(&mut lines, format!("{}{on}", role_or_with(role)), name);
    }
    lines
}

/// The credits of one track, then those of the release it is on.
#[must_use]
pub fn of_track(credits: &[Credit], track: TrackId) -> Vec<Line> {
    let mut lines = Vec::new();
    for credit in credits.iter().filter(|credit| credit.track_id == Some(track)) {
        add(&mut lines, role_or_with(&credit.role), &credit.name);
    }
    for credit in credits.iter().filter(|credit| credit.track_id.is_none()) {
        add(&mut lines, role_or_with(&credit.role), &credit.name);
    }
    lines
}

/// Whether it says this of this person, however it is typed.
fn is(credit: &Credit, role: &str, name: &str) -> bool {
    let plain = |text: &str| text.trim().to_lowercase();
    plain(&credit.role) == plain(role) && plain(&credit.name) == plain(name)
}

fn of_release(credits: &[Credit]) -> Vec<Line> {
    let mut lines = Vec::new();
    for credit in credits.iter().filter(|credit| credit.track_id.is_none()) {
        add(&mut lines, role_or_with(&credit.role), &credit.name);
    }
    lines
}

fn role_or_with(role: &str) -> String {
    if role.trim().is_empty() { "With".to_owned() } else { role.trim().to_owned() }
}

fn add(lines: &mut Vec<Line>, role: String, name: &str) {
    let name = name.trim();
    let plain = role.to_lowercase();
    match lines.iter_mut().find(|line| line.role.to_lowercase() == plain) {
        Some(line) if line.names.split(", ").any(|present| present.eq_ignore_ascii_case(name)) => {}
        Some(line) => line.names.push_str(&format!(", {name}")),
        None => lines.push(Line { role, names: name.to_owned() }),
    }
}

/// "3", "3 and 5", "1, 2 and 4 to 7".
fn list(numbers: &[i32]) -> String {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let mut parts: Vec<String> = Vec::new();
    for (first, last) in runs {
        match last - first {
            0 => parts.push(first.to_string()),
            1 => parts.extend([first.to_string(), last.to_string()]),
            _ => parts.push(format!("{first} to {last}")),
        }
    }
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_listed_as_people_list_them() {
        assert_eq!(list(&[3]), "3");
        assert_eq!(list(&[3, 5]), "3 and 5");
        assert_eq!(list(&[3, 4]), "3 and 4");
        assert_eq!(list(&[3, 5, 7]), "3, 5 and 7");
        assert_eq!(list(&[1, 2, 4, 5, 6, 7]), "1, 2 and 4 to 7");
    }

    fn credit(track: Option<TrackId>, role: &str, name: &str) -> Credit {
        let (id, release_id) = (uuid::Uuid::nil(), model::ids::ReleaseId::new());
        Credit { id, release_id, track_id: track, position: 1, name: name.into(), role: role.into() }
    }

    #[test]
    fn what_a_track_and_its_release_both_say_is_said_once() {
        let track = TrackId::new();
        let credits = [
            credit(None, "Voice", "Inge Sørli"),
            credit(None, "Voice", "Tam Okafor"),
            credit(Some(track), "voice ", "Inge Sørli"),
            credit(Some(track), "Piano", "Ode Halloran"),
        ];
        let lines = of_track(&credits, track);
        let read: Vec<(&str, &str)> = lines.iter().map(|line| (line.role.as_str(), line.names.as_str())).collect();
        assert_eq!(read, [("voice", "Inge Sørli, Tam Okafor"), ("Piano", "Ode Halloran")]);
    }

    #[test]
    fn names_of_one_role_share_a_line() {
        let mut lines = Vec::new();
        add(&mut lines, "Voice".into(), "Inge Sørli");
        add(&mut lines, "Voice".into(), "Tam Okafor");
        add(&mut lines, "Voice".into(), "Inge Sørli");
        assert_eq!(lines, [Line { role: "Voice".into(), names: "Inge Sørli, Tam Okafor".into() }]);
    }
}
