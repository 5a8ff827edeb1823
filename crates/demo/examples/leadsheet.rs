//! Prints chords and tune of tracks: `cargo run -p demo --example leadsheet -- WORD IN TITLE`.
#![expect(clippy::print_stdout, reason = "a command-line example")]

/// Name of a MIDI pitch.
fn name(pitch: i32) -> String {
    let names = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"];
    format!("{}{}", names.get(pitch.rem_euclid(12) as usize).copied().unwrap_or("?"), pitch.div_euclid(12) - 1)
}

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for track in demo::catalogue().releases.iter().flat_map(|r| &r.tracks).filter(|t| t.title.contains(&wanted)) {
        let song = track.song();
        let score = (song.arrange)(song);
        println!("\n{} ({:?}, {} bpm)", track.title, song.key.mode, song.tempo);
        for bar in song.bars() {
            let chord: Vec<String> = bar.voicing.iter().map(|p| name(*p)).collect();
            let inside = bar.beat..bar.beat + song.bar_beats();
            let lead = score.parts.iter().filter(|part| part.name == "lead").flat_map(|part| &part.notes);
            let mut tune: Vec<_> = lead.filter(|note| inside.contains(&note.beat)).collect();
            tune.sort_by(|a, b| a.beat.total_cmp(&b.beat));
            let tune: Vec<String> = tune.iter().map(|n| format!("{}/{:.2}", name(n.pitch), n.beats)).collect();
            println!("{:?}\t{}\t[{}]\t{}", bar.role, name(bar.bass), chord.join(" "), tune.join(" "));
        }
    }
}
