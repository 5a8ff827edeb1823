// A fan writes below a record, and is led to what they wrote.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { publishLowWater } from "./support/record.mjs";

const PASSWORD = "a long enough password";
let instance, browser, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("mara@example.org", PASSWORD);
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("a comment comes into view once it is sent", { timeout: 120_000 }, async () => {
  await publishLowWater(instance, folder);
  const person = await Person.enter(browser, instance.url);
  await person.signIn("mara@example.org", PASSWORD);
  const page = await person.page();
  await page.goto("/account/fan");
  await page.getByLabel("Handle", { exact: true }).fill("mara");
  await page.getByRole("button", { name: "Take this handle" }).click();
  await page.getByRole("heading", { level: 1, name: "Whom you follow" }).waitFor();
  await page.goto("/@ode/low-water");
  await page.getByLabel("Write a comment").fill("Like standing in the tide");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForFunction(() => location.hash.startsWith("#post-"));
  const made = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  assert.match(await made.innerText(), /Like standing in the tide/);
  await page.waitForFunction((id) => {
    const { top, bottom } = document.getElementById(id).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }, new URL(page.url()).hash.slice(1));
  // It stays there when the page is read again.
  await page.reload();
  await made.waitFor();
  person.check();
  await person.leave();
});
