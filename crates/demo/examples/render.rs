//! Renders the catalogue into a folder: `cargo run -p demo --example render -- FOLDER [WORD IN TITLE]`.
#![expect(clippy::print_stdout, reason = "a command-line example")]

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::time::Instant;

fn main() -> io::Result<()> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().unwrap_or_else(|| "target/demo".to_owned()));
    let wanted = words.next().unwrap_or_default();
    let catalogue = demo::catalogue();
    fs::create_dir_all(&folder)?;
    for artist in
        catalogue.artists.iter().filter(|a| wanted.is_empty() || wanted == "pictures" || a.name.contains(&wanted))
    {
        fs::write(folder.join(format!("{}-picture.png", artist.handle)), artist.picture_png())?;
        fs::write(folder.join(format!("{}-header.png", artist.handle)), artist.header_png())?;
    }
    for release in &catalogue.releases {
        let shelf = folder.join(release.title);
        fs::create_dir_all(&shelf)?;
        if wanted.is_empty() || wanted == "pictures" || release.title.contains(&wanted) {
            let started = Instant::now();
            fs::write(shelf.join("cover.png"), release.cover_png())?;
            println!("{:5} ms  {} (cover)", started.elapsed().as_millis(), release.title);
        }
        for track in release.tracks.iter().filter(|t| t.title.contains(&wanted)) {
            let started = Instant::now();
            track.render(&mut BufWriter::new(File::create(shelf.join(track.file_name()))?))?;
            println!("{:5} ms  {:5.1} s  {}", started.elapsed().as_millis(), track.seconds(), track.title);
        }
    }
    Ok(())
}
