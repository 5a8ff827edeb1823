// Two instances: a fan of one follows an artist of the other, reads of the release in the feed, and hears it from there.
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
let there, here, browser, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [there, here, browser] = await Promise.all([startInstance(), startInstance(), launch()]);
  await here.account("mara@example.org", PASSWORD);
});

after(async () => {
  await browser?.close();
  await Promise.all([there?.remove(), here?.remove()]);
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("a release of another server comes into the feed and plays here", async () => {
  const { api } = await publishLowWater(there, folder);
  const person = await Person.enter(browser, here.url);
  await person.signIn("mara@example.org", PASSWORD);
  const listener = await Listener.of(person);
  const { page } = listener;

  await page.goto("/feed");
  await page.getByRole("link", { name: "Choose a handle" }).click();
  await page.getByLabel("Handle", { exact: true }).fill("mara");
  await page.getByRole("button", { name: "Take this handle" }).click();
  await page.getByRole("heading", { level: 1, name: "Whom you follow" }).waitFor();
  await page.getByLabel("Handle or address").fill(`@ode@${new URL(there.url).host}`);
  await page.locator("main").getByRole("button", { name: "Follow", exact: true }).click();
  await page.getByText("server was asked").waitFor();
  await until(async () => {
    await page.goto("/follows");
    return page.locator("main form", { hasText: "Unfollow" }).count();
  }, "the other server said yes");

  const second = await api.call("POST", "releases", { artist: "ode", title: "Spring Tide", kind: "single", price: { mode: "free", amount_minor: 0, currency: "EUR" } });
  const tracks = await api.upload(second.id, [join(folder, "slack water.flac")]);
  await api.ready(tracks[0].id);
  await api.call("PUT", `releases/${second.id}/publication`, {});
  const card = page.locator(".entry .rel a", { hasText: "Spring Tide" }).first();
  await until(async () => {
    await page.goto("/feed");
    return card.count();
  }, "the release is in the feed", 60_000);
  await card.click();
  await page.getByRole("heading", { level: 1, name: "Spring Tide" }).waitFor();
  const row = page.locator(".row [data-play]").first();
  const id = await row.getAttribute("data-play");
  await row.click();
  const state = await listener.sounds(id);
  assert.ok(["mp3", "progressive"].includes((await listener.state()).source), JSON.stringify(state));
  await page.evaluate(() => window.tonewood.player.seek(30));
  await listener.when(({ currentTime, waiting }) => currentTime > 30.2 && !waiting, "it plays from the middle");
  person.check();
  await person.leave();
});
