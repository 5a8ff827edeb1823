//! What a path inside an encoding is, and whether somebody may have it.

use media::Rung;
use model::entitlements::{Entitlement, Extent, plays};

use super::piece::Piece;

/// A file of an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// The HLS playlist over the rungs.
    Hls,
    /// The DASH manifest.
    Dash,
    /// The HLS playlist of a rung.
    Playlist(Rung),
    /// What stands before a rung's segments.
    Init(Rung),
    /// A segment of a rung, from 0.
    Segment(Rung, usize),
    /// The whole track as one file.
    Progressive,
    /// The first seconds of it as one file.
    Preview(u32),
}

impl File {
    /// The file at a path, which is written in one way only; `None` for what no encoding has.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let file = match path {
            "master.m3u8" => Self::Hls,
            "manifest.mpd" => Self::Dash,
            "progressive.m4a" | "progressive.mp3" => Self::Progressive,
            "preview-30.m4a" | "preview-30.mp3" => Self::Preview(30),
            "preview-90.m4a" | "preview-90.mp3" => Self::Preview(90),
            _ => {
                let (rung, name) = path.split_once('/')?;
                let rung = Rung::from_name(rung)?;
                match name {
                    "index.m3u8" => Self::Playlist(rung),
                    "init.mp4" => Self::Init(rung),
                    _ => {
                        let number = name.strip_suffix(".m4s")?;
                        let read: usize = number.parse().ok()?;
                        (read.to_string() == number).then_some(Self::Segment(rung, read))?
                    }
                }
            }
        };
        Some(file)
    }

    fn rung(self) -> Option<Rung> {
        match self {
            Self::Playlist(rung) | Self::Init(rung) | Self::Segment(rung, _) => Some(rung),
            Self::Hls | Self::Dash | Self::Progressive | Self::Preview(_) => None,
        }
    }

    /// Whether `entitled` goes for it.
    #[must_use]
    pub fn is_for(self, entitled: Entitlement, piece: &Piece) -> bool {
        if self.rung() == Some(Rung::Flac) && !entitled.lossless {
            return false;
        }
        match (entitled.stream, self) {
            (Extent::Nothing, _) => false,
            (Extent::Full, _) => true,
            (Extent::First { ms }, Self::Segment(_, number)) => number < piece.segments_within(ms),
            (Extent::First { ms }, Self::Preview(seconds)) => seconds.saturating_mul(1000) <= ms,
            (Extent::First { .. }, Self::Progressive) => false,
            (Extent::First { .. }, Self::Hls | Self::Dash | Self::Playlist(_) | Self::Init(_)) => true,
        }
    }

    /// Whether to have it is to have had a full play: it is beyond what everybody may hear.
    #[must_use]
    pub fn is_play(self, piece: &Piece) -> bool {
        !self.is_for(Entitlement { lossless: true, ..Entitlement::first(plays::AFTERWARDS_MS) }, piece)
    }

    /// Its media type, from its path.
    #[must_use]
    pub fn content_type(path: &str) -> &'static str {
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "m3u8" => "application/vnd.apple.mpegurl",
            "mpd" => "application/dash+xml",
            "mp3" => "audio/mpeg",
            _ => "audio/mp4",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_address_only() {
        assert_eq!(File::at("aac-64/12.m4s"), Some(File::Segment(Rung::Aac64, 12)));
        assert_eq!(File::at("flac/index.m3u8"), Some(File::Playlist(Rung::Flac)));
        for path in [
            "aac-64/+1.m4s",
            "aac-64/01.m4s",
            "aac-64/-1.m4s",
            "aac-64//1.m4s",
            "AAC-64/1.m4s",
            "aac-64/1.m4s/",
            "x/0.m4s",
            "aac-64/index.m3u8x",
            "",
            "progressive.m4a/",
            "preview-60.mp3",
        ] {
            assert_eq!(File::at(path), None, "{path}");
        }
    }
}
