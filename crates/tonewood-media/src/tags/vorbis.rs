//! Vorbis comments: the tags of FLAC and of Opus.

use flac_codec::encode::Options;
use flac_codec::metadata::{Picture as FlacPicture, PictureType as FlacPictureType};
use lofty::picture::PictureInformation;
use media::Tags;

use super::fields::{fields, performer, performers, replay_gain};
use super::picture;
use crate::error::Error;

/// By whom the file is made.
const VENDOR: &str = "Tonewood";
/// ReplayGain aims at -18 LUFS, R128 at -23.
const R128_BELOW_REPLAY_GAIN: f64 = 5.0;

/// Names and texts, but the loudness.
fn comments(tags: &Tags) -> impl Iterator<Item = (&'static str, String)> {
    let fields = fields(tags).into_iter().map(|(name, _, text)| (name, text));
    let performers = performers(tags).map(|credit| ("PERFORMER", performer(credit)));
    // Beside the plain words under the name that most programs know.
    let synced = tags.lyrics_synced.iter().map(|lrc| ("SYNCEDLYRICS", lrc.clone()));
    fields.chain(performers).chain(synced).collect::<Vec<_>>().into_iter()
}

/// Options of the FLAC encoder with these tags and this front cover, a JPEG or PNG.
pub fn flac(tags: &Tags, cover: Option<Vec<u8>>) -> Result<Options, Error> {
    let gain = replay_gain(tags).into_iter().map(|(name, _, text)| (name, text));
    let options = comments(tags).chain(gain).fold(Options::default(), |options, (name, text)| options.tag(name, text));
    let Some(cover) = cover else { return Ok(options) };
    let picture = FlacPicture::new(FlacPictureType::FrontCover, "", cover);
    Ok(options.picture(picture.map_err(|e| Error::internal("the cover cannot be embedded")(&e))?))
}

/// The packet with the tags of an Opus file, with this front cover, a JPEG or PNG.
pub fn opus(tags: &Tags, cover: Option<Vec<u8>>) -> Result<Vec<u8>, Error> {
    let mut comments: Vec<_> = comments(tags).map(|(name, text)| format!("{name}={text}").into_bytes()).collect();
    if let Some(gain) = tags.loudness {
        // Whole numbers of 1/256 dB.
        let fixed = |db: f64| ((db - R128_BELOW_REPLAY_GAIN) * 256.0).round().clamp(-32_768.0, 32_767.0);
        comments.push(format!("R128_TRACK_GAIN={}", fixed(gain.track_gain_db)).into_bytes());
        comments.extend(gain.album_gain_db.map(|db| format!("R128_ALBUM_GAIN={}", fixed(db)).into_bytes()));
    }
    if let Some(cover) = cover {
        let picture = picture(cover)?;
        let information = PictureInformation::from_picture(&picture).unwrap_or_default();
        comments.push([b"METADATA_BLOCK_PICTURE=", &*picture.as_flac_bytes(information, true)].concat());
    }
    let mut packet = b"OpusTags".to_vec();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    packet.extend(length(VENDOR.as_bytes()));
    packet.extend(VENDOR.as_bytes());
    packet.extend(u32::try_from(comments.len()).unwrap_or(u32::MAX).to_le_bytes());
    for comment in comments {
        packet.extend(length(&comment));
        packet.extend(comment);
    }
    Ok(packet)
}
