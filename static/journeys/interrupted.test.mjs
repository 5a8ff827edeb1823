// Uploads that break off: a reload of the page and a server that dies. Each goes on where it stopped, and what is kept is
// the file bit for bit. One that does not break off is not called broken off.
import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { heavy, sha256 } from "./support/sounds.mjs";
import { rowsWhen } from "./support/studio.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
/** Bytes a second: slow enough to be caught half-way. */
const SLOW = 1_500_000;
let instance, browser, folder, api, file;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser, file] = await Promise.all([startInstance(), launch(), heavy(folder, "Long Tide.wav", 45)]);
  await instance.account("ode@example.org", PASSWORD);
  api = new Api(instance.url, await instance.token("ode@example.org"));
  await api.call("POST", "artists", { handle: "ode", name: "Ode" });
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** A new release's page in the studio, on a slow line, and the offsets every PATCH starts from. */
async function desk(title, bytesPerSecond = SLOW) {
  const release = await api.call("POST", "releases", { artist: "ode", title, kind: "single", price: { mode: "free", amount_minor: 0, currency: "EUR" } });
  const person = await Person.enter(browser, instance.url);
  await person.signIn("ode@example.org", PASSWORD);
  const page = await person.page();
  const offsets = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
  });
  page.on("dialog", (dialog) => dialog.accept()); // "Leave the page while files are on their way?"
  await page.goto(`/studio/releases/${release.id}`);
  const line = await person.context.newCDPSession(page);
  const speed = (uploadThroughput) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await speed(bytesPerSecond);
  return { person, page, offsets, speed };
}

/** Chooses the file, and waits until a good part of it is on its way. */
async function begin(page) {
  await page.getByLabel("Add audio files").setInputFiles(file);
  const bar = page.getByRole("progressbar", { name: "Upload of Long Tide.wav" });
  const { size } = await stat(file);
  await until(async () => (await bar.evaluate((it) => it.value)) > size * 0.3, "a third is sent");
}

/** The only track of the list, ready, and the same as the file. */
async function keptWhole(page) {
  const [row] = await rowsWhen(page, (list) => list.length === 1 && list[0].state === "Ready", "the track is ready", 120_000);
  const { master } = await api.track(row.id);
  assert.equal(master.sha256, await sha256(file));
  assert.equal(master.bytes, (await stat(file)).size);
}

/** The server's list of files that are not whole yet is gone. */
async function nothingLeft(page) {
  await page.locator("#unfinished").waitFor({ state: "hidden" });
  await until(async () => (await page.locator("[data-upload-resume] [data-upload]").count()) === 0, "no file is listed as not whole");
}

test("a reload in the middle of an upload goes on where it stopped", { timeout: 150_000 }, async () => {
  const { person, page, offsets, speed } = await desk("Reloaded");
  await begin(page);
  await page.reload();
  const left = page.locator("[data-upload-resume] [data-upload]");
  await left.getByText("Long Tide.wav").waitFor();
  const here = Number(await left.getAttribute("data-offset"));
  assert.ok(here > 0, "the server kept what it had");
  await speed(-1);
  const before = offsets.length;
  await page.getByLabel("Add audio files").setInputFiles(file);
  await keptWhole(page);
  assert.ok(offsets[before] >= here, `it went on from ${offsets[before]}, and the page said ${here}`);
  await nothingLeft(page);
  person.check();
  await person.leave();
});

test("a server that is killed in the middle of an upload loses nothing", { timeout: 150_000 }, async () => {
  const { person, page, offsets, speed } = await desk("Killed");
  await begin(page);
  await instance.kill();
  await page.getByText("Reconnecting").waitFor();
  await speed(-1);
  const before = offsets.length;
  await instance.start();
  // Nobody touches the page: it finds the server again by itself.
  await keptWhole(page);
  assert.ok(offsets.slice(before).some((offset) => offset > 0), `it began at ${offsets.slice(before)}`);
  assert.deepEqual(person.seen.filter((line) => !/net::ERR_|Failed to load resource/.test(line)), []);
  await person.leave();
});

test("a file on its way is not called broken off, and leaves other pages' lists when it is whole", { timeout: 150_000 }, async () => {
  const { person, page, speed } = await desk("Seen Twice", SLOW / 5); // so that all have looked before it is whole
  await page.evaluate(() => {
    const look = () => {
      if (document.getElementById("unfinished")?.checkVisibility()) window.calledBroken = true;
      requestAnimationFrame(look);
    };
    look();
  });
  await begin(page);
  const other = await person.page();
  await other.goto(page.url());
  await other.getByRole("list", { name: "Uploads to go on with" }).getByText("Long Tide.wav").waitFor();
  // Back on its own page, which the server renders with the file in its list.
  const tabs = page.getByRole("navigation", { name: "Release" });
  await tabs.getByRole("link", { name: "Details" }).click();
  await page.getByLabel("Title", { exact: true }).waitFor();
  await tabs.getByRole("link", { name: "Files" }).click();
  await page.getByRole("progressbar", { name: "Upload of Long Tide.wav" }).waitFor();
  assert.equal(await page.locator("[data-upload-resume] [data-upload]").count(), 1, "the server's list has it, unseen");
  await speed(-1);
  await keptWhole(page);
  await Promise.all([nothingLeft(page), nothingLeft(other)]);
  await keptWhole(other);
  assert.equal(await page.evaluate(() => window.calledBroken), undefined, "it was never called broken off, on a page nobody reloaded");
  person.check();
  await person.leave();
});
