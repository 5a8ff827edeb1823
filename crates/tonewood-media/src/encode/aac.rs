//! AAC-LC by the Fraunhofer library. All the unsafe code of this crate is in this file.
#![expect(unsafe_code, reason = "the encoder is a C++ library without a sound wrapper")]

use std::ffi::c_void;
use std::ptr;

use fdk_aac_sys as fdk;

use crate::error::Error;

/// Frames in an access unit.
pub const UNIT: usize = 1024;
/// Frames before the audio in a file of its own: whole access units.
pub const PRIMING: u32 = 2048;
/// Frames by which the encoder delays what it is given.
pub const DELAY: u32 = 1600;
/// Frames of silence that must be encoded first, so that the delay becomes the priming.
pub const LEAD: usize = (PRIMING - DELAY) as usize;

/// An encoder for one track.
pub struct Encoder {
    handle: fdk::HANDLE_AACENCODER,
    channels: usize,
    config: Vec<u8>,
    unit: Vec<u8>,
}

// SAFETY: the library keeps all state of an encoder behind its handle, and this is the only holder of the handle.
unsafe impl Send for Encoder {}

impl Encoder {
    /// An encoder for interleaved samples of 1 or 2 channels at `rate`; `bitrate` in bits per second.
    pub fn new(channels: u16, rate: u32, bitrate: u32) -> Result<Self, Error> {
        let mut handle = ptr::null_mut();
        // SAFETY: the library writes a handle to the place given; 1 asks for its AAC-LC part.
        check("open", unsafe { fdk::aacEncOpen(&mut handle, 1, channels.into()) })?;
        let mut encoder = Self { handle, channels: channels.into(), config: Vec::new(), unit: Vec::new() };
        let mode = channels.into();
        let parameters = [
            (fdk::AACENC_PARAM_AACENC_AOT, 2),
            (fdk::AACENC_PARAM_AACENC_SAMPLERATE, rate),
            (fdk::AACENC_PARAM_AACENC_CHANNELMODE, mode),
            (fdk::AACENC_PARAM_AACENC_CHANNELORDER, 1),
            (fdk::AACENC_PARAM_AACENC_BITRATE, bitrate),
            (fdk::AACENC_PARAM_AACENC_BITRATEMODE, 0),
            (fdk::AACENC_PARAM_AACENC_TRANSMUX, 0),
            (fdk::AACENC_PARAM_AACENC_AFTERBURNER, 1),
        ];
        for (name, value) in parameters {
            // SAFETY: the handle is open.
            check("set up", unsafe { fdk::aacEncoder_SetParam(encoder.handle, name, value) })?;
        }
        // SAFETY: the handle is open, and without buffers the call only initialises.
        let code = unsafe { fdk::aacEncEncode(encoder.handle, ptr::null(), ptr::null(), ptr::null(), ptr::null_mut()) };
        check("initialise", code)?;
        encoder.read_info()?;
        Ok(encoder)
    }

    fn read_info(&mut self) -> Result<(), Error> {
        // SAFETY: the structure holds only numbers, for which zeros are valid.
        let mut info: fdk::AACENC_InfoStruct = unsafe { std::mem::zeroed() };
        // SAFETY: the handle is open and `info` outlives the call.
        check("ask", unsafe { fdk::aacEncInfo(self.handle, &mut info) })?;
        if (info.nDelay, info.frameLength) != (DELAY, UNIT as u32) {
            let text = format!("the AAC encoder has a delay of {} in frames of {}", info.nDelay, info.frameLength);
            return Err(Error::Internal(text));
        }
        self.config = info.confBuf.iter().take(info.confSize as usize).copied().collect();
        self.unit = vec![0; info.maxOutBufBytes as usize];
        Ok(())
    }

    /// The AudioSpecificConfig.
    pub fn config(&self) -> &[u8] {
        &self.config
    }

    /// Encodes interleaved samples and gives the access units that come out to `sink`.
    pub fn encode(&mut self, samples: &[i16], mut sink: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        let mut rest = samples;
        while !rest.is_empty() {
            let (taken, given) = self.step(rest)?;
            if let Some(unit) = self.unit.get(..given).filter(|unit| !unit.is_empty()) {
                sink(unit)?;
            }
            if taken == 0 && given == 0 {
                return Err(Error::Internal("the AAC encoder does not take samples".to_owned()));
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// One call: how many samples were taken, how many bytes were given.
    fn step(&mut self, samples: &[i16]) -> Result<(usize, usize), Error> {
        let most = (UNIT * self.channels).min(samples.len());
        // The library takes a mutable pointer but only reads from it.
        let mut input: *mut c_void = samples.as_ptr().cast_mut().cast();
        let mut output: *mut c_void = self.unit.as_mut_ptr().cast();
        let mut input_kind = fdk::AACENC_BufferIdentifier_IN_AUDIO_DATA as i32;
        let mut output_kind = fdk::AACENC_BufferIdentifier_OUT_BITSTREAM_DATA as i32;
        let (mut input_bytes, mut output_bytes) = (len(most * 2)?, len(self.unit.len())?);
        let (mut input_element, mut output_element) = (2, 1);
        let input = fdk::AACENC_BufDesc {
            numBufs: 1,
            bufs: &mut input,
            bufferIdentifiers: &mut input_kind,
            bufSizes: &mut input_bytes,
            bufElSizes: &mut input_element,
        };
        let output = fdk::AACENC_BufDesc {
            numBufs: 1,
            bufs: &mut output,
            bufferIdentifiers: &mut output_kind,
            bufSizes: &mut output_bytes,
            bufElSizes: &mut output_element,
        };
        let arguments = fdk::AACENC_InArgs { numInSamples: len(most)?, numAncBytes: 0 };
        let mut results = fdk::AACENC_OutArgs { numOutBytes: 0, numInSamples: 0, numAncBytes: 0, bitResState: 0 };
        // SAFETY: the handle is open; both buffers, of the sizes told, and the descriptions outlive the call.
        check("encode", unsafe { fdk::aacEncEncode(self.handle, &input, &output, &arguments, &mut results) })?;
        let count = |number: i32| usize::try_from(number).unwrap_or(0);
        Ok((count(results.numInSamples), count(results.numOutBytes)))
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: the handle is open and never used again.
        unsafe { fdk::aacEncClose(&mut self.handle) };
    }
}

fn len(count: usize) -> Result<i32, Error> {
    i32::try_from(count).map_err(|_| Error::Internal("a block of samples is too long".to_owned()))
}

fn check(doing: &str, code: fdk::AACENC_ERROR) -> Result<(), Error> {
    match code {
        fdk::AACENC_ERROR_AACENC_OK => Ok(()),
        code => Err(Error::Internal(format!("the AAC encoder cannot {doing}: error {code:#x}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_can_be_opened_at_both_rates() {
        for rate in [44_100, 48_000] {
            for (channels, bitrate) in
                [(1, 64_000), (1, 128_000), (1, 160_000), (2, 64_000), (2, 128_000), (2, 320_000)]
            {
                let mut encoder = Encoder::new(channels, rate, bitrate).unwrap();
                let mut units = 0;
                let silence = vec![0; UNIT * usize::from(channels) * 8];
                encoder
                    .encode(&silence, |_| {
                        units += 1;
                        Ok(())
                    })
                    .unwrap();
                assert!(units >= 5, "{units}");
                assert_eq!(encoder.config().len(), 2);
            }
        }
    }
}
