// Takes the README's pictures: a seeded instance, its home, a release that plays, the studio at work, and a phone.
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Api } from "./api.mjs";
import { launch, Person } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { Listener } from "./player.mjs";
import { cutShort, heavy, picture, sound } from "./sounds.mjs";
import { rowsWhen } from "./studio.mjs";
import { until } from "./until.mjs";

const out = resolve(import.meta.dirname, "../../../docs/pictures");
/** The address in the pictures; Chromium is told that it is the instance. */
const HOST = "tonewood.example";
const SEED_LIMIT = 10 * 60_000;
const folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
await mkdir(out, { recursive: true });
console.log("Making the demo catalogue");
const instance = await startInstance({ seed: true, options: ["--seed", "--url", `http://${HOST}`] });
const browser = await launch([`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${instance.port}`, `--unsafely-treat-insecure-origin-as-secure=http://${HOST}`]);

/** The demo artist's e-mail and password. */
async function login() {
  const lines = (await readFile(join(instance.data, "demo-logins.txt"), "utf8")).split("\n");
  return lines.find((line) => line.startsWith("artist@")).split(/\s+/);
}

async function enter(options) {
  return Person.enter(browser, `http://${HOST}`, { reducedMotion: "reduce", ...options });
}

/** Waits until a page has come to rest, and takes it as it is seen, in both schemes. */
async function take(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(async () => {
      await document.fonts.ready;
      await Promise.all([...document.images].filter((image) => !image.hidden && image.src && image.loading !== "lazy").map((image) => image.decode().catch(() => null)));
    });
    const path = join(out, `${name}-${colorScheme}.jpg`);
    await page.screenshot({ path, type: "jpeg", quality: 80 });
    console.log(`docs/pictures/${name}-${colorScheme}.jpg, ${Math.round((await stat(path)).size / 1024)} kB`);
  }
}

/** Plays the third track of a release, and stops in the middle, so that both schemes show the same moment. */
async function playing(person, name) {
  const listener = await Listener.of(person);
  const { page } = listener;
  await page.goto("/@ode/low-water-marks");
  const id = await page.locator("[data-row]").nth(2).getAttribute("data-row");
  await page.locator(`.row [data-play="${id}"]`).click();
  await listener.sounds(id);
  await page.evaluate(() => window.tonewood.player.seek(27));
  await listener.sounds(id);
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  await take(page, name);
}

/** A draft with two tracks that are ready, a torn one, and one on its way. */
async function studio() {
  const [email, password] = await login();
  const api = new Api(instance.url, await instance.token(email));
  const release = await api.call("POST", "releases", { artist: "ode", title: "Slack Tide Sessions", kind: "ep", price: { mode: "free", amount_minor: 0, currency: "EUR" } });
  await api.call("PUT", `releases/${release.id}/cover`, await readFile(await picture(folder, "cover.png")));
  const files = await Promise.all([
    sound(folder, "01 Causeway.flac", { seconds: 40, title: "Causeway" }),
    sound(folder, "02 Samphire.wav", { seconds: 50, pitch: 330, title: "Samphire" }),
    heavy(folder, "03 Longshore Drift.wav", 420),
    cutShort(folder, "04 Groyne.flac", 60),
  ]);
  const person = await enter({ viewport: { width: 1280, height: 1060 } });
  await person.signIn(email, password);
  const page = await person.page();
  await page.goto(`/studio/releases/${release.id}`);
  await api.upload(release.id, files);
  await rowsWhen(page, (rows) => rows.filter(({ state }) => state === "Ready").length >= 2 && rows.some(({ report }) => report), "the draft looks at work");
  await take(page, "studio");
  await person.leave();
}

try {
  await until(() => instance.log.includes("the demo catalogue is published"), "the demo catalogue", SEED_LIMIT, 500);
  const visitor = await enter();
  const home = await visitor.page();
  await home.goto("/");
  await take(home, "home");
  await home.close();
  await playing(await enter({ viewport: { width: 1280, height: 1060 } }), "release");
  await playing(await enter({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }), "phone");
  await studio();
} finally {
  await browser.close();
  await instance.remove();
  await rm(folder, { recursive: true, force: true });
}
