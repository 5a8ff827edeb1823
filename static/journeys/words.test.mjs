// Words that follow the music, and a timer that ends it.
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

let instance, browser, folder, tracks;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  let api;
  ({ api, tracks } = await publishLowWater(instance, folder));
  const lines = Array.from({ length: 30 }, (_, n) => `[00:${String(n * 2).padStart(2, "0")}.00]Line ${n + 1}`);
  await api.call("PATCH", `tracks/${tracks[0].id}`, { lyrics_synced: lines.join("\n") });
  await api.call("PATCH", `tracks/${tracks[2].id}`, { lyrics: "No moments here\nfor anybody" });
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function visitor() {
  const person = await Person.enter(browser, instance.url);
  const listener = await Listener.of(person);
  await listener.page.goto("/@ode/low-water");
  return { person, listener, page: listener.page };
}

test("the line that is sung stands out, is kept in view, and leads to its moment", async () => {
  const { person, listener, page } = await visitor();
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  await page.getByRole("button", { name: "Words", exact: true }).click();
  const panel = page.getByRole("region", { name: "Words" });
  const current = panel.locator("[aria-current]");
  await current.waitFor();
  const agrees = () =>
    until(async () => {
      const [text, { currentTime }] = await Promise.all([current.textContent(), listener.state()]);
      return text === `Line ${Math.floor((currentTime + 0.15) / 2) + 1}`;
    }, "the line fits the moment");
  await agrees();
  await panel.getByRole("button", { name: "Line 12", exact: true }).click();
  await listener.when((it) => it.currentTime >= 22 && it.currentTime < 25, "the moment of line 12");
  await agrees();
  await page.evaluate(() => window.tonewood.player.seek(51));
  await listener.when((it) => it.currentTime >= 51, "near its end");
  await agrees();
  await until(async () => {
    const [line, box] = await Promise.all([current.boundingBox(), panel.boundingBox()]);
    return line.y > box.y && line.y + line.height < box.y + box.height;
  }, "it is in view");
  // By keys alone: focus is in the panel, and Escape leads back to the button.
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement.dataset.act), "lyrics");
  person.check();
  await person.leave();
});

test("plain words stand still, and no words are said to be none", async () => {
  const { person, listener, page } = await visitor();
  await page.getByRole("button", { name: "Play 3, Spring Tide" }).first().click();
  await listener.sounds(tracks[2].id);
  await page.getByRole("button", { name: "Words", exact: true }).click();
  const panel = page.getByRole("region", { name: "Words" });
  await panel.getByText("for anybody").waitFor();
  assert.equal(await panel.locator("[data-at]").count(), 0);
  await page.evaluate((id) => window.tonewood.player.play(id), tracks[1].id);
  await panel.getByText("This track has no words.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Words", exact: true }).waitFor({ state: "hidden" });
  person.check();
  await person.leave();
});

test("the music grows softer and ends when the time is over", async () => {
  const { person, listener, page } = await visitor();
  await page.locator("main .btn.play").click();
  await listener.sounds(tracks[0].id);
  await page.getByRole("button", { name: "Sleep timer", exact: true }).click();
  await page.getByRole("region", { name: "Sleep timer" }).getByLabel("15 minutes").check();
  await page.getByText("Stops in 15 minutes", { exact: true }).waitFor();
  // Fourteen minutes and fifty-three seconds go by at once.
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + (14 * 60 + 53) * 1000;
  });
  const volume = () => page.evaluate(() => window.journey.elements.find((it) => !it.paused)?.volume ?? 0);
  const soft = await until(async () => {
    const now = await volume();
    return now < 0.3 && now > 0 ? now : null;
  }, "it grows softer");
  await until(async () => (await volume()) < soft, "and softer");
  await listener.when((it) => it.paused, "it is silent");
  await page.locator('[data-act="toggle"]').click();
  await listener.sounds(tracks[0].id);
  assert.equal(await volume(), 1, "the next time it is as loud as ever");
  await page.getByRole("button", { name: "Sleep timer", exact: true }).waitFor();
  person.check();
  await person.leave();
});

test("the music ends with the track", async () => {
  const { person, listener, page } = await visitor();
  await page.getByRole("button", { name: "Play 2, Neap" }).first().click();
  await listener.sounds(tracks[1].id);
  await page.getByRole("button", { name: "Sleep timer", exact: true }).click();
  await page.getByRole("region", { name: "Sleep timer" }).getByLabel("This track").check();
  const end = await listener.when((it) => it.paused, "it is silent");
  assert.deepEqual([end.trackId, end.currentTime], [tracks[2].id, 0], "the next one waits");
  await page.locator('[data-act="toggle"]').click();
  await listener.sounds(tracks[2].id);
  person.check();
  await person.leave();
});
