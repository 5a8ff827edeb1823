// Somebody looks for music and types badly: found within two seconds of its publication, suggested while they type, narrowed, and
// gone again; with scripts by keyboard alone, and without scripts.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
let instance, browser, folder, api, release;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD);
  api = new Api(instance.url, await instance.token("ode@example.org"));
  const files = await Promise.all([
    sound(folder, "one.flac", { seconds: 4, title: "Slack Water" }),
    sound(folder, "two.flac", { seconds: 4, pitch: 330, title: "Salt Hands" }),
  ]);
  ({ release } = await api.publish({ handle: "ode", name: "Ode Halloran", title: "Low Water Marks", files, more: { tags: ["field recording"] } }));
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const found = async (words) => (await api.call("GET", `search?q=${encodeURIComponent(words)}`)).tracks.length;

test("what is published is found within two seconds", { timeout: 60_000 }, async () => {
  assert.equal(await found("salt hands"), 0);
  await api.call("PUT", `releases/${release.id}/publication`, {});
  const began = performance.now();
  await until(async () => (await found("slat hands")) === 1, "it is found", 10_000, 50);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 2, `found after ${seconds} s`);
});

test("suggestions by keyboard alone", { timeout: 60_000 }, async () => {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await page.goto("/");
  await page.keyboard.press("/");
  const box = page.locator("header input[name=q]");
  await box.waitFor();
  assert.ok(await box.evaluate((it) => it === document.activeElement));
  await page.keyboard.type("salt h", { delay: 30 });
  const option = page.getByRole("option", { name: /Salt Hands/ });
  await option.waitFor();
  assert.equal(await box.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  assert.equal(await option.getAttribute("aria-selected"), "true");
  assert.equal(await box.getAttribute("aria-activedescendant"), await option.getAttribute("id"));
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target).join()}`), []);
  await page.keyboard.press("Escape");
  await until(async () => (await page.getByRole("option").count()) === 0, "escape closes the list");
  await page.keyboard.type("a");
  await option.waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Salt Hands" }).waitFor();

  await page.keyboard.press("/");
  await page.keyboard.type("low wat");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=low+wat");
  await page.locator("main").getByRole("link", { name: "Low Water Marks" }).first().waitFor();
  person.check();
  await person.context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`facets ${javaScriptEnabled ? "with" : "without"} scripts`, { timeout: 60_000 }, async () => {
    const person = await Person.enter(browser, instance.url, { javaScriptEnabled });
    const page = await person.page();
    await page.goto("/search");
    const form = page.locator("main form");
    await form.getByRole("searchbox").or(form.getByRole("combobox")).fill("watre");
    await form.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/search?q=watre");
    const narrow = page.getByRole("navigation", { name: "Narrow down" });
    await narrow.getByText("Kind", { exact: true }).click();
    await narrow.getByRole("link", { name: /^Tracks/ }).click();
    await page.waitForURL("**/search?q=watre&kind=track");
    await page.locator(".rows").getByRole("link", { name: "Slack Water", exact: true }).waitFor();
    assert.equal(await page.locator("main .grid").count(), 0);
    await page.getByRole("list", { name: "Narrowed to" }).getByRole("link", { name: /Tracks/ }).click();
    await page.waitForURL("**/search?q=watre");
    await page.goto("/search?q=zzzzqqqq&tag=drone");
    await page.getByRole("link", { name: "Search for the words alone" }).click();
    await page.waitForURL("**/search?q=zzzzqqqq");
    await page.getByRole("heading", { name: "Nothing found" }).waitFor();
    person.check();
    await person.context.close();
  });
}

test("what is taken back is gone within two seconds", { timeout: 60_000 }, async () => {
  await api.call("DELETE", `releases/${release.id}/publication`);
  assert.equal(await found("salt hands"), 0, "at once, as the database has the last word");
  const began = performance.now();
  const total = async () => (await api.call("GET", "search?q=salt+hands")).total;
  await until(async () => (await total()) === 0, "the index has forgotten it", 10_000, 50);
  assert.ok(performance.now() - began < 2000);
});
