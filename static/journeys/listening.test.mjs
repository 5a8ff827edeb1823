// Alone: nothing else runs beside it, for what is heard is measured.
// A visitor without an account: plays while browsing, seeks, queues, and comes back.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { Listener } from "./support/player.mjs";
import { publishLowWater } from "./support/record.mjs";
import { sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const home = "/@ode/low-water";
let instance, browser, folder, api;
/** Of the release all of these tests listen to. */
let tracks;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  ({ api, tracks } = await publishLowWater(instance, folder));
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A visitor on the release's page. `first`: run before any page's own scripts. */
async function visitor(path = home, first = null) {
  const person = await Person.enter(browser, instance.url);
  if (first) await person.context.addInitScript(first);
  const listener = await Listener.of(person);
  await listener.page.goto(path);
  return { person, listener, page: listener.page };
}

test("plays through 30 pages and forms without a pause", async () => {
  const { person, listener, page } = await visitor();
  person.expected.add(422); // The sign-in that is refused on purpose.
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  const link = (name) => () => page.locator("main").getByRole("link", { name, exact: true }).first().click();
  const round = [
    () => page.locator("header .mark").click(),
    () => page.locator("main a[href='/discover']").first().click(),
    () => page.locator("main").getByRole("link", { name: "piano" }).first().click(),
    link("Low Water"),
    link("Ode Halloran"),
    link("Low Water"),
    link("Neap"),
    link("Low Water"),
    link("All files, track by track"),
    () => page.goBack({ waitUntil: "commit" }),
    () => page.goForward({ waitUntil: "commit" }),
    async () => {
      await page.locator("header").getByRole("searchbox").fill("spring");
      await page.keyboard.press("Enter");
    },
    link("Spring Tide"),
    () => page.locator("header").getByRole("link", { name: "Sign in" }).click(),
    async () => {
      await page.getByLabel("E-mail").fill("nobody@example.org");
      await page.getByLabel("Password", { exact: true }).fill("not the password");
      await page.locator("main").getByRole("button", { name: "Sign in" }).click();
    },
  ];
  const steps = [...round, ...round];
  assert.equal(steps.length, 30);
  for (const [number, step] of steps.entries()) await listener.visit(step, `visit ${number + 1}`);
  const state = await listener.state();
  const { pauses, backwards } = await listener.seen();
  assert.equal(state.trackId, tracks[0].id, "it is the same track all the while");
  assert.deepEqual({ paused: state.paused, pauses, backwards, stalls: state.stalls }, { paused: false, pauses: 0, backwards: [], stalls: 0 });
  await listener.sounds(tracks[0].id);
  person.check();
  await person.leave();
});

test("seeks on the groove, by pointer and by keys", async () => {
  const { person, listener, page } = await visitor();
  const strip = page.locator(`[data-groove="${tracks[0].id}"]`);
  const at = async (share) => {
    const box = await strip.boundingBox();
    await page.mouse.click(box.x + box.width * share, box.y + box.height / 2);
  };
  await at(0.5);
  let state = await listener.sounds(tracks[0].id);
  assert.ok(Math.abs(state.currentTime - 30) < 3, `half of a minute, and it says ${state.currentTime}`);
  await at(0.25);
  state = await listener.when((it) => it.currentTime < 20 && it.currentTime > 13 && !it.waiting, "a quarter in");
  const slider = strip.getByRole("slider", { name: "Position in Slack Water" });
  await slider.focus();
  await page.keyboard.press("End");
  await listener.when((it) => it.currentTime > 50 || it.trackId !== tracks[0].id, "its end, by the End key");
  await slider.or(page.locator("[data-groove] [role=slider]")).first().waitFor();
  await page.locator("main h1").click();
  await listener.page.evaluate((id) => window.tonewood.player.play(id), tracks[0].id);
  await listener.when((it) => it.trackId === tracks[0].id && it.currentTime < 5, "from its beginning");
  await strip.getByRole("slider").focus();
  await page.keyboard.press("ArrowRight");
  state = await listener.when((it) => it.currentTime >= 4, "on by an arrow");
  assert.match(await strip.getByRole("slider").getAttribute("aria-valuetext"), /of 1 minute/);
  person.check();
  await person.leave();
});

test("a track plays to its end and the next one follows", async () => {
  const { person, listener, page } = await visitor();
  await page.getByRole("button", { name: "Play 2, Neap" }).first().click();
  const state = await listener.sounds(tracks[1].id);
  assert.ok(state.currentTime < 4);
  await listener.when((it) => it.trackId === tracks[1].id && it.currentTime > 4.3, "it comes to its last second");
  await listener.sounds(tracks[2].id);
  assert.deepEqual((await listener.seen()).pauses, 0);
  await page.evaluate(() => window.tonewood.player.seek(18));
  const end = await listener.when((it) => it.paused || it.trackId !== tracks[2].id, "the record ends");
  assert.equal(end.error, null);
  person.check();
  await person.leave();
});

test("how soon it sounds", async (t) => {
  const { person, listener, page } = await visitor();
  const soon = async (what, act, id) => {
    const took = await page.evaluate(
      ([code, wanted]) =>
        new Promise((done) => {
          const start = performance.now();
          const look = () => {
            const { trackId, currentTime, waiting, paused } = window.tonewood.player.state;
            if (trackId === wanted && currentTime > 0 && currentTime < 2 && !waiting && !paused) done(performance.now() - start);
            else setTimeout(look, 1);
          };
          document.querySelector(code)?.click();
          look();
        }),
      [act, id],
    );
    t.diagnostic(`${what}: ${took.toFixed(0)} ms`);
  };
  await soon("the first play of a page", "main .btn.play", tracks[0].id);
  await soon("the next track, not yet fetched", "[data-act=next]", tracks[1].id);
  await listener.sounds(tracks[1].id);
  await soon("the next track, fetched", "[data-act=next]", tracks[2].id);
  await soon("another track", `.row [data-play="${tracks[0].id}"]`, tracks[0].id);
  person.check();
  await person.leave();
});

test("a line that is lost comes back, and a queue that changes is followed", async () => {
  const { person, listener, page } = await visitor();
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  await person.context.setOffline(true);
  await page.evaluate(() => window.tonewood.player.seek(50));
  await listener.when((it) => it.waiting && !it.paused, "it waits for the line");
  await page.getByText("Reconnecting").waitFor();
  await person.context.setOffline(false);
  const state = await listener.sounds(tracks[0].id);
  assert.ok(state.currentTime >= 50 && state.currentTime < 56, `it goes on where it was to, and says ${state.currentTime}`);
  person.seen = person.seen.filter((line) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(line));
  // Neap stands next and is fetched; then Spring Tide is moved before it.
  const player = page.getByRole("region", { name: "Player" });
  await player.getByRole("button", { name: "Queue" }).click();
  await player.locator("#pl-queue li").nth(2).getByRole("button", { name: "Move Spring Tide up" }).click();
  await page.evaluate(() => window.tonewood.player.seek(57));
  await listener.when((it) => it.trackId !== tracks[0].id, "the next track");
  const next = await listener.sounds(tracks[2].id);
  assert.deepEqual([next.index, next.stalls], [1, state.stalls], "the one that was moved, without a break");
  person.check();
  await person.leave();
});

/** A visitor whose line breaks where nothing is buffered, who pauses while it is tried again; then the line is whole. */
async function pausedOnABrokenLine() {
  const { person, listener, page } = await visitor();
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  await page.route("**/media/**", (route) => route.abort("connectionrefused"));
  await page.evaluate(() => window.tonewood.player.seek(50));
  await page.getByText("Reconnecting").waitFor();
  await page.locator('[data-act="toggle"]').click();
  await listener.when((it) => it.paused, "it is paused");
  await page.unroute("**/media/**");
  return { person, listener, page };
}

/** Long enough for a busy machine. Whoever is not served at once waits for 20 seconds, or for ever. */
const AT_ONCE = 8_000;

/** Leaves, if nothing was seen but the line that broke. */
async function leave(person) {
  person.seen = person.seen.filter((line) => !/net::ERR_|Failed to fetch/.test(line));
  person.check();
  await person.leave();
}

test("whoever pauses on a broken line and presses play is served at once", async () => {
  const { person, listener, page } = await pausedOnABrokenLine();
  await page.locator('[data-act="toggle"]').click();
  const state = await listener.when((it) => !it.paused && !it.waiting && it.currentTime > 50.2, "it plays on", AT_ONCE);
  assert.deepEqual([state.trackId, state.error], [tracks[0].id, null]);
  await listener.sounds();
  await leave(person);
});

test("another track that is chosen on a line that was broken is fetched at once", async () => {
  const { person, listener, page } = await pausedOnABrokenLine();
  await page.locator(`.row [data-play="${tracks[2].id}"]`).first().click();
  const chosen = (it) => it.trackId === tracks[2].id && !it.paused && !it.waiting && it.currentTime > 0.2;
  const state = await listener.when(chosen, "it plays", AT_ONCE);
  assert.equal(state.error, null);
  await listener.sounds(tracks[2].id);
  await leave(person);
});

test("quality, queue, volume and keys", async () => {
  const { person, listener, page } = await visitor();
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  const player = page.getByRole("region", { name: "Player" });
  for (const rung of ["64", "320"]) {
    await player.getByRole("button", { name: /sound settings/ }).click();
    await player.getByText(`AAC ${rung} kbit/s`).click();
    await listener.when((it) => it.level === Number(rung), `rung ${rung}`);
    await page.keyboard.press("Escape");
    await listener.sounds(tracks[0].id);
  }
  await page.getByRole("button", { name: "Add Neap to the queue" }).click();
  await listener.when((it) => it.queue.length === 4, "four in the queue");
  await player.getByRole("button", { name: "Queue" }).click();
  await player.locator("#pl-queue li").nth(3).getByRole("button", { name: "Move Neap up" }).click();
  await listener.when((it) => it.queue[2] === tracks[1].id && it.queue[3] === tracks[2].id, "moved up");
  await player.locator("#pl-queue li").nth(3).getByRole("button", { name: "Remove Spring Tide" }).click();
  await listener.when((it) => it.queue.length === 3, "three left");
  await page.keyboard.press("Escape");

  await page.locator("main h1").click();
  await page.keyboard.press("k");
  await listener.when((it) => it.paused, "k pauses");
  await page.keyboard.press("k");
  await listener.sounds(tracks[0].id);
  await page.keyboard.press("l");
  await listener.when((it) => it.currentTime > 10, "l goes on by ten seconds");
  await page.keyboard.press("m");
  await listener.when((it) => it.muted, "m mutes");
  await page.keyboard.press("m");
  await page.keyboard.press("s");
  await listener.when((it) => it.shuffle, "s shuffles");
  await page.keyboard.press("s");
  await page.keyboard.press("r");
  await listener.when((it) => it.repeat === "all", "r repeats");
  await page.keyboard.press("n");
  await listener.sounds(tracks[1].id);
  await page.keyboard.press("p");
  await listener.when((it) => it.trackId === tracks[0].id || it.currentTime < 1, "p goes back");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  person.check();
  await person.leave();
});

test("a link to a moment starts there, and a reload waits where it was", async () => {
  const { person, listener, page } = await visitor(`${home}/slack-water?t=12`);
  await page.locator("main .btn.play").click();
  const state = await listener.sounds(tracks[0].id);
  assert.ok(state.currentTime >= 12 && state.currentTime < 20, `from 12, and it says ${state.currentTime}`);
  const left = await listener.when((it) => it.currentTime > state.currentTime + 1, "it goes on");
  await page.reload();
  const again = await listener.when((it) => it.trackId === tracks[0].id, "it is shown again");
  assert.equal(again.paused, true);
  assert.ok(again.currentTime >= left.currentTime - 0.3 && again.currentTime < left.currentTime + 5, `${again.currentTime} after ${left.currentTime}`);
  await page.getByRole("region", { name: "Player" }).getByRole("button", { name: "Play", exact: true }).click();
  const on = await listener.sounds(tracks[0].id);
  assert.ok(on.currentTime >= again.currentTime);
  person.check();
  await person.leave();
});

test("a browser that takes only a few seconds at a time plays all the same, wherever one jumps", async () => {
  const { person, listener, page } = await visitor(home, () => {
    window.refusals = 0;
    const append = SourceBuffer.prototype.appendBuffer;
    SourceBuffer.prototype.appendBuffer = function (bytes) {
      let held = 0;
      for (let at = 0; at < this.buffered.length; at += 1) held += this.buffered.end(at) - this.buffered.start(at);
      if (held < 12) return append.call(this, bytes);
      window.refusals += 1;
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  // Forward, and back to where something lies ahead that nobody needs now.
  for (const to of [40, 2, 30]) {
    await page.evaluate((time) => window.tonewood.player.seek(time), to);
    await listener.when((it) => it.currentTime >= to && it.currentTime < to + 12 && !it.waiting, `on at ${to}`);
    await listener.sounds(tracks[0].id);
  }
  const refusals = await page.evaluate(() => window.refusals);
  assert.ok(refusals > 0 && refusals < 60, `it asks for less after each of ${refusals} refusals`);
  assert.equal((await listener.state()).error, null);
  person.check();
  await person.leave();
});

test("a browser whose storage is full plays, and keeps settings while it is open", async () => {
  const { person, listener, page } = await visitor(home, () => {
    for (let size = 2 ** 22, at = 0; size >= 1; at += 1) {
      try {
        localStorage.setItem(`full-${at}`, "x".repeat(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  });
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  const player = page.getByRole("region", { name: "Player" });
  await player.getByRole("button", { name: /sound settings/ }).click();
  await player.getByText("AAC 64 kbit/s").click();
  await listener.when((it) => it.level === 64, "rung 64");
  await page.keyboard.press("Escape");
  await listener.visit(() => page.locator("header .mark").click());
  assert.equal((await listener.sounds(tracks[0].id)).level, 64);
  await page.reload();
  await page.locator("main h1").waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("tw:queue")), null);
  person.check();
  await person.leave();
});

test("lossless gives way on a slow line and comes back on a good one", { timeout: 120_000 }, async () => {
  const { person, listener, page } = await visitor();
  const line = await person.context.newCDPSession(page);
  await line.send("Network.enable");
  const carries = (kbps) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: kbps === 0 ? -1 : (kbps * 1000) / 8, uploadThroughput: -1 });
  const given = [];
  page.on("requestfailed", (request) => /[/]flac[/][0-9]+[.]m4s$/.test(request.url()) && given.push(request.failure()?.errorText));
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  const player = page.getByRole("region", { name: "Player" });
  await player.getByRole("button", { name: /sound settings/ }).click();
  await player.getByText("Lossless", { exact: true }).click();
  await page.keyboard.press("Escape");
  await listener.when((it) => it.rung === "flac", "lossless");
  await carries(100);
  await page.evaluate(() => window.tonewood.player.seek(50));
  await listener.when((it) => it.rung?.startsWith("aac") && it.currentTime >= 50 && !it.waiting, "AAC, for want of a better line");
  assert.ok(given.includes("net::ERR_ABORTED"), `a fetch that would have taken too long was given up: ${given}`);
  assert.equal((await listener.state()).error, null);
  await carries(0);
  // Over and over and faster, so that many segments are fetched soon.
  await page.locator("main h1").click();
  await page.keyboard.press("r");
  await page.keyboard.press("r");
  await listener.when((it) => it.repeat === "one", "one track over and over");
  await page.evaluate(() => (window.journey.elements[0].playbackRate = 8));
  await listener.when((it) => it.rung === "flac", "lossless again", 90_000);
  person.seen = person.seen.filter((entry) => !/ERR_ABORTED|Failed to fetch/.test(entry));
  person.check();
  await person.leave();
});

test("what is withdrawn while it plays is passed over, and the player says so", async () => {
  const [low, high] = await Promise.all([
    sound(folder, "ebb.flac", { seconds: 58, pitch: 247, title: "Ebb" }),
    sound(folder, "flow.flac", { seconds: 8, pitch: 294, title: "Flow" }),
  ]);
  const release = await api.call("POST", "releases", { artist: "ode", title: "Tides", kind: "ep", price: { mode: "free", amount_minor: 0, currency: "EUR" } });
  const [ebb, flow] = await api.upload(release.id, [low, high]);
  for (const track of [ebb, flow]) await api.ready(track.id);
  await api.call("PUT", `releases/${release.id}/publication`, {});
  const { person, listener, page } = await visitor("/@ode/tides");
  person.expected.add(404);
  await page.locator("main .btn.play").click();
  await listener.sounds(ebb.id);
  const { hls } = await api.track(ebb.id);
  await api.call("DELETE", `tracks/${ebb.id}`);
  // Who may have what is kept for two seconds.
  await until(async () => (await fetch(new URL("aac-320/11.m4s", new URL(hls, instance.url)))).status === 404, "its files are gone");
  // What is in the buffer may sound to its end; beyond it there is nothing any more.
  await page.evaluate(() => window.tonewood.player.seek(50));
  await page.getByText("Ebb is no longer available.").first().waitFor();
  const next = await listener.sounds(flow.id);
  assert.deepEqual([next.queue.length, next.error], [1, null], "the next one plays, and the other is gone from the queue");
  await api.call("DELETE", `releases/${release.id}/publication`);
  await listener.when((it) => it.paused || it.error !== null, "the last one ends");
  await page.getByRole("region", { name: "Player" }).getByRole("button", { name: "Play", exact: true }).waitFor();
  person.check();
  await person.leave();
});
