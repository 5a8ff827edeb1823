//! What an address below a show's stands for.

use live::link::Rendition;

/// A file of a show's streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// The playlist over the renditions, with parts.
    Master,
    /// The same for players that know no parts.
    Plain,
    /// The playlist of a rendition.
    Playlist(Rendition),
    /// What stands before the segments of a run.
    Init(Rendition, i32),
    /// A segment.
    Segment(Rendition, u64),
    /// A part of a segment.
    Part(Rendition, u64, u32),
}

impl File {
    /// The signed word, if there is one, and the file at a path below a show's page; every file is written in one way only.
    /// `None` for what no show has.
    #[must_use]
    pub fn at(path: &str) -> Option<(Option<&str>, Self)> {
        let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
        match rest {
            // No rendition's name has a dot, and every signed word has one.
            Some(rest) if first.contains('.') => Some((Some(first), Self::below(rest)?)),
            _ => Some((None, Self::below(path)?)),
        }
    }

    fn below(path: &str) -> Option<Self> {
        let Some((rendition, name)) = path.split_once('/') else {
            return match path {
                "master.m3u8" => Some(Self::Master),
                "plain.m3u8" => Some(Self::Plain),
                _ => None,
            };
        };
        let rendition = Rendition::from_name(rendition).filter(|one| Rendition::LADDER.contains(one))?;
        if name == "index.m3u8" {
            return Some(Self::Playlist(rendition));
        }
        if let Some(run) = name.strip_suffix(".init.mp4") {
            return Some(Self::Init(rendition, number(run)?));
        }
        let name = name.strip_suffix(".m4s")?;
        match name.split_once('.') {
            Some((segment, part)) => Some(Self::Part(rendition, number(segment)?, number(part)?)),
            None => Some(Self::Segment(rendition, number(name)?)),
        }
    }

    /// Whether it is written anew as the show goes on.
    #[must_use]
    pub const fn is_playlist(self) -> bool {
        matches!(self, Self::Master | Self::Plain | Self::Playlist(_))
    }
}

/// A number as it is written: no sign, no zeros before it.
fn number<T: std::str::FromStr + ToString>(text: &str) -> Option<T> {
    let read: T = text.parse().ok()?;
    (read.to_string() == text && !text.starts_with('-')).then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_address_only() {
        assert_eq!(File::at("master.m3u8"), Some((None, File::Master)));
        assert_eq!(File::at("17.ab/plain.m3u8"), Some((Some("17.ab"), File::Plain)));
        assert_eq!(File::at("aac-64/index.m3u8"), Some((None, File::Playlist(Rendition::Aac64))));
        assert_eq!(File::at("1.a/aac-128/2.init.mp4"), Some((Some("1.a"), File::Init(Rendition::Aac128, 2))));
        assert_eq!(File::at("aac-64/7.m4s"), Some((None, File::Segment(Rendition::Aac64, 7))));
        assert_eq!(File::at("aac-64/7.11.m4s"), Some((None, File::Part(Rendition::Aac64, 7, 11))));
        for path in [
            "",
            "master.m3u8/",
            "mount/0.m4s",
            "aac-64/07.m4s",
            "aac-64/+7.m4s",
            "aac-64/-0.init.mp4",
            "aac-64/-1.init.mp4",
            "aac-64/7.1.1.m4s",
            "aac-64//7.m4s",
            "x/y/aac-64/7.m4s",
            "aac-64/../aac-64/7.m4s",
            "aac-64/99999999999999999999.m4s",
            "recording/0.flac",
        ] {
            assert_eq!(File::at(path), None, "{path}");
        }
    }
}
