// Takes the pictures of docs/artists/going-live.md: the desk of a show on air, the settings of a tool, what listeners see, and
// the recording. They go into docs/pictures, or into the folder that is named.
import { mkdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Api } from "./api.mjs";
import { launch, Person } from "./browser.mjs";
import { Source } from "./clock.mjs";
import { freePort, startInstance } from "./instance.mjs";
import { until } from "./until.mjs";

const out = resolve(process.argv[2] ?? join(import.meta.dirname, "../../../docs/pictures"));
/** The address in the pictures; Chromium is told that it is the instance. */
const HOST = "tonewood.example";
const [EMAIL, PASSWORD] = ["inge@example.org", "harbour lights half off"];
const VIEW = { width: 1280, height: 900 };
await mkdir(out, { recursive: true });
const port = await freePort();
const instance = await startInstance({ options: ["--url", `http://${HOST}`, "--icecast-listen", `127.0.0.1:${port}`] });
const browser = await launch([`--host-resolver-rules=MAP ${HOST} 127.0.0.1:${instance.port}`, `--unsafely-treat-insecure-origin-as-secure=http://${HOST}`]);
let source;

const enter = (options = {}) => Person.enter(browser, `http://${HOST}`, { reducedMotion: "reduce", viewport: VIEW, ...options });

async function take(page, name) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  const path = join(out, `${name}.jpg`);
  await page.screenshot({ path, type: "jpeg", quality: 80 });
  console.log(`${path}, ${Math.round((await stat(path)).size / 1024)} kB`);
}

/** Somebody says something beside the show. */
async function say(page, words, name = "") {
  if (name) await page.getByLabel("Your name here").fill(name);
  await page.getByLabel("What you want to say").fill(words);
  await page.getByLabel("What you want to say").press("Enter");
  await page.locator(".ch-line", { hasText: words }).waitFor();
}

try {
  await instance.account(EMAIL, PASSWORD);
  const api = new Api(instance.url, await instance.token(EMAIL));
  await api.call("POST", "artists", { handle: "inge", name: "Inge Dahl" });
  const starts_at = new Date(Date.now() + 1_200_000).toISOString();
  const show = await api.call("POST", "shows", { artist: "inge", title: "Night Tide", slug: "night-tide", about: "Two hours from the **net loft**, while the water comes in.", starts_at, chat: "guests" });
  const artist = await enter();
  await artist.signIn(EMAIL, PASSWORD);
  const desk = await artist.page();

  await desk.goto(`/studio/shows/${show.id}`);
  await desk.getByText("butt", { exact: true }).click();
  await desk.getByRole("heading", { name: "Connect your tool" }).scrollIntoViewIfNeeded();
  await desk.getByRole("heading", { name: "Connect your tool" }).evaluate((title) => title.scrollIntoView());
  await take(desk, "live-tools");

  source = new Source({ port, mount: "night-tide", key: show.stream_key }).start();
  await desk.evaluate(() => scrollTo(0, 0));
  await until(async () => (await desk.locator("[data-desk=state]").first().textContent()) === "On air", "it is on air");
  for (const title of ["Inge Dahl - Ebb", "Inge Dahl - Slack Water"]) {
    await source.says(title);
    await until(async () => (await api.call("GET", `shows/${show.id}/marks`)).marks.some((mark) => title.endsWith(mark.title)), "the title is a mark");
    await new Promise((done) => setTimeout(done, 6_000));
  }
  const fan = await enter({ userAgent: "a listener" });
  const page = await fan.page();
  await page.goto("/live/night-tide");
  await page.locator('[data-live-act="toggle"]').first().click();
  await until(() => page.locator("tw-live").evaluate((live) => Boolean(live.dataset.playingDate)), "it plays");
  await say(page, "Good evening from Tromsø", "Runa");
  const [second, hers] = [await (await enter()).page(), await artist.page()];
  for (const other of [second, hers]) await other.goto("/live/night-tide");
  await say(second, "That bass! What is this one called?", "Aksel");
  await say(hers, "Slack Water, out in spring");
  await page.evaluate(() => scrollTo(0, 0));
  await take(page, "live-show");
  await desk.reload();
  await until(async () => /LUFS/.test(await desk.locator("[data-desk=loudness]").first().textContent()), "the desk says how loud it is");
  await take(desk, "live-desk");

  await source.drop();
  await api.call("PUT", `shows/${show.id}/ending`);
  await desk.getByRole("link", { name: "Recording and marks" }).click();
  await desk.locator(".mark-handle").first().waitFor();
  await take(desk, "live-recording");
} finally {
  await source?.drop();
  await browser.close();
  await instance.remove();
}
