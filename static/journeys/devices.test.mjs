// Alone: nothing else runs beside it, for what is heard is measured.
// One account on two devices: the queue goes along, to the second, and one of them plays at a time.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { Listener } from "./support/player.mjs";
import { publishLowWater } from "./support/record.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0";
let instance, browser, folder, tracks;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  ({ tracks } = await publishLowWater(instance, folder));
  await instance.account("fan@example.org", PASSWORD);
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A signed-in browser of the fan, on a page. */
async function device(path, options = {}) {
  const person = await Person.enter(browser, instance.url, options);
  // Whoever saves late is told so, and the console with them.
  person.expected.add(409);
  await person.signIn("fan@example.org", PASSWORD);
  const listener = await Listener.of(person);
  await listener.page.goto(path);
  return { person, listener, page: listener.page };
}

/** Where both stand, asked at the same moment. */
const both = (one, other) => Promise.all([one.listener.state(), other.listener.state()]);

test("what plays here is taken there, and goes on to the second", async () => {
  const desk = await device("/@ode/low-water", { userAgent: FIREFOX });
  await desk.page.locator("main .btn.play").click();
  await desk.listener.sounds(tracks[0].id);
  await desk.page.evaluate(() => window.tonewood.player.seek(20));
  await desk.listener.when((it) => it.currentTime > 20.5, "it plays on from there");

  const phone = await device("/", { viewport: { width: 390, height: 844 } });
  const take = phone.page.getByRole("button", { name: "Take it here" });
  await take.waitFor();
  assert.match(await phone.page.locator("[data-pl=elsewhere]").textContent(), /^Playing in Firefox on Linux/);
  const mirrored = await until(async () => {
    const [here, there] = await both(desk, phone);
    return there.trackId === here.trackId && Math.abs(there.currentTime - here.currentTime) < 1.2 ? there : null;
  }, "the phone shows where the desk is");
  assert.equal(mirrored.paused, true);
  assert.deepEqual(mirrored.queue, tracks.map(({ id }) => id));

  const before = (await desk.listener.state()).currentTime;
  await take.click();
  const taken = await phone.listener.sounds(tracks[0].id);
  await desk.listener.when((it) => it.paused, "the desk falls silent");
  assert.ok(taken.currentTime >= before - 1 && taken.currentTime < before + 4, `${before} there, ${taken.currentTime} here`);
  await desk.page.getByRole("button", { name: "Take it here" }).waitFor();
  assert.equal(await take.isVisible(), false, "nothing is to be taken any more");

  // Paused here, it can be gone on with there from the same second, by the button that plays.
  await phone.page.evaluate(() => window.tonewood.player.pause());
  await desk.page.locator("[data-pl=elsewhere]").waitFor({ state: "hidden" });
  const left = (await phone.listener.state()).currentTime;
  const resumed = await desk.listener.when((it) => Math.abs(it.currentTime - left) < 1, "the desk stands where the phone left off");
  assert.equal(resumed.paused, true);
  await desk.page.locator('[data-act="toggle"]').click();
  await desk.listener.sounds(tracks[0].id);
  for (const it of [desk, phone]) {
    it.person.check();
    await it.person.leave();
  }
});

test("a browser that was closed is gone on with elsewhere", async () => {
  const first = await device("/@ode/low-water");
  await first.page.getByRole("button", { name: "Play 3, Spring Tide" }).first().click();
  await first.listener.sounds(tracks[2].id);
  await first.page.evaluate(() => window.tonewood.player.seek(7));
  await first.listener.when((it) => it.currentTime > 8, "it plays on");
  await first.page.evaluate(() => addEventListener("pagehide", () => localStorage.setItem("left", window.tonewood.player.state.currentTime)));
  await first.page.goto("about:blank"); // The page goes, and says so.
  await until(async () => !(await (await first.page.request.get("/queue")).json()).playing, "its last word has come");
  const { origins } = await first.person.context.storageState();
  const at = Number(origins[0].localStorage.find(({ name }) => name === "left").value);
  await first.person.leave();

  const second = await device("/");
  const state = await second.listener.when((it) => it.trackId === tracks[2].id, "the queue is there");
  assert.equal(state.paused, true);
  assert.ok(Math.abs(state.currentTime - at) < 1.5, `left at ${at}, shown at ${state.currentTime}`);
  await second.page.locator('[data-act="toggle"]').click();
  const on = await second.listener.sounds(tracks[2].id);
  assert.ok(on.currentTime >= state.currentTime);
  second.person.check();
  await second.person.leave();
});

test("without a line it goes on here, and is saved when there is one", async () => {
  const desk = await device("/@ode/low-water");
  await desk.page.locator(`.row [data-play="${tracks[0].id}"]`).first().click();
  await desk.listener.sounds(tracks[0].id);
  await desk.listener.when((it) => it.bufferedEnd > 40, "enough is here");
  const offline = [];
  desk.page.on("requestfailed", (request) => offline.push(request.url()));
  await desk.page.route("**/queue*", (route) => route.abort());
  await desk.page.locator('[data-act="queue"]').click();
  await desk.page.getByRole("button", { name: "Remove Neap" }).click();
  await until(() => offline.some((url) => url.endsWith("/queue")), "it tried to save");
  assert.deepEqual((await desk.listener.state()).queue, [tracks[0].id, tracks[2].id], "the queue is kept here");
  await desk.page.unroute("**/queue*");
  await desk.page.evaluate(() => dispatchEvent(new Event("online")));
  const saved = await until(async () => {
    const queue = await desk.page.evaluate(async () => (await fetch("/queue")).json());
    return queue.tracks.length === 2 ? queue : null;
  }, "it is saved");
  assert.deepEqual(saved.tracks.map(({ id }) => id), [tracks[0].id, tracks[2].id]);
  await desk.person.leave();
});

test("whoever is not signed in asks nothing", async () => {
  const person = await Person.enter(browser, instance.url);
  const listener = await Listener.of(person);
  const asked = [];
  listener.page.on("request", (request) => request.url().includes("/queue") && asked.push(request.url()));
  await listener.page.goto("/@ode/low-water");
  await listener.page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  await listener.page.evaluate(() => window.tonewood.player.pause());
  assert.deepEqual(asked, []);
  person.check();
  await person.leave();
});
