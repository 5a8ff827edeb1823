// The library: hearts without leaving the page, playlists by mouse, keyboard and without scripts, and two who edit one at once.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { picture, sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let instance, browser, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD);
  await instance.account("mara@example.org", PASSWORD);
  await instance.account("ben@example.org", PASSWORD);
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  const files = await Promise.all(["Ebb", "Flood", "Slack"].map((title, n) => sound(folder, `${title}.flac`, { seconds: 20, pitch: 220 + n * 110, title })));
  const { release } = await api.publish({ handle: "ode", name: "Ode Halloran", title: "Low Water", files, more: { tags: ["sea"], licence: "cc-by-sa" } });
  await api.call("PUT", `releases/${release.id}/cover`, await readFile(await picture(folder, "cover.png")));
  await api.call("PUT", `releases/${release.id}/publication`, {});
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function enter(email, options) {
  const person = await Person.enter(browser, instance.url, options);
  await person.signIn(email, PASSWORD);
  return person;
}

const titles = (page) => page.locator(".rows .t > a").allTextContents();

/** Opens the menu of a row and chooses something in it. */
async function choose(page, row, role, name) {
  await page.getByLabel(`More about ${row}`).click();
  await page.locator(".menu[open]").getByRole(role, { name }).click();
}

let shared;

test("hearts turn where they are, and the music goes on", { timeout: 90_000 }, async () => {
  const mara = await enter("mara@example.org");
  const page = await mara.page();
  await page.goto("/@ode/low-water");
  await page.getByRole("button", { name: "Play 1, Ebb", exact: true }).first().click();
  await page.waitForFunction(() => window.tonewood.player.state.currentTime > 0.3);
  await page.evaluate(() => {
    window.loads = 0;
    document.addEventListener("turbo:load", () => window.loads++);
  });
  const heart = page.getByRole("button", { name: "Favourite: Low Water" });
  await heart.click();
  await page.locator('.hero [aria-pressed="true"]').waitFor();
  await choose(page, "Flood", "button", "Favourite");
  await page.locator('.row .menu [aria-pressed="true"]').waitFor();
  assert.equal(await page.evaluate(() => window.loads), 0, "nothing was loaded anew");
  assert.equal(await page.evaluate(() => window.tonewood.player.state.paused), false);
  await page.goto("/library");
  assert.deepEqual(await titles(page), ["Flood"]);
  await page.getByRole("navigation", { name: "What you keep" }).getByRole("link", { name: "Releases" }).click();
  await page.getByRole("link", { name: "Low Water" }).waitFor();
  mara.check();
  await mara.leave();
});

test("a playlist is made, ordered by hand, and edited by two at once", { timeout: 120_000 }, async () => {
  const [mara, ben] = [await enter("mara@example.org"), await enter("ben@example.org")];
  const page = await mara.page();
  await page.goto("/@ode/low-water");
  await page.getByRole("link", { name: "Add Low Water to a playlist" }).click();
  await page.getByRole("link", { name: "A new playlist" }).click();
  await page.getByLabel("Title").fill("Tides");
  await page.getByRole("button", { name: "Make the playlist" }).click();
  await page.getByText("“Tides” is there.").waitFor();
  await page.goto("/library/playlists");
  await page.getByRole("link", { name: "Tides" }).click();
  await page.getByRole("heading", { level: 1, name: "Tides" }).waitFor();
  assert.deepEqual(await titles(page), ["Ebb", "Flood", "Slack"]);

  // By keyboard: picked up, moved, dropped; and it is so after a reload.
  await page.waitForFunction(() => customElements.get("tw-playlist"));
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/moves"));
  await page.getByRole("button", { name: "Move Slack" }).focus();
  for (const key of ["Space", "ArrowUp", "ArrowUp", "Space"]) await page.keyboard.press(key);
  assert.equal((await saved).status(), 200);
  await page.reload();
  assert.deepEqual(await titles(page), ["Slack", "Ebb", "Flood"]);

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = (await page.locator("code.invitation").textContent()).trim();
  await page.getByRole("link", { name: "Back to the playlist" }).click();
  await page.getByRole("heading", { level: 1, name: "Tides" }).waitFor();
  const his = await ben.page();
  await his.goto(link);
  await his.getByRole("button", { name: "Join" }).click();
  await his.getByText("You edit this playlist now.").waitFor();
  shared = new URL(his.url()).pathname;

  // He removes one while she drags another: both are done, and both pages show it.
  await page.waitForFunction(() => customElements.get("tw-playlist"));
  const grip = await page.getByRole("button", { name: "Move Flood" }).boundingBox();
  await page.mouse.move(grip.x + 8, grip.y + 8);
  await page.mouse.down();
  await choose(his, "Ebb", "button", "Remove");
  await until(async () => (await titles(his)).length === 2, "his page shows it");
  const first = await page.locator(".rows > li").first().boundingBox();
  await page.mouse.move(first.x + first.width - 40, first.y + 4, { steps: 8 });
  await page.mouse.up();
  const wanted = JSON.stringify(["Flood", "Slack"]);
  await until(async () => JSON.stringify(await titles(page)) === wanted, "her page shows both");
  await until(async () => JSON.stringify(await titles(his)) === wanted, "his page shows both, without a reload");
  for (const person of [mara, ben]) {
    person.check();
    await person.leave();
  }
});

test("it is all there without scripts", { timeout: 90_000 }, async () => {
  const mara = await enter("mara@example.org", { javaScriptEnabled: false });
  const page = await mara.page();
  await page.goto(shared);
  assert.deepEqual(await titles(page), ["Flood", "Slack"]);
  await choose(page, "Slack", "button", "Move up");
  await until(async () => (await titles(page).catch(() => [])).join() === "Slack,Flood", "the row went up");
  await page.goto("/@ode/low-water");
  await choose(page, "Ebb", "link", "Add to a playlist");
  await page.getByRole("button", { name: "Add to Tides" }).click();
  await page.getByText("The track is in “Tides” now.").waitFor();
  assert.equal(new URL(page.url()).pathname, "/@ode/low-water", "back where it began");
  await page.getByRole("button", { name: "Favourite: Low Water" }).click();
  await page.locator('.hero [data-keep] [aria-pressed="false"]').waitFor();
  mara.check();
  await mara.leave();
});

test("axe finds nothing on the library’s pages", { timeout: 120_000 }, async () => {
  const mara = await enter("mara@example.org");
  const page = await mara.page();
  const found = [];
  for (const path of ["/library", "/library/releases", "/library/artists", "/library/collection", "/library/playlists", "/library/playlists/new", shared, `${shared}/edit`, "/@ode/low-water"]) {
    await page.goto(path);
    await page.evaluate(() => document.fonts.ready);
    const menu = page.locator(".row .menu summary").first();
    if ((await menu.count()) > 0) await menu.click();
    for (const size of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${path}, ${size.width}: scrolls sideways by ${wide}`);
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(TAGS).analyze();
        for (const { id, nodes } of violations) found.push(`${path}, ${size.width}, ${colorScheme}: ${id} at ${nodes.map(({ target }) => target).join(", ")}`);
        const pictures = process.env["LIBRARY_PICTURES"];
        if (pictures) await page.screenshot({ path: join(pictures, `${path.replace(/[^a-z]+/g, "-").slice(-30)}-${size.width}-${colorScheme}.png`), fullPage: size.width < 1000 });
      }
    }
  }
  assert.deepEqual(found, []);
  mara.check();
  await mara.leave();
});
