// Audio files of every kind, made by ffmpeg: chords that differ from each other, with tags.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const CODECS = {
  wav: ["-c:a", "pcm_s24le"],
  flac: ["-c:a", "flac", "-sample_fmt", "s16"],
  m4a: ["-c:a", "alac"],
  mp3: ["-c:a", "libmp3lame", "-b:a", "192k"],
  opus: ["-c:a", "libopus", "-b:a", "96k"],
};

/**
 * A file with a chord in it.
 * @param {string} folder @param {string} name with the ending that picks the format @param {{seconds?: number, pitch?: number, title?: string, tags?: Record<string, string>}} it
 */
export async function sound(folder, name, { seconds = 6, pitch = 220, title, tags = {} } = {}) {
  const path = join(folder, name);
  const ending = name.split(".").at(-1);
  const rate = ending === "opus" ? 48000 : 44100;
  const chord = [1, 1.25, 1.5].map((ratio, at) => `0.2*sin(2*PI*${pitch * ratio}*t)*(0.6+0.4*sin(2*PI*${0.3 + at / 5}*t))`).join("+");
  const all = { ...(title ? { title } : {}), ...tags };
  const meta = Object.entries(all).flatMap(([key, value]) => ["-metadata", `${key}=${value}`]);
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", `aevalsrc=${chord}|${chord}:s=${rate}:d=${seconds}`, ...meta, ...CODECS[ending], path]);
  return path;
}

/** A FLAC whose second half is missing. */
export async function cutShort(folder, name, seconds = 12) {
  const path = await sound(folder, name, { seconds, pitch: 330 });
  const { length } = await readFile(path);
  await truncate(path, Math.floor(length / 2));
  return path;
}

/** Noise: a file that no codec makes smaller, of a size that takes a while. */
export async function heavy(folder, name, seconds) {
  const path = join(folder, name);
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", `anoisesrc=r=44100:d=${seconds}:c=pink:a=0.2:s=7`, "-ac", "2", "-c:a", "pcm_s16le", path]);
  return path;
}

/** A square picture. */
export async function picture(folder, name, size = 1500, colours = "0x1a44c2:0xff6a3d") {
  const path = join(folder, name);
  const [c0, c1] = colours.split(":");
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", `gradients=s=${size}x${size}:c0=${c0}:c1=${c1}:x0=0:y0=0:x1=${size}:y1=${size}:d=1`, "-frames:v", "1", path]);
  return path;
}

/** A web page that calls itself a song. */
export async function pretender(folder, name) {
  const path = join(folder, name);
  await writeFile(path, `<!DOCTYPE html><title>Not a song</title><p>${"la ".repeat(500)}</p>`);
  return path;
}

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256(path) {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}

/** What ffprobe says: format and streams. */
export async function probe(path) {
  const { stdout } = await run("ffprobe", ["-v", "error", "-show_format", "-show_streams", "-of", "json", path]);
  return JSON.parse(stdout);
}
