//! Settings of the tools that artists have, ready to be typed or pasted.

use super::ways::Place;

/// A tool, and what to do in it.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// Its name.
    pub name: &'static str,
    /// What to do.
    pub steps: Vec<&'static str>,
    /// What to paste; empty for nothing.
    pub text: String,
}

/// For tools that speak Icecast.
#[must_use]
pub fn icecast(place: &Place) -> Vec<Recipe> {
    let Place { host, port, mount, key } = place;
    vec![
        Recipe {
            name: "butt",
            steps: vec![
                "Settings, Main, Server: Add. Type Icecast, then address, port, password, mount and user as above.",
                "Settings, Audio: choose your device; MP3 at 192 or 320 kbit/s, or Opus at 128 and more; stereo.",
                "Close the settings and press the play button. What you type under Stream, Song name is the track list.",
                "Or add this to butt’s configuration file, .buttrc, and its name to srv_ent there.",
            ],
            text: format!(
                "[{mount}]\naddress = {host}\nport = {port}\npassword = {key}\ntype = 1\ntls = 0\nmount = {mount}\nusr = source\n"
            ),
        },
        Recipe {
            name: "Mixxx",
            steps: vec![
                "Preferences, Live Broadcasting: type Icecast 2; host, port, mount and login as above, the key as password.",
                "Encoding: MP3 at 320 kbit/s, stereo. Metadata: “Use UTF-8 encoding for metadata”.",
                "Options, Enable Live Broadcasting: ON AIR turns red. Titles of your decks become the track list and the cuts.",
                "With Ogg Vorbis switch on “Dynamically update Ogg Vorbis metadata” too. Opus is silent in Mixxx 2.3.",
            ],
            text: String::new(),
        },
        Recipe {
            name: "ffmpeg",
            steps: vec!["Put your device in the place of hw:0,0: “arecord -l” lists them."],
            text: format!(
                "ffmpeg -ac 1 -f alsa -i hw:0,0 -acodec libmp3lame -ab 32k -ac 1 -content_type audio/mpeg -f mp3 icecast://source:{key}@{host}:{port}/{mount}"
            ),
        },
        Recipe {
            name: "ffmpeg, in stereo and at its best",
            steps: vec!["The same, with 320 kbit/s."],
            text: format!(
                "ffmpeg -f alsa -ac 2 -ar 48000 -i hw:0,0 -c:a libmp3lame -b:a 320k -content_type audio/mpeg -f mp3 icecast://source:{key}@{host}:{port}/{mount}"
            ),
        },
        Recipe {
            name: "liquidsoap",
            steps: vec!["Save it as live.liq and run “liquidsoap live.liq”."],
            text: format!(
                "output.icecast(\n  %mp3(bitrate=320),\n  host=\"{host}\", port={port}, user=\"source\",\n  password=\"{key}\", mount=\"/{mount}\",\n  mksafe(input.alsa())\n)\n"
            ),
        },
    ]
}

/// For tools that speak RTMP to `server`.
#[must_use]
pub fn rtmp(server: &str, place: &Place) -> Vec<Recipe> {
    vec![
        Recipe {
            name: "OBS",
            steps: vec![
                "Settings, Stream: service Custom; server and stream key as above, without authentication.",
                "Settings, Output: audio bitrate 320. Settings, Audio: 48 kHz, stereo, and your mixer under Mic/Auxiliary Audio.",
                "Start Streaming. The picture is not used: where OBS asks whether a blank one is meant, say yes.",
                "Where it cannot connect, Help, Log Files, View Current Log has the reason in words.",
            ],
            text: String::new(),
        },
        Recipe {
            name: "ffmpeg",
            steps: vec!["Put your device in the place of hw:0,0: “arecord -l” lists them."],
            text: format!("ffmpeg -f alsa -ac 2 -ar 48000 -i hw:0,0 -c:a aac -b:a 256k -f flv {server}/{}", place.key),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_has_device_host_key_and_mount_and_nothing_else_of_its_own() {
        let place = Place { host: "HOST".to_owned(), port: 8000, mount: "MOUNT".to_owned(), key: "KEY".to_owned() };
        let commands: Vec<String> = icecast(&place).into_iter().map(|recipe| recipe.text).collect();
        let asked = "ffmpeg -ac 1 -f alsa -i hw:0,0 -acodec libmp3lame -ab 32k -ac 1 -content_type audio/mpeg -f mp3 icecast://source:KEY@HOST:8000/MOUNT";
        assert!(commands.iter().any(|command| command == asked), "{commands:?}");
    }
}
