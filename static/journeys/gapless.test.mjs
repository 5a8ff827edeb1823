// Alone: nothing else runs beside it, for what is heard is measured.
// An album cut from one tone at arbitrary samples comes out of the player as one tone again, and a track alone starts and
// ends on its own samples: recorded in the page, in Chromium and in Firefox, in every rung and with rungs switched by force.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Api } from "./support/api.mjs";
import { beside } from "./support/beside.mjs";
import { launch } from "./support/browser.mjs";
import { launchFirefox } from "./support/firefox.mjs";
import { startInstance } from "./support/instance.mjs";
import { samples, spy, spyOptions, worklet, WORKLET } from "./support/recorder.mjs";
import { clean, cutTone, extent, jumps, late, quiet } from "./support/tone.mjs";
import { until } from "./support/until.mjs";

/** No whole seconds, packets or periods; each has two segments. */
const LENGTHS = [300_007, 351_111, 290_003];
const TOTAL = LENGTHS.reduce((sum, length) => sum + length);
const JOINS = [LENGTHS[0], LENGTHS[0] + LENGTHS[1]];
const PAGE = "/@ode/one-tone";
/** Samples around a border, where it must be right the first time. */
const NEAR = 5000;
const TRIES = 5;
let instance, origin, folder, tracks;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-tone-"));
  instance = await startInstance();
  origin = await beside(instance, WORKLET, worklet);
  await instance.account("ode@example.org", "a long enough password");
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  const made = await api.publish({ handle: "ode", name: "Ode", title: "One Tone", files: await cutTone(folder, LENGTHS) });
  await api.call("PUT", `releases/${made.release.id}/publication`, {});
  tracks = made.tracks.map(({ id }) => id);
});

after(async () => {
  origin?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Each gives a page of its own with the recorder in it: `evaluate`, `asked` (the media it fetched) and `close`. */
const browsers = {
  Chromium: async () => {
    const browser = await launch(["--autoplay-policy=no-user-gesture-required"]);
    return {
      close: () => browser.close(),
      async page() {
        const context = await browser.newContext();
        const page = await context.newPage();
        const asked = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.addInitScript(spy, spyOptions);
        return { asked, goto: (url) => page.goto(url), evaluate: (...it) => page.evaluate(...it), close: () => context.close() };
      },
    };
  },
  Firefox: async () => {
    const browser = await launchFirefox();
    return {
      close: () => browser.close(),
      async page() {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        const asked = [];
        page.on("request", (request) => asked.push(request.url()));
        await page.evaluateOnNewDocument(spy, spyOptions);
        return { asked, goto: (url) => page.goto(url), evaluate: (...it) => page.evaluate(...it), close: () => context.close() };
      },
    };
  },
};

/**
 * Records until a recording is whole. On a machine with other things to do a browser may not have its sound ready in time,
 * and fills up with nothing or leaves something out; that is known by lying where no two files meet. What the player does
 * wrong it does every time.
 */
async function recorded(browser, plan, first, borders) {
  for (let tries = 1; ; tries += 1) {
    const made = await record(browser, plan);
    const torn = jumps(made.heard, first).filter((at) => borders.every((border) => Math.abs(at + first - border) > NEAR));
    if (torn.length === 0 || tries === TRIES) return made;
    console.log(`recorded once more: the sound broke off at ${torn.map((at) => ((at + first) / 44100).toFixed(2)).join(", ")} s`);
  }
}

/**
 * Plays the release's tracks from one of them on until nothing more sounds, and gives what was heard. `steps` are done at
 * moments of the tone's own time, in seconds: choices of quality, or anything else.
 */
async function record(browser, { quality, path = PAGE, from = 0, steps = [] }) {
  const page = await browser.page();
  await page.goto(`${origin.url}/livez`);
  await page.evaluate((kept) => localStorage.setItem("tw:player", kept), JSON.stringify({ quality, normalise: true }));
  await page.goto(origin.url + path);
  const state = () => page.evaluate(() => window.tonewood.player.state);
  await until(() => page.evaluate(() => Boolean(window.tonewood)), "the page's scripts");
  await page.evaluate((id) => window.tonewood.player.play(id), tracks[from]);
  const starts = [0, ...JOINS].map((length) => length / 44100);
  let [last, sounded] = [null, false];
  for (const [moment, step] of [...steps, [Infinity, null]]) {
    last = await until(async () => {
      const now = await state();
      assert.equal(now.error, null);
      const at = (starts[tracks.indexOf(now.trackId)] ?? 0) + now.currentTime;
      sounded ||= !now.paused && now.currentTime > 0;
      const over = sounded && now.paused && now.currentTime === 0;
      return over || at >= moment ? now : null;
    }, `${moment} s of the tone`, 60_000, 20);
    if (step) await page.evaluate(step);
  }
  const seconds = await page.evaluate(() => window.recording.seconds);
  await until(async () => (await page.evaluate(() => window.recording.seconds)) > seconds + 0.6, "its last sound is recorded");
  const heard = samples(await page.evaluate(() => window.recording.take(0)));
  const media = page.asked.filter((url) => url.endsWith(".m4s")).map((url) => url.split("/").slice(-2).join("/").replace(".m4s", ""));
  await page.close();
  return { heard, media, last };
}

/** Checks that a stretch of the tone, from sample `first` of the album for `length`, was heard whole and in its place. */
function whole(heard, first, length, joins, floor) {
  const { from, to } = extent(heard);
  const figures = [];
  const probe = (at) => late(heard, from + at - first, 2048, at);
  const start = probe(first + 4096);
  assert.ok(Math.abs(start.by) < 0.05, `the start is late by ${start.by} samples`);
  assert.equal(to - from, length, "as many samples as there are in the files");
  for (const join of joins) {
    const at = from + join - first;
    const [was, is] = [probe(join - 2148), probe(join + 100)];
    const silence = quiet(heard, at - 4096, at + 4096);
    const noise = clean(heard, at - 4096, at + 4096, join - 4096, start.loud);
    figures.push(`at ${join}: ${(is.by - was.by).toFixed(4)} samples, silence ${silence.toFixed(3)} ms, worst ${noise.toFixed(1)} dB`);
    assert.ok(Math.abs(was.by) < 0.05 && Math.abs(is.by) < 0.05, `before ${was.by}, after ${is.by} samples late; ${figures.at(-1)}`);
    assert.ok(silence <= 0.1, figures.at(-1));
    assert.ok(noise < floor, figures.at(-1));
  }
  assert.deepEqual(jumps(heard, first), [], "and nowhere else does it leave the beat");
  return figures;
}

for (const [name, start] of Object.entries(browsers)) {
  describe(name, { concurrency: 2 }, () => {
    let browser;
    before(async () => {
      browser = await start();
    });
    after(() => browser?.close());

    const heardWhole = (what, plan, { first = 0, length = TOTAL, joins = JOINS, floor = -35, rungs }) =>
      test(what, { timeout: 240_000 }, async (t) => {
        const { heard, media } = await recorded(browser, plan, first, joins);
        for (const line of whole(heard, first, length, joins, floor)) t.diagnostic(line);
        for (const rung of rungs) assert.ok(media.some((file) => file.startsWith(rung)), `${rung} was fetched: ${media.join(" ")}`);
      });
    const quality = (choice) => `window.tonewood.player.setQuality("${choice}")`;

    heardWhole("AAC", { quality: "128" }, { rungs: ["aac-128/0"] });
    heardWhole("lossless", { quality: "lossless" }, { floor: -60, rungs: ["flac/0"] });
    heardWhole("rungs of AAC switched in mid-track and at a join", {
      quality: "64",
      steps: [[1, quality("320")], [JOINS[0] / 44100 - 1.6, quality("128")], [JOINS[1] / 44100 - 1.6, quality("64")]],
    }, { joins: [...JOINS, 219_136], rungs: ["aac-64/0", "aac-320/1", "aac-128/0", "aac-64/0"] });
    heardWhole("FLAC and AAC switched in mid-track and at a join", {
      quality: "lossless",
      steps: [[1, quality("320")], [JOINS[0] / 44100 + 1, quality("lossless")], [JOINS[1] / 44100 - 1.6, quality("128")]],
    }, { joins: [...JOINS, 219_136], rungs: ["flac/0", "aac-320/1", "flac/1", "aac-128/0"] });
    for (const choice of ["128", "lossless"]) {
      heardWhole(`a track alone, ${choice}`, { quality: choice, path: `${PAGE}/part-2`, from: 1 }, { first: LENGTHS[0], length: LENGTHS[1], joins: [], rungs: [] });
    }
  });
}
