// The studio under an artist's hands: a release that begins with files, rows that change while somebody works in them, an hour
// in the artist's own time zone.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { cutShort, sound } from "./support/sounds.mjs";
import { drop, rowsWhen } from "./support/studio.mjs";
import { until } from "./support/until.mjs";

const EMAIL = "inge@example.org";
const PASSWORD = "harbour lights half off";
let instance, browser, folder, api;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account(EMAIL, PASSWORD);
  api = new Api(instance.url, await instance.token(EMAIL));
  await api.call("POST", "artists", { handle: "inge", name: "Inge Dahl" });
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function enter(options) {
  const person = await Person.enter(browser, instance.url, options);
  await person.signIn(EMAIL, PASSWORD);
  return person;
}

/** The id of the release whose page is open. */
function releaseOf(page) {
  return new URL(page.url()).pathname.split("/").at(-1);
}

test("files dropped on the studio begin a release, which is called what their tags say", { timeout: 120_000 }, async () => {
  const person = await enter();
  const page = await person.page();
  await page.goto("/studio");
  const files = await Promise.all([
    sound(folder, "01 Ebb.flac", { title: "Ebb", tags: { album: "Low Water Marks" } }),
    sound(folder, "02 Neap.flac", { pitch: 262, title: "Neap", tags: { album: "Low Water Marks" } }),
  ]);
  await drop(page, page.locator("tw-start"), files);
  await page.waitForURL(/\/studio\/releases\/[0-9a-f-]{36}$/);
  await page.evaluate(() => (window.untouched = true));
  await page.getByRole("heading", { level: 1, name: "Low Water Marks" }).waitFor();
  await rowsWhen(page, (list) => list.length === 2 && list.every(({ state }) => state === "Ready"), "both are ready");
  assert.equal(await page.evaluate(() => window.untouched), true, "all of it came by itself");
  assert.equal(await page.locator("#unfinished").isVisible(), false, "nothing is called unfinished");
  assert.equal(await page.locator("[data-upload-resume] [data-upload]").count(), 0);
  const release = await api.call("GET", `releases/${releaseOf(page)}`);
  assert.deepEqual([release.title, release.slug, release.kind], ["Low Water Marks", "low-water-marks", "album"]);
  await page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Details" }).click();
  await page.getByLabel("Title", { exact: true }).fill("Low Water");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Low Water", exact: true }).waitFor();
  person.check();
  await person.leave();
});

test("a chosen file, the focus and an opened remark stay while rows change", { timeout: 120_000 }, async () => {
  const release = await api.call("POST", "releases", { artist: "inge", title: "Neap", kind: "ep" });
  const [torn] = await api.upload(release.id, [await cutShort(folder, "01 Torn.flac")]);
  await until(async () => (await api.track(torn.id)).state === "refused", "the torn one is refused", 60_000);
  const person = await enter();
  const page = await person.page();
  await page.goto(`/studio/releases/${release.id}`);
  const row = page.locator(`#track-${torn.id}`);
  const better = await sound(folder, "01 Whole.flac", { pitch: 349 });
  await row.locator("input[type=file]").setInputFiles(better);
  await row.locator("input[type=file]").focus();
  await page.evaluate((id) => (window.row = document.getElementById(id)), `track-${torn.id}`);
  // Other files come in: the rows are sent anew, first as a list, then one by one.
  await api.upload(release.id, [better]).catch(() => null);
  await api.call("PATCH", `tracks/${torn.id}`, { title: "Torn, mended" });
  await rowsWhen(page, (list) => list.length === 2 && list.some(({ title }) => title === "Torn, mended"), "the rows have changed");
  await rowsWhen(page, (list) => list.some(({ state }) => state === "Ready"), "the other one is ready");
  assert.equal(await row.locator("input[type=file]").evaluate((it) => it.files.length), 1, "the file is chosen still");
  assert.equal(await row.locator("input[type=file]").evaluate((it) => it === document.activeElement), true, "the focus stayed");
  assert.equal(await page.evaluate((id) => window.row === document.getElementById(id), `track-${torn.id}`), true, "it is the same row");
  await row.getByRole("button", { name: "Upload it in its place" }).click();
  await rowsWhen(page, (list) => list.length === 2 && list.every(({ state }) => state === "Ready"), "both are ready");
  person.check();
  await person.leave();
});

test("rungs of a refused track stand where the others' do, and its time is said once", { timeout: 90_000 }, async () => {
  const release = await api.call("POST", "releases", { artist: "inge", title: "In Line", kind: "ep" });
  const [good, torn] = await api.upload(release.id, [await sound(folder, "01 Good.flac"), await cutShort(folder, "02 Torn.flac", 60)]);
  await api.ready(good.id);
  await until(async () => (await api.track(torn.id)).state === "refused", "the torn one is refused", 60_000);
  const person = await enter();
  const page = await person.page();
  await page.goto(`/studio/releases/${release.id}`);
  const left = (id) => page.locator(`#track-${id} .rungs`).evaluate((it) => Math.round(it.getBoundingClientRect().left));
  assert.equal(await left(torn.id), await left(good.id));
  const report = await page.locator(`#track-${torn.id} .report p`).first().textContent();
  assert.equal(report.match(/0:\d\d/g).filter((time) => /0:[23]\d/.test(time)).length, 1, report);
  await person.leave();
});

test("a release comes out at the hour of the artist's own zone, summer time and all", { timeout: 60_000 }, async () => {
  const release = await api.call("POST", "releases", { artist: "inge", title: "Spring Tide", kind: "single", genre: "ambient", ai_declaration: "none" });
  const [track] = await api.upload(release.id, [await sound(folder, "01 Spring.flac")]);
  await api.ready(track.id);
  const person = await enter({ timezoneId: "Europe/Berlin" });
  const page = await person.page();
  await page.goto(`/studio/releases/${release.id}/publication`);
  assert.equal(await page.getByLabel("In the time zone").isVisible(), false, "nobody has to know their offset");
  await page.getByText("In your time zone, Europe/Berlin.").waitFor();
  await page.getByText("At an hour").click();
  const year = new Date().getFullYear() + 1;
  await page.getByLabel("Date and time").fill(`${year}-07-01T18:00`);
  await page.getByLabel(/I accept these terms/).check();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("heading", { name: "Scheduled" }).waitFor();
  const { publish_at: at } = await api.call("GET", `releases/${release.id}`);
  assert.equal(new Date(at).toISOString(), `${year}-07-01T16:00:00.000Z`);
  person.check();
  await person.leave();
});
