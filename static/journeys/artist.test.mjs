// Alone: nothing else runs beside it, for what is heard is measured.
// An artist's first evening: from signing up to a release that strangers hear and take home, and back.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { Listener } from "./support/player.mjs";
import { shape } from "./support/shape.mjs";
import { cutShort, picture, sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";
import { drop, linkOf, rows, rowsWhen } from "./support/studio.mjs";

const EMAIL = "inge@example.org";
const PASSWORD = "harbour lights half off";
let instance, browser, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Signs up with a slip in the form first, and confirms by the mail. */
async function signUp(page) {
  await page.goto("/");
  await page.locator("header").getByRole("link", { name: "Join" }).click();
  await page.getByLabel("Name").fill("Inge Dahl");
  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  // The refused form keeps what was typed, but for the password, and names the field.
  await page.locator("#f-password[aria-invalid=true]").waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Inge Dahl");
  assert.equal(await page.getByLabel("E-mail").inputValue(), EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "Look for our mail" }).waitFor();
  await page.goto(linkOf(await instance.mail(EMAIL, "/confirm/"), "confirm"));
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: /Confirm/ }).click();
  await page.getByRole("heading", { level: 1, name: "Studio" }).waitFor();
}

async function makeArtist(page) {
  await page.getByRole("link", { name: "Make your artist" }).click();
  await page.getByLabel("Name").fill("Inge Dahl");
  await page.getByLabel("Handle").fill("inge");
  await page.getByText("A person").click();
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/studio(\/artists\/inge|\/releases.*)?$/);
}

async function makeRelease(page) {
  await page.goto("/studio/releases/new");
  await page.getByLabel("Title").fill("Net Loft");
  await page.getByText("EP", { exact: true }).click();
  await page.getByRole("button", { name: "Go on to the files" }).click();
  await page.getByRole("heading", { level: 1, name: "Net Loft" }).waitFor();
}

/** Drops five good files and a broken one, watches them come in, mends the broken one. Gives the titles in order. */
async function upload(page) {
  const files = await Promise.all([
    sound(folder, "01 Slack Water.wav", { seconds: 12, title: "Slack Water" }),
    sound(folder, "02 Ebb.flac", { seconds: 6, pitch: 247, title: "Ebb" }),
    sound(folder, "03 Neap.m4a", { seconds: 6, pitch: 262, title: "Neap" }),
    sound(folder, "04 Bladderwrack.mp3", { seconds: 6, pitch: 294, title: "Bladderwrack" }),
    sound(folder, "05 Spring Tide.opus", { seconds: 6, pitch: 330, title: "Spring Tide" }),
    cutShort(folder, "06 Torn.flac"),
  ]);
  await page.evaluate(() => (window.untouched = true));
  await drop(page, page.locator("tw-upload"), files);
  await rowsWhen(page, (list) => list.length === 6, "six rows");
  const list = await rowsWhen(
    page,
    (all) => all.filter(({ state }) => state === "Ready").length === 5 && all.some(({ report }) => report !== ""),
    "five are ready and one has a report",
  );
  assert.deepEqual(list.map(({ title }) => title).slice(0, 5), ["Slack Water", "Ebb", "Neap", "Bladderwrack", "Spring Tide"]);
  const lossless = ["Slack Water", "Ebb", "Neap"];
  for (const row of list.slice(0, 5)) assert.deepEqual(row.rungs, ["64", "128", "320", ...(lossless.includes(row.title) ? ["FLAC"] : [])], row.title);
  const torn = list[5];
  assert.match(torn.report, /\d:\d\d/, "it says where the file stops");
  await page.locator("#wants").getByText(/refused/).waitFor();
  // All of that came by itself: it is still the page on which the files were dropped.
  assert.equal(await page.evaluate(() => window.untouched), true);

  const better = await sound(folder, "06 Whole.flac", { seconds: 6, pitch: 349 });
  const row = page.locator(`#track-${torn.id}`);
  await row.locator("input[type=file]").setInputFiles(better);
  await row.getByRole("button", { name: "Upload it in its place" }).click();
  const mended = await rowsWhen(page, (all) => all.length === 6 && all.every(({ state }) => state === "Ready"), "all six are ready");
  assert.equal(mended[5].id, torn.id, "it is the same track");
  await page.getByRole("heading", { name: "Ready to publish" }).waitFor();
}

async function describe(page) {
  await page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Details" }).click();
  await page.getByLabel("Cover").setInputFiles(await picture(folder, "cover.png"));
  await page.getByLabel("About", { exact: true }).fill("Recorded in a **net loft**.");
  await page.getByLabel("Genre", { exact: true }).fill("Ambient");
  await page.getByLabel("Tags", { exact: true }).fill("piano, sea");
  await page.getByLabel("Licence", { exact: true }).selectOption("cc-by");
  await page.getByLabel("Generated music").selectOption("none");
  await page.getByLabel("Credits", { exact: true }).fill("Piano: Inge Dahl");
  await page.getByText("Nothing", { exact: true }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("[data-flash]").waitFor();
}

async function publish(page) {
  await page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Publication" }).click();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.locator("#f-accept_terms[aria-invalid=true]").waitFor();
  await page.getByLabel(/I accept these terms/).check();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("heading", { name: "It is out" }).first().waitFor();
}

test("sign up, upload, mend, publish, be heard, be taken home, take back", { timeout: 240_000 }, async () => {
  const artist = await Person.enter(browser, instance.url);
  artist.expected.add(422);
  const page = await artist.page();
  await signUp(page);
  await makeArtist(page);
  await makeRelease(page);
  await upload(page);
  const ids = (await rows(page)).map(({ id }) => id);
  await describe(page);
  await publish(page);

  const visitor = await Person.enter(browser, instance.url);
  const listener = await Listener.of(visitor);
  await listener.page.goto("/@inge/net-loft");
  const main = listener.page.locator("main");
  await main.getByText("Recorded in a net loft.").waitFor();
  await main.getByText("CC BY 4.0").waitFor();
  assert.ok(await main.locator("img.sleeve").evaluate((image) => image.complete && image.naturalWidth > 0), "the cover is there");
  await main.locator(".btn.play").click();
  await listener.sounds(ids[0]);
  const offered = listener.page.locator("a[download][href$='flac.zip']");
  await until(async () => (await offered.isVisible()) || (await listener.page.reload(), false), "the files are made", 60_000, 500);
  const [zip] = await Promise.all([listener.page.waitForEvent("download"), offered.click()]);
  assert.match(zip.suggestedFilename(), /^Inge Dahl - Net Loft.*\.zip$/);
  const media = await listener.page.evaluate(() => JSON.parse(document.querySelector("[data-tracks]").textContent)[0].hls);

  await page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Publication" }).click();
  await page.getByRole("button", { name: "Unpublish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await page.getByRole("heading", { name: "Publish", exact: true }).waitFor();
  const nothing = await shape("/@inge/never-was", instance.url);
  for (const address of ["/@inge/net-loft", "/@inge/net-loft/ebb", "/@inge/net-loft/downloads/flac.zip", "/@inge/net-loft/ebb/downloads/flac", media]) {
    const gone = await until(async () => {
      const found = await shape(address, instance.url);
      return found.status === 404 ? found : null;
    }, `${address} is gone`, 4_000); // Media are remembered for two seconds.
    if (address.startsWith("/@")) assert.deepEqual(gone, nothing, address);
  }
  artist.check();
  visitor.check();
});
