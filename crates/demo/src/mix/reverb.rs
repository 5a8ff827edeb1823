//! A room: eight delay lines feeding each other through a Hadamard matrix, getting darker as they decay.

use super::delay_line::DelayLine;
use crate::buffer::Stereo;
use crate::synth::filter::OnePole;

/// Lengths of the lines in seconds, with few common multiples.
const LENGTHS: [f32; 8] = [0.0297, 0.0371, 0.0411, 0.0437, 0.0533, 0.0597, 0.0671, 0.0731];
/// Lengths of the diffusers before them.
const DIFFUSERS: [f32; 3] = [0.0047, 0.0083, 0.0131];

/// An allpass that smears its input.
struct Diffuser {
    line: DelayLine,
    frames: usize,
}

impl Diffuser {
    fn new(seconds: f32, rate: f32) -> Self {
        let frames = (seconds * rate) as usize;
        Self { line: DelayLine::new(frames), frames }
    }

    fn step(&mut self, x: f32) -> f32 {
        let past = self.line.tap(self.frames - 1);
        let fed = x - 0.62 * past;
        self.line.push(fed);
        past + 0.62 * fed
    }
}

/// Spreads eight values evenly over each other without changing their energy.
fn hadamard(values: &mut [f32; 8]) {
    let [a, b, c, d, e, f, g, h] = *values;
    let (a, b, c, d) = (a + b, a - b, c + d, c - d);
    let (e, f, g, h) = (e + f, e - f, g + h, g - h);
    let (a, b, c, d) = (a + c, b + d, a - c, b - d);
    let (e, f, g, h) = (e + g, f + h, e - g, f - h);
    let scale = 0.353_553_4;
    *values = [a + e, b + f, c + g, d + h, a - e, b - f, c - g, d - h].map(|v| v * scale);
}

/// Fills `out` (of the same length as `send`) with the room's answer to `send`, without the sound itself.
/// `seconds` until it is 60 dB quieter, `damping` 0.0 (bright) to 1.0 (dark).
pub fn run(send: &Stereo, out: &mut Stereo, rate: f32, (seconds, damping): (f32, f32)) {
    let mut lines = LENGTHS.map(|length| DelayLine::new((length * rate) as usize));
    let frames = LENGTHS.map(|length| (length * rate) as usize - 1);
    let gains = LENGTHS.map(|length| 10_f32.powf(-3.0 * length / seconds.max(0.1)));
    let cutoff = 11_000.0 * (1.0 - damping).max(0.05) + 700.0;
    let mut dark = LENGTHS.map(|_| OnePole::new(cutoff, rate));
    let predelay = (0.018 * rate) as usize;
    let mut before = (DelayLine::new(predelay), DelayLine::new(predelay));
    let mut smear_left: Vec<Diffuser> = DIFFUSERS.iter().map(|d| Diffuser::new(*d, rate)).collect();
    let mut smear_right: Vec<Diffuser> = DIFFUSERS.iter().map(|d| Diffuser::new(d * 1.13, rate)).collect();
    for ((left, right), (in_left, in_right)) in out.frames_mut().zip(send.left.iter().zip(&send.right)) {
        before.0.push(*in_left);
        before.1.push(*in_right);
        let fed_left = smear_left.iter_mut().fold(before.0.tap(predelay), |x, d| d.step(x));
        let fed_right = smear_right.iter_mut().fold(before.1.tap(predelay), |x, d| d.step(x));
        let mut heard = [0.0; 8];
        let taps = lines.iter().zip(&frames).zip(&gains).zip(&mut dark);
        for (value, (((line, back), gain), filter)) in heard.iter_mut().zip(taps) {
            *value = filter.low(line.tap(*back)) * gain;
        }
        let [a, b, c, d, e, f, g, h] = heard;
        *left = a - c + e - g;
        *right = b - d + f - h;
        hadamard(&mut heard);
        for (i, (line, value)) in lines.iter_mut().zip(heard).enumerate() {
            line.push(value + if i % 2 == 0 { fed_left } else { fed_right });
        }
    }
}
