// Other people's players: hls.js, dash.js and Shaka on a page of another origin, ffmpeg and mpv. Each plays every rung to its
// end, and those in the browser switch between them while they play.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Api } from "./support/api.mjs";
import { launch } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { noise } from "./support/noise.mjs";
import { sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "node_modules");
const RUNGS = ["aac-64", "aac-128", "aac-320", "flac"];
/** Masters of more than 48,000 samples a second, of which only the lossless rung keeps all; longer than one segment. */
const HIGH = [88_200, 96_000, 176_400, 192_000].map((rate) => ({ rate, channels: 2, bits: 24, frames: Math.round(rate * 6.71) }));
/** What other origins serve themselves. */
const SCRIPTS = {
  "/hls.js": join(modules, "hls.js/dist/hls.min.js"),
  "/dash.js": join(modules, "dashjs/dist/modern/umd/dash.all.min.js"),
  "/shaka.js": join(modules, "shaka-player/dist/shaka-player.compiled.js"),
};
const PAGE = `<!DOCTYPE html><html lang="en"><title>A player elsewhere</title><button>Go</button><audio></audio>
<script src="/hls.js"></script><script src="/dash.js"></script><script src="/shaka.js"></script>`;
/** A player that has not ended by now, in ms, never will. */
const PATIENCE = 45_000;
let instance, browser, folder, elsewhere, track, high;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", "a long enough password");
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  // Longer than one segment, and no whole number of them.
  const file = await sound(folder, "tide.flac", { seconds: 13.3, title: "Tide" });
  const made = await api.publish({ handle: "ode", name: "Ode", title: "Tide", files: [file] });
  await api.call("PUT", `releases/${made.release.id}/publication`, {});
  track = await api.track(made.tracks[0].id);
  const masters = await Promise.all(HIGH.map((shape) => noise(folder, `${shape.rate}.wav`, shape)));
  const more = await api.publish({ handle: "high", name: "High", title: "High", files: masters.map(({ path }) => path) });
  await api.call("PUT", `releases/${more.release.id}/publication`, {});
  // Tracks of a release are made once more when all of them are there.
  const joined = async (id) => {
    const one = await api.track(id);
    return one.state === "ready" && one.place?.joined ? one : null;
  };
  high = await Promise.all(more.tracks.map(({ id }) => until(() => joined(id), "a track stands in its place", 90_000, 200)));
  elsewhere = createServer(async (request, answer) => {
    const script = SCRIPTS[request.url];
    answer.setHeader("content-type", script ? "text/javascript" : "text/html; charset=utf-8");
    answer.end(script ? await readFile(script) : PAGE);
  });
  await new Promise((done) => elsewhere.listen(0, "127.0.0.1", done));
});

after(async () => {
  elsewhere?.close();
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/**
 * In the page: starts one player on the first of `rungs` and goes through the others while it plays, one a second; gives
 * once it has ended, or says why not.
 */
function play({ kind, url, rungs }) {
  const audio = document.querySelector("audio");
  /** Each gives what brings a rung to sound, once it is ready to play. */
  const players = {
    async hls() {
      const hls = new Hls({ autoStartLoad: false });
      hls.on(Hls.Events.ERROR, (_, error) => error.fatal && fail(`${error.type} ${error.details}`));
      const parsed = new Promise((done) => hls.once(Hls.Events.MANIFEST_PARSED, done));
      hls.loadSource(url);
      hls.attachMedia(audio);
      await parsed;
      const level = (rung) => hls.levels.findIndex(({ url: [address] }) => address.includes(`/${rung}/`));
      hls.startLevel = hls.loadLevel = level(rungs[0]);
      hls.startLoad();
      return (rung) => (hls.nextLevel = level(rung));
    },
    async dash() {
      const dash = dashjs.MediaPlayer().create();
      dash.updateSettings({ streaming: { abr: { autoSwitchBitrate: { audio: false } } } });
      // Codecs are tracks of their own here; a player of the lossy one adapts within it.
      const lossless = rungs[0] === "flac";
      dash.setCustomInitialTrackSelectionFunction((tracks) => tracks.filter(({ codec }) => /flac/i.test(codec) === lossless));
      dash.on("error", ({ error }) => fail(error?.message ?? error));
      const ready = new Promise((done) => dash.on("streamInitialized", done));
      dash.initialize(audio, url, true);
      await ready;
      // What is buffered of the old one goes: a short track is all there before anybody can choose.
      const choose = (rung) => dash.setRepresentationForTypeById("audio", rung, true);
      choose(rungs[0]);
      return choose;
    },
    async shaka() {
      const player = new shaka.Player();
      await player.attach(audio);
      player.configure({ abr: { enabled: false }, preferredAudio: [{ codec: rungs[0] === "flac" ? "flac" : "mp4a" }] });
      player.addEventListener("error", ({ detail }) => fail(`${detail.code}`));
      await player.load(url);
      const choose = (rung) => player.selectVariantTrack(player.getVariantTracks().find(({ originalAudioId }) => originalAudioId === rung), true, 1);
      choose(rungs[0]);
      return choose;
    },
  };
  let fail;
  return new Promise((done, failed) => {
    fail = (what) => failed(new Error(`${kind}: ${what}`));
    audio.addEventListener("ended", () => done({ at: audio.currentTime, decoded: audio.webkitAudioDecodedByteCount }));
    audio.addEventListener("error", () => fail(`the element: ${audio.error?.message}`));
    players[kind]()
      .then(async (choose) => {
        await audio.play();
        for (const rung of rungs.slice(1)) {
          await new Promise((next) => setTimeout(next, 1000));
          choose(rung);
        }
      })
      .catch((error) => fail(error?.message ?? error?.code ?? error));
  });
}

/** Plays in a page of its own; gives the rungs whose segments were asked for, in order. */
async function elsewherePlays(kind, rungs, of = track) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  await page.getByRole("button").click(); // Sound needs a gesture.
  const late = setTimeout(() => void context.close(), PATIENCE);
  const end = await page.evaluate(play, { kind, url: kind === "hls" ? of.hls : of.dash, rungs });
  clearTimeout(late);
  assert.ok(Math.abs(end.at - of.duration_ms / 1000) < 0.1, `${kind}, ${rungs}: ended at ${end.at} of ${of.duration_ms} ms`);
  assert.ok(end.decoded > 0);
  await context.close();
  return asked.filter((path) => path.endsWith(".m4s")).map((path) => path.split("/").at(-2));
}

for (const kind of ["hls", "dash", "shaka"]) {
  test(`${kind} plays every rung to its end, from another origin`, { timeout: 90_000 }, async () => {
    await Promise.all(
      RUNGS.map(async (rung) => {
        const segments = await elsewherePlays(kind, [rung]);
        assert.ok(segments.length >= 2 && segments.filter((from) => from === rung).length >= 2, `${rung}: ${segments.join(" ")}`);
      }),
    );
  });

  test(`${kind} goes through the rungs while it plays, to the end`, { timeout: 90_000 }, async () => {
    const segments = await elsewherePlays(kind, ["aac-64", "aac-320", "aac-128"]);
    assert.ok(new Set(segments).size >= 2, `it switched: ${segments.join(" ")}`);
  });

  test(`${kind} plays the lossless rung at every higher rate to its end`, { timeout: 90_000 }, async () => {
    await Promise.all(
      HIGH.map(async ({ rate, frames }, at) => {
        assert.deepEqual([high[at].sample_rate, high[at].frames], [rate, frames]);
        const segments = await elsewherePlays(kind, ["flac"], high[at]);
        assert.ok(segments.filter((from) => from === "flac").length >= 2, `${rate}: ${segments.join(" ")}`);
      }),
    );
  });
}

test("Chromium says that it can play every rung", async () => {
  const page = await browser.newPage();
  for (const { codec } of [...track.renditions, ...high.flatMap(({ renditions }) => renditions)]) {
    const answers = await page.evaluate((type) => [MediaSource.isTypeSupported(type), new Audio().canPlayType(type)], `audio/mp4; codecs="${codec}"`);
    assert.deepEqual(answers, [true, "probably"], codec);
  }
  await page.close();
});

/** The addresses of the media playlists in a master playlist. */
async function variants() {
  const text = await (await fetch(track.hls)).text();
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return lines.map((line) => new URL(line, track.hls).href);
}

test("ffmpeg decodes every rung, HLS and DASH, to its last sample", async () => {
  const rungs = await variants();
  assert.deepEqual(rungs.map((url) => url.split("/").at(-2)), RUNGS);
  const sources = [...rungs.map((url) => ["-i", url]), ...RUNGS.map((_, at) => ["-i", track.dash, "-map", `0:a:${at}`]), ["-i", track.progressive], ["-i", track.progressive_mp3]];
  await Promise.all(
    sources.map(async (source) => {
      const { stdout, stderr } = await run("ffmpeg", ["-nostdin", "-v", "error", "-xerror", ...source, "-f", "s16le", "-ac", "1", "-ar", String(track.sample_rate), "-"], { encoding: "buffer", maxBuffer: 1 << 28 });
      assert.equal(String(stderr), "", source.join(" "));
      const frames = stdout.length / 2;
      // Priming and padding of rungs may show in players that know nothing of them; a lost segment would be whole seconds. A
      // file has exactly the track's frames.
      const more = source.length === 2 && !RUNGS.includes(source[1].split("/").at(-2)) ? 0 : 4096;
      assert.ok(Math.abs(frames - track.frames) <= more, `${source.join(" ")}: ${frames} frames of ${track.frames}`);
      assert.ok(stdout.some((byte) => byte !== 0), "it is not silence");
    }),
  );
});

test("mpv plays every rung, DASH and the plain files to the end", async () => {
  const sources = [...(await variants()), track.hls, track.dash, track.progressive, track.progressive_mp3];
  for (const source of sources) {
    const { stdout } = await run("mpv", ["--no-config", "--no-video", "--ao=null", "--ao-null-untimed=yes", "--term-status-msg=", source], { timeout: 30_000 });
    assert.match(stdout, /Exiting\.\.\. \(End of file\)/, `${source}\n${stdout}`);
    assert.doesNotMatch(stdout, /error|corrupt|failed/i, source);
  }
});
