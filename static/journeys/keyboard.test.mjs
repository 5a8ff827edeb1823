// The main path once more without a pointer: Tab, Enter, Space and arrows alone.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { Keys } from "./support/keys.mjs";
import { Listener } from "./support/player.mjs";
import { cutShort, picture, sound } from "./support/sounds.mjs";
import { linkOf, rows, rowsWhen } from "./support/studio.mjs";
import { until } from "./support/until.mjs";

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

async function signUp(page, keys) {
  await page.goto("/");
  await keys.visit(page.locator("header").getByRole("link", { name: "Join" }));
  await page.getByRole("heading", { name: /^Join/ }).waitFor();
  await keys.type(page.getByLabel("Name"), "Inge Dahl");
  await keys.type(page.getByLabel("E-mail"), "inge@example.org");
  await keys.type(page.getByLabel("Password", { exact: true }), "harbour lights half off");
  await page.keyboard.press("Enter");
  await page.goto(linkOf(await instance.mail("inge@example.org", "/confirm/"), "confirm"));
  await keys.type(page.getByLabel("Password", { exact: true }), "harbour lights half off");
  await keys.visit(page.getByRole("button", { name: /Confirm/ }));
  await keys.visit(page.getByRole("link", { name: "Make your artist" }));
  await keys.type(page.getByLabel("Name"), "Inge Dahl");
  await keys.type(page.getByLabel("Handle"), "inge");
  await keys.visit(page.getByRole("button", { name: "Make it" }));
  await page.waitForURL((url) => url.pathname !== "/studio/artists/new" && url.pathname.startsWith("/studio"));
}

/** A release of two files and a torn one: the torn one is mended, the second track moved up. */
async function upload(page, keys) {
  await page.goto("/studio/releases/new");
  await keys.type(page.getByLabel("Title"), "Net Loft");
  await keys.visit(page.getByRole("button", { name: "Go on to the files" }));
  const files = await Promise.all([
    sound(folder, "Ebb.wav", { seconds: 20, title: "Ebb" }),
    sound(folder, "Flow.mp3", { seconds: 6, pitch: 330, title: "Flow" }),
    cutShort(folder, "Torn.flac"),
  ]);
  await keys.choose(page.getByLabel("Add audio files"), files);
  const list = await rowsWhen(page, (all) => all.length === 3 && all.every(({ state, report }) => state === "Ready" || report), "two ready, one refused");
  const torn = list.find(({ report }) => report);
  const row = page.locator(`#track-${torn.id}`);
  await keys.choose(row.locator("input[type=file]"), [await sound(folder, "Whole.flac", { seconds: 5, pitch: 349 })]);
  await keys.visit(row.getByRole("button", { name: "Upload it in its place" }));
  await rowsWhen(page, (all) => all.every(({ state }) => state === "Ready"), "all are ready");

  await keys.to(page.getByRole("button", { name: "Move Flow", exact: true }));
  for (const key of ["Space", "ArrowUp", "Space"]) await page.keyboard.press(key);
  await page.getByText("Order saved.").waitFor({ state: "attached" });
  await page.reload();
  assert.deepEqual((await rows(page)).slice(0, 2).map(({ title }) => title), ["Flow", "Ebb"]);
}

async function publish(page, keys) {
  const tabs = page.getByRole("navigation", { name: "Release" });
  await keys.visit(tabs.getByRole("link", { name: "Details" }));
  await keys.choose(page.getByLabel("Cover"), [await picture(folder, "cover.png")]);
  await keys.type(page.getByLabel("Genre"), "Ambient");
  await keys.visit(page.getByRole("button", { name: "Save" }));
  await page.locator("[data-flash]").waitFor();
  await keys.visit(tabs.getByRole("link", { name: "Publication" }));
  await keys.to(page.getByLabel(/I accept these terms/));
  await page.keyboard.press("Space");
  await keys.visit(page.getByRole("button", { name: "Publish" }));
  await page.getByRole("heading", { name: "It is out" }).first().waitFor();
}

async function listen(listener, keys) {
  const { page } = listener;
  await page.goto("/");
  await keys.visit(page.locator("main").getByRole("link", { name: "Net Loft", exact: true }));
  await page.getByRole("heading", { level: 1, name: "Net Loft" }).waitFor();
  const [flow, ebb] = await page.locator("[data-row]").evaluateAll((list) => list.map((row) => row.dataset.row));
  await keys.to(page.locator("main a.play"));
  await page.keyboard.press("Space");
  await listener.sounds(flow);
  await keys.enter(page.getByRole("button", { name: "Play 2, Ebb" }).last());
  await listener.sounds(ebb);
  await keys.to(page.getByRole("slider", { name: "Position in Ebb" }));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await listener.when((state) => state.currentTime > 9, "on by arrows");
  await page.keyboard.press("k");
  await listener.when((state) => state.paused, "k pauses");
  await keys.visit(page.getByRole("link", { name: "All files, track by track" }));
  const flac = page.getByRole("list", { name: "Ebb" }).getByRole("link", { name: /FLAC/ });
  await until(() => flac.isVisible(), "the file is made", 60_000);
  await keys.to(flac);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.equal(download.suggestedFilename(), "02 Ebb.flac");
}

test("the whole path by keyboard alone", { timeout: 240_000 }, async () => {
  const person = await Person.enter(browser, instance.url);
  const listener = await Listener.of(person);
  const { page } = listener;
  const keys = new Keys(page);
  await signUp(page, keys);
  await upload(page, keys);
  await publish(page, keys);
  const release = page.url();
  await listen(listener, keys);
  await page.goto(release);
  await keys.visit(page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Publication" }));
  await keys.enter(page.getByRole("button", { name: "Unpublish" }));
  await page.getByRole("dialog").waitFor();
  await keys.enter(page.getByRole("dialog").getByRole("button", { name: "Take back" }));
  await page.getByRole("heading", { name: "Publish", exact: true }).waitFor();
  assert.equal((await fetch(`${instance.url}/@inge/net-loft`)).status, 404);
  person.check();
});
