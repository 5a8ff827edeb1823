//! HLS (RFC 8216): a media playlist per rung, a master playlist over all of them.

use std::fmt::Write;

use super::seconds;
use crate::{Rendition, Rung};

/// The master playlist over `renditions` of one track, in the order given (put the one to begin with first).
pub fn hls_master(renditions: &[Rendition]) -> String {
    let mut text = String::from("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    for rendition in renditions {
        let Rendition { rung, codec, average_bandwidth, peak_bandwidth, .. } = rendition;
        // Apple's players know FLAC by the name of its sample entry only, hls.js by either.
        let codec = if *rung == Rung::Flac { "fLaC" } else { codec.as_str() };
        let _ = writeln!(
            text,
            "#EXT-X-STREAM-INF:BANDWIDTH={peak_bandwidth},AVERAGE-BANDWIDTH={average_bandwidth},CODECS=\"{codec}\"\n\
             {rung}/index.m3u8"
        );
    }
    text
}

/// The media playlist of one rendition, to lie beside its segments. The durations are those heard: the first is shorter
/// by the priming, and they add up to the track's exact length.
pub fn hls_media(rendition: &Rendition) -> String {
    let sample_rate = rendition.sample_rate;
    let longest = rendition.segments.iter().map(|segment| segment.duration_samples).max().unwrap_or(0);
    let target = longest.div_ceil(sample_rate.max(1)).max(1);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{target}\n#EXT-X-MEDIA-SEQUENCE:0\n\
         #EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"init.mp4\"\n"
    );
    for (number, segment) in rendition.segments.iter().enumerate() {
        let length = seconds(u64::from(segment.duration_samples), sample_rate);
        let _ = writeln!(text, "#EXTINF:{length},\n{number}.m4s");
    }
    text.push_str("#EXT-X-ENDLIST\n");
    text
}

#[cfg(test)]
mod tests {
    use super::super::tests::{flac, renditions};
    use super::*;

    #[test]
    fn the_master_playlist_names_every_rung() {
        assert_eq!(
            hls_master(&renditions()),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n\
             #EXT-X-STREAM-INF:BANDWIDTH=67000,AVERAGE-BANDWIDTH=65500,CODECS=\"mp4a.40.2\"\naac-64/index.m3u8\n\
             #EXT-X-STREAM-INF:BANDWIDTH=131000,AVERAGE-BANDWIDTH=129500,CODECS=\"mp4a.40.2\"\naac-128/index.m3u8\n"
        );
    }

    #[test]
    fn flac_is_named_as_apple_does() {
        assert!(hls_master(&[flac()]).contains("CODECS=\"fLaC\"\nflac/index.m3u8"));
        assert!(hls_media(&flac()).contains("#EXTINF:4.969070,\n0.m4s"));
    }

    #[test]
    fn the_media_playlist_lists_the_segments_with_what_is_heard() {
        let renditions = renditions();
        assert_eq!(
            hls_media(&renditions[0]),
            "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n\
             #EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"init.mp4\"\n\
             #EXTINF:4.969070,\n0.m4s\n#EXTINF:5.015510,\n1.m4s\n#EXTINF:5.015510,\n2.m4s\n#EXTINF:2.267596,\n3.m4s\n\
             #EXT-X-ENDLIST\n"
        );
    }
}
