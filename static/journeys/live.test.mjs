// Alone: nothing else runs beside it, for what is heard is measured.
// A live set as a listener has it: the date, the first sound, how late it is, what plays, a source that drops, and the replay.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { ages, APART, LOWEST, Source, STEP_MS, STEPS } from "./support/clock.mjs";
import { freePort, startInstance } from "./support/instance.mjs";
import { Listener } from "./support/player.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let instance, browser, api, source, show, port;

before(async () => {
  port = await freePort();
  [instance, browser] = await Promise.all([startInstance({ options: ["--icecast-listen", `127.0.0.1:${port}`] }), launch()]);
  await instance.account("ode@example.org", PASSWORD);
  api = new Api(instance.url, await instance.token("ode@example.org"));
  await api.call("POST", "artists", { handle: "ode", name: "Ode Halloran" });
  show = await api.call("POST", "shows", { artist: "ode", title: "Night Tide", slug: "night", about: "From the **net loft**.", starts_at: new Date(Date.now() + 300_000).toISOString() });
  source = new Source({ port, mount: "night", key: show.stream_key });
});

after(async () => {
  await source?.drop();
  await browser?.close();
  await instance?.remove();
});

/** The middle one. */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function examine(page, name) {
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${name} scrolls sideways at ${width}`);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(TAGS).analyze();
      const found = violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target).join(", ")}`);
      assert.deepEqual(found, [], `${name}, ${width}, ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

/** What the one audio element does. */
const element = (page) =>
  page.evaluate(() => {
    const it = window.journey.elements.at(-1);
    return it ? { at: it.currentTime, paused: it.paused, decoded: it.webkitAudioDecodedByteCount } : { at: 0, paused: true, decoded: 0 };
  });

/** Waits until time goes by and samples are decoded. */
async function sounds(page, what) {
  const first = await element(page);
  await until(async () => {
    const now = await element(page);
    return !now.paused && now.at !== first.at && now.decoded > 0 && now.at > 0;
  }, what, 20_000);
}

/** Opens the page anew, presses the button, and gives how many milliseconds later it sounds. */
async function firstSound(person) {
  const { page } = await Listener.of(person);
  await page.goto("/live/night");
  const button = page.locator("main [data-live-act=toggle]");
  await button.waitFor();
  const took = await page.evaluate(async () => {
    const began = performance.now();
    document.querySelector("main [data-live-act=toggle]").click();
    for (;;) {
      const it = window.journey.elements.at(-1);
      if (it && !it.paused && it.currentTime > 0 && it.webkitAudioDecodedByteCount > 0) return performance.now() - began;
      if (performance.now() - began > 15_000) return Infinity;
      await new Promise((done) => setTimeout(done, 10));
    }
  });
  return { page, took };
}

test("a live set, from its date to its replay", { timeout: 240_000 }, async () => {
  const person = await Person.enter(browser, instance.url, { permissions: [] });
  const early = await person.page();
  await early.goto("/live/night");
  await early.getByText("Live soon").waitFor();
  await early.locator("tw-countdown .cd").getByText(/minutes?/).waitFor();
  await early.getByRole("link", { name: "Add to calendar" }).waitFor();
  await examine(early, "a planned show");

  source.start();
  // Whoever waits on the page need not reload it.
  await early.getByText("On air now").waitFor({ timeout: 40_000 });
  await early.close();

  // A busy machine adds to a time and never takes from it: the best of three is what the page needs.
  const tries = [];
  for (let n = 0; n < 3; n += 1) {
    const stranger = await Person.enter(browser, instance.url);
    tries.push((await firstSound(stranger)).took);
    stranger.check();
    await stranger.leave();
  }
  console.log(`first sound after ${tries.map(Math.round).join(", ")} ms`);
  assert.ok(Math.min(...tries) <= 1000, `first sound after ${tries} ms`);

  const { page } = await firstSound(person);
  await sounds(page, "the show sounds");
  await page.locator("#live-bar").getByRole("link", { name: "Night Tide" }).waitFor();
  const late = [];
  await until(async () => {
    const date = await page.evaluate(() => Date.now() - Date.parse(document.querySelector("tw-live").dataset.playingDate));
    if (Number.isFinite(date)) late.push(date);
    return late.length > 40;
  }, "it says of when it is");
  const heard = await page.evaluate(ages, { count: 40, STEP_MS, STEPS, LOWEST, APART });
  assert.ok(heard.length >= 20, `the tone was made out ${heard.length} times`);
  console.log(`glass to glass: ${Math.round(median(late))} ms by its own word, ${Math.round(median(heard))} ms by the tone`);
  assert.ok(median(late) <= 2000, `${median(late)} ms late by its own word`);
  assert.ok(median(heard) <= 2000, `${median(heard)} ms late by the tone`);
  await examine(page, "a show on air");

  await source.says("Inge Dahl - Ebb");
  await page.locator(".playing").getByText("Ebb").waitFor();
  await page.locator("button.cue").getByText("Ebb").first().waitFor();

  // The sound goes on from page to page, in one element, without a pause.
  const pauses = () => page.evaluate(() => [window.journey.elements.length, window.journey.pauses]);
  const before = await pauses();
  await page.locator("header").getByRole("link", { name: "Discover" }).click();
  await page.waitForURL(/discover/);
  await sounds(page, "it sounds on another page");
  await page.locator("#live-bar").getByRole("link", { name: "Night Tide" }).click();
  await page.waitForURL(/live\/night/);
  assert.deepEqual(await pauses(), before);

  const edge = page.locator("main [data-live-act=edge]");
  await page.locator("main [data-live=seek]").focus();
  await page.keyboard.press("Home");
  await edge.getByText("Back to live").waitFor();
  await sounds(page, "the beginning of the show sounds");
  await edge.click();
  await edge.getByText("Live", { exact: true }).waitFor();
  await sounds(page, "the edge sounds again");

  await source.drop();
  await page.locator("main").getByText("The show will go on in a moment.").waitFor({ timeout: 60_000 });
  source.start();
  await page.locator("main").getByText("The show will go on in a moment.").waitFor({ state: "hidden", timeout: 40_000 });
  await sounds(page, "it sounds again by itself");

  await api.call("PUT", `shows/${show.id}/ending`, {});
  await source.drop();
  await page.getByText("The show is over").first().waitFor({ timeout: 40_000 });
  const again = await Listener.of(person);
  await again.page.goto("/live/night");
  await again.page.locator("main [data-live-act=toggle]").click();
  await sounds(again.page, "the replay sounds");
  await again.page.locator("button.cue").getByText("Ebb").first().click();
  await again.page.locator("button.cue[aria-current]").getByText("Ebb").waitFor();
  await examine(again.page, "a replay");

  const plain = await Person.enter(browser, instance.url, { javaScriptEnabled: false });
  const bare = await plain.page();
  await bare.goto("/live/night");
  assert.match(await bare.locator("noscript, audio source").first().evaluate((it) => it.outerHTML), /plain\.m3u8/);
  await bare.locator("div.cue").getByText("Ebb").first().waitFor();
  await plain.leave();
});

test("whoever pauses on a broken line and presses play is served at once", { timeout: 120_000 }, async (t) => {
  const neap = await api.call("POST", "shows", { artist: "ode", title: "Neap", slug: "neap" });
  const feed = new Source({ port, mount: "neap", key: neap.stream_key }).start();
  t.after(() => feed.drop());
  await until(async () => (await api.call("GET", `shows/${neap.id}`)).state === "on_air", "it is on air", 40_000);
  const person = await Person.enter(browser, instance.url);
  const { page } = await Listener.of(person);
  await page.goto("/live/neap");
  const button = page.locator("main [data-live-act=toggle]");
  await button.click();
  await sounds(page, "the show sounds");

  const media = /[/]live[/]neap[/].*[.](?:m3u8|m4s|mp4)/;
  let tries = 0;
  await page.route(media, (route) => {
    if (route.request().url().includes("master.m3u8")) tries += 1;
    return route.abort("connectionrefused");
  });
  await page.locator("main").getByText("Reconnecting").waitFor({ timeout: 40_000 });
  // From the third on it waits for seconds before it tries again.
  await until(() => tries >= 3, "it was tried again and again", 40_000);
  await button.click();
  await button.getByText("Listen").waitFor();
  await page.unroute(media);
  // The press asks for it: the watch over sound that stands still does so after eight seconds.
  await Promise.all([page.waitForRequest(media, { timeout: 5_000 }), button.click()]);
  await sounds(page, "the show sounds again");
  await person.leave();
});

test("a tool whose show was ended in the studio comes back, and begins no other", { timeout: 120_000 }, async (t) => {
  const shows = async () => (await api.call("GET", "shows?artist=ode")).shows;
  for (const { id, state } of await shows()) if (state === "on_air") await api.call("PUT", `shows/${id}/ending`, {});
  const artist = await Person.enter(browser, instance.url);
  await artist.signIn("ode@example.org", PASSWORD);
  const page = await artist.page();
  await page.goto("/studio/artists/ode/stream-keys");
  await page.getByLabel("For what").fill("Laptop");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.locator("code.token").textContent();
  await artist.leave();

  /** ffmpeg with the artist's key, and its end. */
  const tool = () => {
    const source = new Source({ port, mount: "ode", key }).start();
    t.after(() => source.drop());
    return { source, gone: new Promise((done) => source.child.once("exit", done)) };
  };
  const made = (all) => all.filter(({ title }) => title.startsWith("Live: "));
  const first = tool();
  const set = await until(async () => made(await shows()).find(({ state }) => state === "on_air"), "a show on the spot is on air", 40_000);
  await api.call("PUT", `shows/${set.id}/ending`, {});
  await first.gone;
  for (const again of [tool(), tool()]) {
    await again.gone;
    assert.match(again.source.log, /403/, "ffmpeg is refused");
  }
  assert.deepEqual(made(await shows()).map(({ id }) => id), [set.id]);
});
