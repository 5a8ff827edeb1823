//! MPEG-DASH (ISO/IEC 23009-1): one static manifest over all rungs of a codec.

use std::fmt::Write;

use super::seconds;
use crate::{Rendition, Segment};

/// The manifest over `renditions` of a track of `frames` at `sample_rate`, with `priming` frames before it in every
/// rendition. All renditions of a track are cut at the same samples, so one timeline serves them all; it begins at
/// `priming`, and `presentationTimeOffset` makes that the zero of the period, so that players cut the priming off.
pub fn dash(renditions: &[Rendition], frames: u64, sample_rate: u32, priming: u32) -> String {
    let length = seconds(frames, sample_rate);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" profiles=\"urn:mpeg:dash:profile:isoff-live:2011\" \
         type=\"static\" mediaPresentationDuration=\"PT{length}S\" minBufferTime=\"PT5S\">\n\
         \x20<Period id=\"0\" start=\"PT0S\" duration=\"PT{length}S\">\n\
         \x20 <AdaptationSet id=\"0\" contentType=\"audio\" mimeType=\"audio/mp4\" segmentAlignment=\"true\" \
         startWithSAP=\"1\">\n\
         \x20  <SegmentTemplate timescale=\"{sample_rate}\" presentationTimeOffset=\"{priming}\" startNumber=\"0\" \
         initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Number$.m4s\">\n\
         \x20   <SegmentTimeline>\n"
    );
    let segments = renditions.first().map(|rendition| rendition.segments.as_slice()).unwrap_or_default();
    timeline(&mut text, segments, priming);
    text.push_str("    </SegmentTimeline>\n   </SegmentTemplate>\n");
    for rendition in renditions {
        representation(&mut text, rendition, sample_rate);
    }
    text.push_str("  </AdaptationSet>\n </Period>\n</MPD>\n");
    text
}

/// Runs of segments of the same length are one element.
fn timeline(text: &mut String, segments: &[Segment], start: u32) {
    let mut start = Some(start);
    for run in segments.chunk_by(|a, b| a.duration_samples == b.duration_samples) {
        let Some(first) = run.first() else { continue };
        let t = start.take().map(|t| format!("t=\"{t}\" ")).unwrap_or_default();
        let r = if run.len() > 1 { format!(" r=\"{}\"", run.len() - 1) } else { String::new() };
        let _ = writeln!(text, "     <S {t}d=\"{}\"{r}/>", first.duration_samples);
    }
}

fn representation(text: &mut String, rendition: &Rendition, sample_rate: u32) {
    let Rendition { rung, codec, peak_bandwidth, channels, .. } = rendition;
    let _ = write!(
        text,
        "   <Representation id=\"{rung}\" codecs=\"{codec}\" bandwidth=\"{peak_bandwidth}\" \
         audioSamplingRate=\"{sample_rate}\">\n\
         \x20   <AudioChannelConfiguration schemeIdUri=\"urn:mpeg:dash:23003:3:audio_channel_configuration:2011\" \
         value=\"{channels}\"/>\n   </Representation>\n"
    );
}

#[cfg(test)]
mod tests {
    use super::super::tests::renditions;
    use super::*;

    #[test]
    fn the_timeline_begins_at_the_priming_and_joins_runs() {
        let text = dash(&renditions(), 761_505, 44_100, 2048);
        let timeline: Vec<_> = text.lines().filter(|line| line.trim_start().starts_with("<S ")).collect();
        assert_eq!(
            timeline,
            ["     <S t=\"2048\" d=\"219136\"/>", "     <S d=\"221184\" r=\"1\"/>", "     <S d=\"100001\"/>"]
        );
        assert!(text.contains("presentationTimeOffset=\"2048\""), "{text}");
        assert!(text.contains("duration=\"PT17.267687S\""), "{text}");
        assert_eq!(text.matches("<Representation id=\"aac-").count(), 2);
    }
}
