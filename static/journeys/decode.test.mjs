// Chromium's decodeAudioData on all that a track is handed out as: downloads, progressive files, rungs of the ladder. Each
// has as many frames as the master, times the ratio of the rates, rounded, and lies on the master's samples; what is lossless
// has every bit of it.
//
// Chromium honours every note of the length that these files bear: the edit list of M4A (the same numbers stand in
// iTunSMPB), LAME's in MP3, the pre-skip and the last position in Ogg. Fragments have no such note, so a rung comes out with
// its priming and with the padding of its last access unit, and is trimmed by what the API says. It knows neither AIFF nor
// ALAC.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { atRate, lateness, noise, places } from "./support/noise.mjs";
import { until } from "./support/until.mjs";

/** A release each: one has 44,100 for its ladder, the other 48,000. No length is a whole number of packets. */
const RELEASES = {
  44100: [
    { rate: 44100, channels: 2, bits: 16, frames: 100_003 },
    { rate: 88200, channels: 1, bits: 24, frames: 200_005 },
    { rate: 44100, channels: 1, bits: 24, frames: 300_007 },
    { rate: 176400, channels: 2, bits: 16, frames: 300_002 },
  ],
  48000: [
    { rate: 96000, channels: 2, bits: 24, frames: 250_007 },
    { rate: 48000, channels: 1, bits: 16, frames: 330_011 },
    { rate: 192000, channels: 2, bits: 24, frames: 500_001 },
    { rate: 48000, channels: 2, bits: 24, frames: 90_001 },
  ],
};
/** Frames in an AAC access unit. */
const UNIT = 1024;
const AAC = ["aac-64", "aac-128", "aac-320"];
const FOREIGN = ["aiff", "alac"];
let instance, browser, folder, page;
/** Master and track of each, with the rate of its release. */
const made = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-decode-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", "a long enough password");
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  for (const [rate, shapes] of Object.entries(RELEASES)) {
    const masters = await Promise.all(shapes.map((shape, at) => noise(folder, `${rate}-${at}.wav`, shape)));
    const files = masters.map(({ path }) => path);
    const { release, tracks } = await api.publish({ handle: `ode_${rate}`, name: "Ode", title: "Noise", files });
    await api.call("PUT", `releases/${release.id}/publication`, {});
    for (const [at, { id }] of tracks.entries()) made.push({ master: masters[at], id, ladder: Number(rate) });
  }
  for (const one of made) {
    one.track = await until(async () => {
      const track = await api.track(one.id);
      return track.state === "ready" && track.place?.joined ? track : null;
    }, "every track stands in its place", 90_000, 200);
  }
  page = await browser.newPage();
  await page.goto(`${instance.url}/livez`);
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** In the page: decodes what lies at these addresses, one after the other, at a rate; null if it is in no known format. */
async function decodeInPage({ urls, rate }) {
  const parts = await Promise.all(urls.map(async (url) => (await fetch(url)).blob()));
  const bytes = await new Blob(parts).arrayBuffer();
  let buffer;
  try {
    buffer = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);
  } catch (error) {
    if (error.name === "EncodingError") return null;
    throw error;
  }
  const base64 = (samples) => {
    const raw = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    let text = "";
    for (let at = 0; at < raw.length; at += 32_768) text += String.fromCharCode(...raw.subarray(at, at + 32_768));
    return btoa(text);
  };
  return Array.from({ length: buffer.numberOfChannels }, (_, channel) => base64(buffer.getChannelData(channel)));
}

/** What Chromium makes of it, channel by channel. */
async function decoded(urls, rate) {
  const channels = await page.evaluate(decodeInPage, { urls, rate });
  return channels?.map((text) => {
    const bytes = Buffer.from(text, "base64");
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  });
}

/** As long as the master at `rate`, and on its samples in every channel. */
async function liesOn(master, heard, rate, what) {
  const frames = Math.round((master.frames * rate) / master.rate);
  assert.equal(heard.length, master.channels, `${what}: channels`);
  const original = await atRate(master, rate);
  for (const [channel, samples] of heard.entries()) {
    assert.equal(samples.length, frames, `${what}: frames`);
    for (const at of places(frames)) assert.equal(lateness(original[channel], samples, at), 0, `${what}: late at ${at} of ${frames}`);
  }
}

/**
 * Every bit of the master. Chromium divides what is negative by 2^15 or 2^31 and what is positive by one less, so that the
 * largest number of either sign is 1; each float still tells which number it was, of 24 bits too.
 */
function isMaster({ channels, bits, frames, samples }, heard, what) {
  assert.equal(heard.length, channels, `${what}: channels`);
  const full = 2 ** (bits - 1);
  const largest = bits === 16 ? full - 1 : full * (1 - 2 ** -31);
  for (const [channel, floats] of heard.entries()) {
    assert.equal(floats.length, frames, `${what}: frames`);
    const wrong = floats.findIndex((value, at) => Math.round(value * (value > 0 ? largest : full)) !== samples[channel][at] * full);
    assert.equal(wrong, -1, `${what}: sample ${wrong} is ${floats[wrong]}, and was ${samples[channel][wrong]}`);
  }
}

const named = ({ rate, channels, bits, frames }, what) => `${what} of ${frames} frames, ${bits} bits, ${channels} at ${rate}`;

test("every download has the master's frames, on the master's samples", { timeout: 240_000 }, async () => {
  for (const { master, track, ladder } of made) {
    assert.ok(track.downloads.length >= 8, track.downloads.map(({ format }) => format).join(" "));
    for (const { format, lossless, url } of track.downloads) {
      await until(async () => {
        const answer = await fetch(url, { method: "HEAD" });
        return answer.status === 200;
      }, `${format} is made`);
      const rate = lossless ? master.rate : format.startsWith("opus") ? 48_000 : ladder;
      const [heard, what] = [await decoded([url], rate), named(master, format)];
      assert.equal(heard === undefined, FOREIGN.includes(format), `${what}: whether it is known`);
      if (!heard) continue;
      if (lossless) isMaster(master, heard, what);
      else await liesOn(master, heard, rate, what);
    }
  }
});

test("so has every progressive file", { timeout: 120_000 }, async () => {
  for (const { master, track, ladder } of made) {
    for (const url of [track.progressive, track.progressive_mp3]) {
      await liesOn(master, await decoded([url], ladder), ladder, named(master, url.split(".").at(-1)));
    }
  }
});

/** The init segment and all others of each rung, in order. */
async function rungs(track) {
  const lines = async (url) => (await (await fetch(url)).text()).split("\n");
  const variants = (await lines(track.hls)).filter((line) => line && !line.startsWith("#")).map((line) => new URL(line, track.hls).href);
  return Promise.all(
    variants.map(async (url) => {
      const playlist = await lines(url);
      const init = /^#EXT-X-MAP:URI="([^"]+)"/m.exec(playlist.join("\n"))[1];
      const names = [init, ...playlist.filter((line) => line && !line.startsWith("#"))];
      return { rung: url.split("/").at(-2), urls: names.map((name) => new URL(name, url).href) };
    }),
  );
}

test("so has every rung, between its priming and its padding", { timeout: 120_000 }, async () => {
  for (const { master, track, ladder } of made) {
    const { priming, frames, sample_rate: rate } = track.place;
    assert.equal(rate, ladder);
    const all = await rungs(track);
    assert.deepEqual(all.map(({ rung }) => rung), [...AAC, "flac"]);
    for (const { rung, urls } of all) {
      const what = named(master, rung);
      if (rung === "flac") {
        isMaster(master, await decoded(urls, master.rate), what);
        continue;
      }
      const whole = await decoded(urls, rate);
      assert.equal(whole[0].length, Math.ceil((priming + frames) / UNIT) * UNIT, what);
      await liesOn(master, whole.map((samples) => samples.subarray(priming, priming + frames)), rate, what);
    }
  }
});
