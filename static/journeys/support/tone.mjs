// A tone cut into tracks, and what became of it on its way: where it starts and ends in a recording, and by how many samples
// it is off at any place.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

export const RATE = 44100;
/** No whole number of samples to a period, nor of periods to a packet, a segment or a track. */
const HERTZ = 997.13;
const OMEGA = (2 * Math.PI * HERTZ) / RATE;
const LOUD = 0.5;
const HEADER = 44;

/** Sample `at` of the tone: it begins at its crest, so that its first sample can be seen. */
const tone = (at) => LOUD * Math.cos(OMEGA * at);

/** Writes the tone as WAV files of these lengths in samples, one after the other. Gives their paths. */
export async function cutTone(folder, lengths) {
  let from = 0;
  const paths = [];
  for (const [at, length] of lengths.entries()) {
    const path = join(folder, `${String(at + 1).padStart(2, "0")} part ${at + 1}.wav`);
    await writeFile(path, wav(from, length));
    from += length;
    paths.push(path);
  }
  return paths;
}

function wav(from, length) {
  const bytes = Buffer.alloc(HEADER + length * 4);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 4, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(length * 4, 40);
  for (let at = 0; at < length; at += 1) {
    const value = Math.round(tone(from + at) * 32767);
    bytes.writeInt16LE(value, HEADER + at * 4);
    bytes.writeInt16LE(value, HEADER + at * 4 + 2);
  }
  return bytes;
}

/** Samples that are looked at together. */
const STEP = 1024;
/** Softer than this is silence. */
const SILENT = 0.002;

/** First sample that sounds, and the one after the last. */
export function extent(samples) {
  const from = samples.findIndex((value) => Math.abs(value) > SILENT);
  const to = samples.findLastIndex((value) => Math.abs(value) > SILENT) + 1;
  return { from, to };
}

/**
 * By how many samples a stretch of a recording is late. `as` is the sample of the tone that should sound at `at`. Fits
 * the tone to the stretch; only a whole period more or less cannot be seen.
 */
export function late(samples, at, length, as) {
  let [cc, ss, cs, xc, xs] = [0, 0, 0, 0, 0];
  for (let step = 0; step < length; step += 1) {
    const [cos, sin, x] = [Math.cos(OMEGA * (as + step)), Math.sin(OMEGA * (as + step)), samples[at + step]];
    cc += cos * cos;
    ss += sin * sin;
    cs += cos * sin;
    xc += x * cos;
    xs += x * sin;
  }
  const det = cc * ss - cs * cs;
  const [a, b] = [(xc * ss - xs * cs) / det, (xs * cc - xc * cs) / det];
  return { by: Math.atan2(b, a) / OMEGA, loud: Math.hypot(a, b) };
}

/** Where a recording leaves the tone's beat, in samples from its first sound, which is sample `first` of the tone. */
export function jumps(samples, first) {
  const { from, to } = extent(samples);
  const found = [];
  let before = 0;
  for (let at = 0; from + at + STEP <= to; at += STEP) {
    const { by } = late(samples, from + at, STEP, first + at);
    if (Math.abs(by - before) > 0.3) found.push(at);
    before = by;
  }
  return found;
}

/** The longest run below a hundredth of full scale between two samples, in milliseconds. */
export function quiet(samples, from, to) {
  let [longest, run] = [0, 0];
  for (let at = from; at < to; at += 1) {
    run = Math.abs(samples[at]) < 0.01 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return (longest / RATE) * 1000;
}

/** How far the loudest departure from the tone lies below it between two samples, in dB; `as` as in `late`. */
export function clean(samples, from, to, as, loud) {
  let worst = 0;
  for (let at = from; at < to; at += 1) worst = Math.max(worst, Math.abs(samples[at] - loud * Math.cos(OMEGA * (as + at - from))));
  return 20 * Math.log10(worst / loud);
}
