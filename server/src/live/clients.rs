//! What people listen with, as a word or two for the figures of a show. Nothing else of what a program says is kept.

/// Marks in what programs call themselves, the particular before the general: every browser says that it is Mozilla, most that
/// they are Chrome or Safari.
const MARKS: [(&str, &str); 34] = [
    ("VLC", "VLC"),
    ("mpv", "mpv"),
    ("MPlayer", "MPlayer"),
    ("foobar2000", "foobar2000"),
    ("Winamp", "Winamp"),
    ("Audacious", "Audacious"),
    ("Music Player Daemon", "MPD"),
    ("Sonos", "Sonos"),
    ("TuneIn", "TuneIn"),
    ("RadioDroid", "RadioDroid"),
    ("VRadio", "VRadio"),
    ("Squeezebox", "Squeezebox"),
    ("SqueezePlay", "Squeezebox"),
    ("Icecast", "Icecast"),
    ("Liquidsoap", "Liquidsoap"),
    ("iTunes", "iTunes"),
    ("Home%20Assistant", "Home Assistant"),
    ("HomeAssistant", "Home Assistant"),
    ("GStreamer", "GStreamer"),
    ("Lavf", "ffmpeg"),
    ("ExoPlayer", "Android"),
    ("stagefright", "Android"),
    ("NSPlayer", "Windows Media Player"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Chromium", "Chrome"),
    ("curl", "curl"),
    ("Wget", "Wget"),
];

/// The name of the program that says `user_agent`; `other` for one that is not known, empty if it says nothing.
#[must_use]
pub fn name(user_agent: &str) -> &'static str {
    if user_agent.trim().is_empty() {
        return "";
    }
    if user_agent.contains("AppleCoreMedia") {
        let small = ["iPhone", "iPad", "iPod", "HomePod"].iter().any(|device| user_agent.contains(device));
        return if small { "iOS" } else { "macOS" };
    }
    let known = MARKS.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match known {
        Some(name) => name,
        None if user_agent.contains("iPhone") || user_agent.contains("iPad") => "iOS",
        None if user_agent.contains("Safari") => "Safari",
        None => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_their_marks() {
        for (said, named) in [
            ("VLC/3.0.20 LibVLC/3.0.20", "VLC"),
            ("libmpv", "mpv"),
            ("Lavf/61.7.100", "ffmpeg"),
            ("AppleCoreMedia/1.0.0.21E236 (iPhone; U; CPU OS 17_4_1 like Mac OS X; en_us)", "iOS"),
            ("AppleCoreMedia/1.0.0.23E224 (Macintosh; U; Intel Mac OS X 14_4; en_us)", "macOS"),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
                "Chrome",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox"),
            ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15", "Safari"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile Safari",
                "iOS",
            ),
            ("kitchen radio", "other"),
            ("", ""),
        ] {
            assert_eq!(name(said), named, "{said}");
        }
    }
}
