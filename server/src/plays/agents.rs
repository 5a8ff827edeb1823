//! What programs call themselves: whether somebody listens at all, and on what. Nothing else of it is kept.

use model::plays::Device;

/// Marks of programs that nobody listens to, in small letters.
const BOTS: [&str; 30] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrape",
    "headless",
    "phantom",
    "preview",
    "facebookexternalhit",
    "embedly",
    "whatsapp",
    "mastodon/",
    "pleroma",
    "akkoma",
    "misskey",
    "lighthouse",
    "pingdom",
    "uptime",
    "monitor",
    "curl/",
    "wget/",
    "python-",
    "python/",
    "aiohttp",
    "go-http-client",
    "java/",
    "libwww",
    "axios/",
    "node-fetch",
    "httpx",
];
/// Marks of programs that fetch episodes and play them, in small letters.
const APPS: [&str; 24] = [
    "applecoremedia",
    "podcast",
    "overcast",
    "pocket casts",
    "antennapod",
    "castro",
    "podkicker",
    "podbean",
    "castbox",
    "gpodder",
    "vlc",
    "mpv",
    "mplayer",
    "foobar",
    "winamp",
    "audacious",
    "music player daemon",
    "itunes",
    "sonos",
    "exoplayer",
    "stagefright",
    "gstreamer",
    "lavf",
    "fountain",
];

/// Whether it is a program that fetches by itself, or says nothing of itself.
#[must_use]
pub fn is_bot(user_agent: &str) -> bool {
    let said = user_agent.to_lowercase();
    said.trim().is_empty() || BOTS.iter().any(|mark| said.contains(mark))
}

/// On what somebody listens.
#[must_use]
pub fn device(user_agent: &str) -> Device {
    let said = user_agent.to_lowercase();
    let has = |mark: &str| said.contains(mark);
    if APPS.iter().any(|mark| has(mark)) {
        Device::App
    } else if has("ipad") || has("tablet") || (has("android") && !has("mobile")) {
        Device::Tablet
    } else if has("iphone") || has("mobile") || has("android") {
        Device::Phone
    } else if has("windows") || has("macintosh") || has("x11") || has("linux") || has("cros") {
        Device::Desktop
    } else {
        Device::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

    #[test]
    fn bots_say_what_they_are() {
        for said in ["", " ", "Googlebot/2.1", "Mastodon/4.3 (http.rb)", "curl/8.1", "Mozilla/5.0 HeadlessChrome/130"] {
            assert!(is_bot(said), "{said}");
        }
        for said in [FIREFOX, "AntennaPod/3.5", "VLC/3.0.20 LibVLC/3.0.20", "Lavf/61.7"] {
            assert!(!is_bot(said), "{said}");
        }
    }

    #[test]
    fn devices_are_told_apart() {
        let phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36";
        let tablet = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/130.0 Safari/537.36";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
        let all = [FIREFOX, phone, tablet, iphone, "AntennaPod/3.5", "Fridge/1"].map(device);
        use Device::{App, Desktop, Other, Phone, Tablet};
        assert_eq!(all, [Desktop, Phone, Tablet, Phone, App, Other]);
    }
}
