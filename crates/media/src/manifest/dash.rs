//! MPEG-DASH (ISO/IEC 23009-1): one static manifest over all rungs, a set for each codec.

use std::fmt::Write;

use super::seconds;
use crate::{Rendition, Segment};

/// The manifest over `renditions` of one track, the cheapest first. Renditions of one codec are one set that players
/// switch in; a player that can choose a set should take the lossy one, within which it can adapt to the line.
///
/// All renditions of a set are cut at the same samples, so one timeline serves them; it begins at the priming, and
/// `presentationTimeOffset` makes that the zero of the period, so that players cut the priming off.
pub fn dash(renditions: &[Rendition]) -> String {
    let length = renditions.first().map(|first| seconds(first.frames(), first.sample_rate)).unwrap_or_default();
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" profiles=\"urn:mpeg:dash:profile:isoff-live:2011\" \
         type=\"static\" mediaPresentationDuration=\"PT{length}S\" minBufferTime=\"PT5S\">\n\
         \x20<Period id=\"0\" start=\"PT0S\" duration=\"PT{length}S\">\n"
    );
    for (id, set) in renditions.chunk_by(|a, b| a.codec == b.codec).enumerate() {
        adaptation_set(&mut text, id, set);
    }
    text.push_str(" </Period>\n</MPD>\n");
    text
}

fn adaptation_set(text: &mut String, id: usize, renditions: &[Rendition]) {
    let Some(Rendition { sample_rate, priming, segments, .. }) = renditions.first() else { return };
    // The lossless one is for who asks for it: it cannot adapt.
    let priority = if renditions.iter().any(|rendition| rendition.rung.bitrate().is_some()) { 2 } else { 1 };
    let _ = write!(
        text,
        "  <AdaptationSet id=\"{id}\" contentType=\"audio\" mimeType=\"audio/mp4\" segmentAlignment=\"true\" \
         startWithSAP=\"1\" selectionPriority=\"{priority}\">\n\
         \x20  <SegmentTemplate timescale=\"{sample_rate}\" presentationTimeOffset=\"{priming}\" startNumber=\"0\" \
         initialization=\"$RepresentationID$/init.mp4\" media=\"$RepresentationID$/$Number$.m4s\">\n\
         \x20   <SegmentTimeline>\n"
    );
    timeline(text, segments, *priming);
    text.push_str("    </SegmentTimeline>\n   </SegmentTemplate>\n");
    for rendition in renditions {
        representation(text, rendition);
    }
    text.push_str("  </AdaptationSet>\n");
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

fn representation(text: &mut String, rendition: &Rendition) {
    let Rendition { rung, codec, peak_bandwidth, channels, sample_rate, .. } = rendition;
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
    use super::super::tests::{flac, renditions};
    use super::*;

    fn timelines(text: &str) -> Vec<&str> {
        text.lines().map(str::trim_start).filter(|line| line.starts_with("<S ")).collect()
    }

    #[test]
    fn the_timeline_begins_at_the_priming_and_joins_runs() {
        let text = dash(&renditions());
        assert_eq!(
            timelines(&text),
            ["<S t=\"2048\" d=\"219136\"/>", "<S d=\"221184\" r=\"1\"/>", "<S d=\"100001\"/>"]
        );
        assert!(text.contains("presentationTimeOffset=\"2048\""), "{text}");
        assert!(text.contains("duration=\"PT17.267687S\""), "{text}");
        assert_eq!(text.matches("<Representation id=\"aac-").count(), 2);
        assert_eq!(text.matches("<AdaptationSet ").count(), 1);
    }

    #[test]
    fn another_codec_is_another_set_with_its_own_clock() {
        let text = dash(&[renditions(), vec![flac()]].concat());
        assert_eq!(text.matches("<AdaptationSet ").count(), 2);
        assert_eq!(
            timelines(&text)[3..],
            ["<S t=\"0\" d=\"438272\"/>", "<S d=\"442368\" r=\"1\"/>", "<S d=\"200002\"/>"]
        );
        assert!(text.contains("timescale=\"88200\" presentationTimeOffset=\"0\""), "{text}");
        assert!(text.contains("<Representation id=\"flac\" codecs=\"flac\""), "{text}");
    }
}
