// Every page, light and dark, on a desktop and on a phone: what axe finds, what the console says, what goes elsewhere.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { Listener } from "./support/player.mjs";
import { cutShort, picture, sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose answer depends on colours; for the second scheme no other can differ. */
const OF_COLOUR = ["color-contrast", "link-in-text-block"];
const SIZES = [{ width: 1280, height: 900 }, { width: 390, height: 844 }];
const PASSWORD = "a long enough password";
let instance, browser, folder;
/** Ids in addresses: `{draft}`, `{out}`, `{track}`, `{slug}`. */
const ids = {};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD, { admin: true });
  await instance.account("new@example.org", PASSWORD);
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  const [one, two, torn, cover] = await Promise.all([
    sound(folder, "one.flac", { seconds: 8, title: "Slack Water" }),
    sound(folder, "two.mp3", { seconds: 8, pitch: 330, title: "Neap" }),
    cutShort(folder, "torn.flac"),
    picture(folder, "cover.png"),
  ]);
  const about = { tags: ["piano", "sea"], about: "Recorded in a **net loft**.", licence: "cc-by-sa", place: "Kirkcaldy", credits: [{ role: "Piano", name: "Ode Halloran" }] };
  const made = await api.publish({ handle: "ode", name: "Ode Halloran", title: "Low Water", files: [one, two], more: about });
  await api.call("PUT", `releases/${made.release.id}/cover`, await readFile(cover));
  await api.call("PUT", `releases/${made.release.id}/publication`, {});
  const draft = await api.call("POST", "releases", { artist: "ode", title: "Torn Nets", kind: "album", price: { mode: "fixed", amount_minor: 900, currency: "EUR" } });
  const [good, bad] = await api.upload(draft.id, [one, torn]);
  await api.ready(good.id);
  await until(async () => (await api.track(bad.id)).state === "refused", "the torn file is refused");
  await api.call("PATCH", `tracks/${made.tracks[0].id}`, { lyrics_synced: "[00:00.00]Low water\n[00:02.00]Salt hands\n[00:04.00]\n[00:06.00]Ebb" });
  Object.assign(ids, { song: made.tracks[0].id, draft: draft.id, out: made.release.id, track: good.id, slug: (await api.track(made.tracks[0].id)).slug });
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Runs axe on the page as it stands, in both widths and both schemes. */
async function examine(page, name, found, sizes = SIZES) {
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${name}, ${size.width}: scrolls sideways by ${wide}`);
      const builder = new AxeBuilder({ page }).setLegacyMode(true); // No frames here: the page itself is enough.
      const { violations } = await (colorScheme === "light" ? builder.withTags(TAGS) : builder.withRules(OF_COLOUR)).analyze();
      for (const { id, nodes } of violations) found.push(`${name}, ${size.width}, ${colorScheme}: ${id} at ${nodes.map(({ target }) => target).join(", ")}`);
    }
  }
}

/** Goes through addresses with several pages at once. Gives what was found wrong. */
async function examineAll(person, addresses) {
  const found = [];
  const left = [...addresses];
  const work = async () => {
    const page = await person.page();
    for (let address = left.shift(); address; address = left.shift()) {
      const path = address.replace(/\{(\w+)\}/g, (_, name) => ids[name]);
      await page.setViewportSize(SIZES[0]);
      const answer = await page.goto(path);
      const wanted = address.includes("never-was") ? 404 : 200;
      if (answer.status() !== wanted) found.push(`${address}: ${answer.status()}`);
      await page.evaluate(() => document.fonts.ready);
      await examine(page, address, found);
    }
    await page.close();
  };
  await Promise.all([work(), work()]);
  return found;
}

const PUBLIC = ["/", "/discover", "/discover?tag=piano", "/discover?tag=piano&place=Fife&format=album&sort=title", "/discover?sort=heard", "/new", "/charts", "/tags", "/tags/piano", "/tags/none", "/places", "/places/Kirkcaldy", "/labels", "/labels/none", "/search", "/search?q=water", "/search?q=zzzz", "/search?q=water&kind=track&tag=piano", "/@ode", "/@ode/low-water", "/@ode/low-water/{slug}", "/@ode/low-water/downloads", "/@ode/low-water/downloads/wav", "/embed/release/{out}", "/embed/release/{out}?size=compact", "/embed/track/{song}", "/embed/track/never-was", "/never-was", "/sign-in", "/sign-up", "/reset", "/confirm", "/about/servers", "/api/docs"];
const ACCOUNT = ["/account", "/account/security", "/account/sessions", "/account/tokens", "/account/apps", "/account/scrobbling", "/library", "/library/releases", "/library/artists", "/library/playlists", "/library/playlists/new", "/library/collection", "/library/history", "/feed", "/follows", "/notifications"];
const ADMIN = ["/admin", "/admin/accounts", "/admin/artists", "/admin/jobs", "/admin/settings"];
const STUDIO = ["/studio", "/studio/releases", "/studio/releases/new", "/studio/artists", "/studio/artists/new", "/studio/artists/ode", "/studio/artists/ode/members", "/studio/artists/ode/statistics", "/studio/releases/{draft}", "/studio/releases/{draft}/details", "/studio/releases/{draft}/tracks", "/studio/releases/{draft}/publication", "/studio/releases/{out}/publication", "/studio/releases/{out}/extras", "/studio/tracks/{track}"];

test("pages for everybody", { timeout: 180_000 }, async () => {
  const person = await Person.enter(browser, instance.url);
  person.expected.add(404); // The page that is not there.
  assert.deepEqual(await examineAll(person, PUBLIC), []);
  person.check();
  await person.leave();
});

test("pages of an account, of the studio and for admins", { timeout: 240_000 }, async () => {
  const person = await Person.enter(browser, instance.url);
  await person.signIn("ode@example.org", PASSWORD);
  assert.deepEqual(await examineAll(person, [...ACCOUNT, "/account/data", ...STUDIO, ...ADMIN]), []);
  person.check();
  await person.leave();
});

test("a studio with nothing in it yet", { timeout: 60_000 }, async () => {
  const person = await Person.enter(browser, instance.url);
  await person.signIn("new@example.org", PASSWORD);
  assert.deepEqual(await examineAll(person, ["/studio", "/studio/releases", "/studio/artists"]), []);
  person.check();
  await person.leave();
});

test("refused forms and the open player", { timeout: 90_000 }, async () => {
  const person = await Person.enter(browser, instance.url);
  person.expected.add(422);
  const found = [];
  const form = await person.page();
  await form.goto("/sign-up");
  await form.getByLabel("Name").fill("name");
  await form.getByLabel("E-mail").fill("nobody@example.org");
  await form.getByLabel("Password", { exact: true }).fill("short");
  await form.getByRole("button", { name: "Join" }).click();
  await form.locator("[aria-invalid=true]").first().waitFor();
  await examine(form, "a refused sign-up", found);

  const listener = await Listener.of(person);
  const { page } = listener;
  await page.goto("/@ode/low-water");
  await page.locator("main .btn.play").click();
  await listener.sounds();
  await page.evaluate(() => window.tonewood.player.pause());
  await examine(page, "a release and its player", found);
  await page.setViewportSize(SIZES[0]);
  await page.locator("tw-player [data-act=queue]").click();
  await page.locator("#pl-queue").waitFor();
  await examine(page, "the queue", found);
  await page.setViewportSize(SIZES[0]);
  // On a phone they open over the unfolded player alone.
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const phone = size === SIZES[1];
    if (phone) await page.locator("tw-player [data-act=sheet]").click();
    for (const panel of ["lyrics", "sleep"]) {
      await page.locator(`tw-player [data-act=${panel}]`).click();
      await page.locator(`#pl-${panel}`).waitFor();
      await examine(page, `the panel of ${panel}`, found, [size]);
      await page.keyboard.press("Escape");
    }
    if (phone) await page.locator("tw-player [data-act=sheet]").click();
  }
  await page.setViewportSize(SIZES[0]);
  await page.locator('[data-dialog="embed"]').click();
  await page.getByRole("dialog", { name: "Embed" }).waitFor();
  await examine(page, "the code of the player", found);
  assert.deepEqual(found, []);
  person.check();
  await person.leave();
});
