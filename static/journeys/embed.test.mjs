// The player in somebody else's page: light, without cookies, and playing there.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { publishLowWater } from "./support/record.mjs";
import { until } from "./support/until.mjs";

/** What a reader of the page pays before they press play, without the cover. */
const LIGHT = 30 * 1024;
let instance, browser, folder, tracks, host, code;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  ({ tracks } = await publishLowWater(instance, folder));
  // Another site altogether: `localhost` is not `127.0.0.1`.
  host = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!DOCTYPE html><html lang="en"><title>A blog</title><h1>What I hear</h1>${code}`);
  });
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
});

after(async () => {
  host?.close();
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The code that the dialog of a page gives, after `choose` has chosen in it. */
async function copied(path, choose = async () => {}) {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await page.goto(path);
  await page.getByRole("button", { name: "Embed", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Embed" });
  await dialog.waitFor();
  await choose(dialog);
  const text = await dialog.getByLabel("Code to copy").inputValue();
  person.check();
  await person.leave();
  return text;
}

/** The blog with a player in it: the frame, and what came for it. */
async function blog() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const seen = { errors: [], bytes: 0, scripts: 0, waiting: [], cookies: [], outside: [], plays: [] };
  page.on("console", (message) => message.type() === "error" && !message.location().url.endsWith("/favicon.ico") && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/plays") seen.plays.push({ ...JSON.parse(request.postData() ?? "{}"), cookie: request.headers()["cookie"] ?? "" });
    if (url.hostname !== "localhost" && url.origin !== instance.url && url.protocol !== "blob:") seen.outside.push(request.url());
    if (url.origin !== instance.url) return;
    seen.waiting.push(
      (async () => {
        const answer = await request.response();
        // What the player no longer wants is broken off.
        if (!answer || (await answer.finished())) return;
        const headers = await answer.headersArray();
        seen.cookies.push(...headers.filter(({ name }) => name.toLowerCase() === "set-cookie").map(({ value }) => value));
      })(),
    );
  });
  await page.goto(`http://localhost:${host.address().port}/`);
  const frame = page.frameLocator("iframe");
  await frame.locator("[data-go]").waitFor();
  // All that the frame asks for by itself, by the browser's own count: compressed, as it came over the line.
  const inside = page.frames().find((it) => it.url().startsWith(instance.url));
  await inside.waitForLoadState("load");
  const came = await inside.evaluate(() => {
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return entries.map(({ initiatorType, name, encodedBodySize }) => ({ initiatorType, name: new URL(name).pathname, encodedBodySize }));
  });
  for (const { initiatorType, name, encodedBodySize } of came.filter(({ initiatorType }) => initiatorType !== "img")) {
    assert.ok(encodedBodySize > 0, `${name} (${initiatorType}) is counted`);
    seen.bytes += encodedBodySize;
    if (name.endsWith(".js")) seen.scripts += 1;
  }
  await Promise.all(seen.waiting);
  return { context, page, frame, seen };
}

/** Waits until the player in the frame plays, by its own clock. */
async function plays(frame) {
  const clock = frame.locator("[data-now]");
  await until(async () => (await frame.locator("main").getAttribute("data-state")) === "playing" && (await clock.textContent()) >= "0:01", "it plays in the frame");
}

test("it is light, plays in another site's page and sets no cookie", async (t) => {
  code = await copied("/@ode/low-water");
  assert.match(code, /^<iframe src="http[^"]+\/embed\/release\/[0-9a-f-]+" /);
  const { context, frame, seen } = await blog();
  t.diagnostic(`${(seen.bytes / 1024).toFixed(1)} KB before play`);
  assert.ok(seen.bytes <= LIGHT, `${seen.bytes} bytes before play`);
  assert.ok(seen.scripts > 0, "its script is counted");
  await frame.getByRole("button", { name: "Play Low Water" }).click();
  await plays(frame);
  assert.equal(await frame.locator("[data-row].on .t").textContent(), "Slack Water");
  await frame.getByRole("button", { name: "Spring Tide" }).click();
  await until(async () => (await frame.locator("[data-row].on .t").textContent()) === "Spring Tide", "the third track");
  await plays(frame);
  await frame.getByRole("slider", { name: "Position" }).focus();
  await frame.getByRole("slider", { name: "Position" }).press("ArrowRight");
  await until(async () => (await frame.locator("[data-now]").textContent()) >= "0:06", "on by an arrow");
  await frame.getByRole("button", { name: "Pause Spring Tide" }).click();
  await until(async () => (await frame.locator("main").getAttribute("data-state")) === "paused", "it pauses");
  await Promise.all(seen.waiting);
  assert.deepEqual({ cookies: seen.cookies, kept: await context.cookies(), outside: seen.outside }, { cookies: [], kept: [], outside: [] });
  const first = seen.plays.find(({ track }) => track === tracks[0].id);
  assert.deepEqual([first?.source, first?.cookie], ["embed", ""], "it is told what is listened to, and not by whom");
  assert.deepEqual(seen.errors, []);
  await context.close();
});

test("dark and one line high, with a track of its own", async () => {
  const path = `/@ode/low-water/${(await (await fetch(`${instance.url}/@ode/low-water`)).text()).match(/\/@ode\/low-water\/(neap[^"/]*)"/)[1]}`;
  code = await copied(path, async (dialog) => {
    await dialog.getByLabel("Dark").check();
    await dialog.getByLabel("One line high").check();
  });
  assert.match(code, /theme=dark/);
  assert.match(code, /height="96"/);
  const { context, page, frame, seen } = await blog();
  assert.equal(await frame.locator("html").getAttribute("class"), "compact");
  assert.equal(await frame.locator("html").evaluate((root) => getComputedStyle(root).colorScheme), "dark");
  assert.ok((await page.locator("iframe").boundingBox()).height <= 100);
  await frame.getByRole("button", { name: "Play Neap" }).click();
  await plays(frame);
  assert.deepEqual(seen.errors, []);
  await context.close();
});

test("other pages cannot be framed", async () => {
  code = `<iframe src="${instance.url}/@ode/low-water" title="A page"></iframe>`;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://localhost:${host.address().port}/`);
  await page.waitForLoadState("networkidle");
  const inside = page.frames().find((frame) => frame !== page.mainFrame());
  assert.equal(await inside.locator("main").count(), 0);
  await context.close();
});
