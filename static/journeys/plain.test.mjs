// Without JavaScript: every page reads, files go up by a plain form, a release is published, and files come down.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { probe, sound } from "./support/sounds.mjs";
import { rows } from "./support/studio.mjs";
import { unzip } from "./support/zip.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
let instance, browser, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD);
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Asks for the page again and again, as somebody without scripts does. */
const reloading = (page, condition, what) =>
  until(async () => (await condition()) || (await page.reload(), null), what, 90_000, 400);

/** Signs in, makes an artist and a release of two files, in turned order, and publishes it. */
async function publish(page) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("ode@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Make your artist" }).click();
  await page.getByLabel("Name").fill("Ode");
  await page.getByLabel("Handle").fill("ode");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.goto("/studio/releases/new");
  await page.getByLabel("Title").fill("Plain");
  await page.getByRole("button", { name: "Go on to the files" }).click();

  const files = await Promise.all([sound(folder, "Ebb.wav", { seconds: 4, title: "Ebb" }), sound(folder, "Flow.flac", { seconds: 4, pitch: 330, title: "Flow" })]);
  assert.equal(await page.getByRole("button", { name: "Choose a folder" }).isVisible(), false, "what needs scripts is not shown");
  await page.getByLabel("Add audio files").setInputFiles(files);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await reloading(page, async () => {
    const list = await rows(page);
    return list.length === 2 && list.every(({ state }) => state === "Ready");
  }, "both tracks are ready");

  await page.getByLabel("Position of Ebb").fill("2");
  await page.getByLabel("Position of Flow").fill("1");
  await page.getByRole("button", { name: "Save the order" }).click();
  await reloading(page, async () => (await rows(page)).map(({ title }) => title).join() === "Flow,Ebb", "the order is turned");

  await page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Publication" }).click();
  await page.getByLabel(/I accept these terms/).check();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("heading", { name: "It is out" }).first().waitFor();
}

test("publishes, listens and downloads without scripts", { timeout: 150_000 }, async () => {
  const options = { javaScriptEnabled: false };
  const artist = await Person.enter(browser, instance.url, options);
  await publish(await artist.page());
  artist.check();

  const fan = await Person.enter(browser, instance.url, options);
  const page = await fan.page();
  await page.goto("/");
  await page.locator("main").getByRole("link", { name: "Plain", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Plain" }).waitFor();
  const mp3 = await page.locator("main a.play").getAttribute("href");
  const answer = await fetch(new URL(mp3, instance.url));
  assert.equal(answer.headers.get("content-type"), "audio/mpeg");
  assert.ok((await answer.arrayBuffer()).byteLength > 40_000, "the play link is the track itself");

  await page.getByRole("searchbox").first().fill("flow");
  await page.keyboard.press("Enter");
  await page.locator("main").getByRole("link", { name: "Flow", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Flow" }).waitFor();
  assert.ok(await page.locator("main audio[controls]").isVisible(), "the browser's own player stands in");

  await page.goto("/@ode/plain/downloads");
  const zip = page.locator("a[download][href$='flac.zip']");
  await reloading(page, () => zip.isVisible(), "the files are made");
  const [download] = await Promise.all([page.waitForEvent("download"), zip.click()]);
  const path = join(folder, "plain.zip");
  await download.saveAs(path);
  const names = [...unzip(await readFile(path)).keys()].map((name) => name.split("/").at(-1));
  assert.ok(names.includes("01 Flow.flac") && names.includes("02 Ebb.flac"), names.join(", "));
  const [single] = await Promise.all([page.waitForEvent("download"), page.getByRole("list", { name: "Ebb" }).getByRole("link", { name: /MP3/ }).click()]);
  const one = join(folder, "one.mp3");
  await single.saveAs(one);
  assert.equal((await probe(one)).format.tags.title, "Ebb");
  fan.check();
});
