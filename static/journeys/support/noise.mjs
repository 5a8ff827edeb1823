// Music in which every sample can be told from its neighbours: noise over a tone, the same every time, as WAV files of any
// rate and depth; and by how many samples what became of it is late.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const HEADER = 44;
const HERTZ = 440;

/**
 * Writes one; gives its path, what it is, and its samples as the floats that they are, channel by channel.
 * @param {string} folder @param {string} name @param {{rate: number, channels: number, bits: 16 | 24, frames: number}} shape
 */
export async function noise(folder, name, shape) {
  const { rate, channels, bits, frames } = shape;
  const full = 2 ** (bits - 1);
  const samples = Array.from({ length: channels }, () => new Float32Array(frames));
  const data = Buffer.alloc((frames * channels * bits) / 8);
  // By the length, so that no two files begin alike.
  let state = frames;
  let at = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const tone = 0.2 * Math.sin((2 * Math.PI * HERTZ * frame) / rate);
    for (let channel = 0; channel < channels; channel += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const value = Math.round((tone + 0.2 * (state / 2 ** 31)) * full);
      samples[channel][frame] = value / full;
      at = data.writeIntLE(value, at, bits / 8);
    }
  }
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([header(shape, data.length), data]));
  return { path, ...shape, samples };
}

function header({ rate, channels, bits }, length) {
  const bytes = Buffer.alloc(HEADER);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(HEADER - 8 + length, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE((rate * channels * bits) / 8, 28);
  bytes.writeUInt16LE((channels * bits) / 8, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(length, 40);
  return bytes;
}

/** The samples of a file at another rate, as ffmpeg makes them, channel by channel. */
export async function atRate({ path, channels, rate, samples }, to) {
  if (to === rate) return samples;
  const { stdout } = await run("ffmpeg", ["-nostdin", "-v", "error", "-i", path, "-ar", String(to), "-f", "f32le", "-"], { encoding: "buffer", maxBuffer: 1 << 30 });
  const all = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength));
  return Array.from({ length: channels }, (_, channel) => Float32Array.from({ length: all.length / channels }, (_, frame) => all[frame * channels + channel]));
}

/** Samples compared at one place, and how far off they may be found. */
const WINDOW = 3000;
const FARTHEST = 60;

/** By how many samples one channel of a recording is late around sample `at` of the original: where the two are most alike. */
export function lateness(original, heard, at) {
  let [best, most] = [NaN, -Infinity];
  for (let by = -FARTHEST; by <= FARTHEST; by += 1) {
    let alike = 0;
    for (let step = at; step < at + WINDOW; step += 1) alike += (original[step] ?? 0) * (heard[step + by] ?? 0);
    if (alike > most) [best, most] = [by, alike];
  }
  return best;
}

/** Where to look: at the very beginning, in the middle, at the very end. */
export const places = (frames) => [0, Math.floor(frames / 2), frames - WINDOW];
