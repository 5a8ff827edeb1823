// What becomes of a listen: a play in the artist's statistics, an entry in the fan's own history. With axe on all of these pages.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";
/** With `PICTURES=folder` every page is kept as it is seen. */
const pictures = process.env["PICTURES"];
let instance, browser, folder, made;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD);
  await instance.account("fan@example.org", PASSWORD);
  const files = await Promise.all(["Slack Water", "Salt Hands", "Neap"].map((title, n) => sound(folder, `${n + 1}.flac`, { seconds: 8, pitch: 220 + n * 60, title })));
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  made = await api.publish({ handle: "ode", name: "Ode Halloran", title: "Low Water", files, more: { licence: "cc-by-sa" } });
  await api.call("PUT", `releases/${made.release.id}/publication`, {});
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** axe, in both widths and both schemes; and the page as it is seen, if somebody wants it. */
async function examine(page, name) {
  const found = [];
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(() => document.fonts.ready);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) found.push(`${width}: scrolls sideways by ${wide}`);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      for (const { id, nodes } of violations) found.push(`${width}, ${colorScheme}: ${id} at ${nodes.map(({ target }) => target).join(", ")}`);
      if (!pictures) continue;
      await mkdir(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  assert.deepEqual(found, [], name);
}

/** Months of listeners, as the sums have them. */
async function fill() {
  await database(`
    INSERT INTO play_sums (day, track_id, source, device, rung, starts, plays, completed, skipped, heard_ms, stalls, stall_ms, delays, start_delay_ms)
    SELECT day::date, tracks.id, source, device, 'aac-320', n * 3, n * 2, n, n / 2, n * 90000, 1, 400, n * 3, n * 400
    FROM generate_series(current_date - 120, current_date - 1, '1 day') AS day, tracks,
      (VALUES ('page', 'desktop', 9), ('page', 'phone', 7), ('embed', 'phone', 5), ('subsonic', 'app', 3), ('podcast', 'app', 1)) AS kinds(source, device, weight),
      LATERAL (SELECT greatest(1, (weight * (1 + sin(extract(doy FROM day) / 6.0)) * (4 - tracks.position) / 2)::int + extract(dow FROM day)::int % 3) AS n) AS counted;
    INSERT INTO leave_sums (track_id, day, hundredth, listens)
    SELECT tracks.id, current_date - 3, h, CASE WHEN h = 100 THEN 60 ELSE 1 + (h / (20 + 10 * tracks.position)) END FROM tracks, generate_series(1, 100) AS h;
    INSERT INTO listener_sums (day, object_id, listeners)
    SELECT day, objects.id, sum(plays) / 3 FROM play_sums JOIN tracks ON tracks.id = track_id JOIN releases ON releases.id = tracks.release_id,
      LATERAL (VALUES (tracks.id), (releases.id), (releases.artist_id)) AS objects(id) GROUP BY 1, 2;
    INSERT INTO history_entries (id, account_id, track_id, source, played_at)
    SELECT gen_random_uuid(), accounts.id, tracks.id, (ARRAY['page', 'embed', 'subsonic', 'podcast'])[1 + n % 4], now() - n * interval '5 hours'
    FROM accounts, tracks, generate_series(1, 24) AS n WHERE accounts.email = 'fan@example.org'`);
}

async function database(sql) {
  const psql = join(await promisify(execFile)("pg_config", ["--bindir"]).then(({ stdout }) => stdout.trim(), () => "/usr/bin"), "psql");
  return (await promisify(execFile)(psql, [`postgresql:///tonewood?host=${join(instance.data, "run")}&user=tonewood`, "-v", "ON_ERROR_STOP=1", "-c", sql])).stdout;
}

test("a track that is heard out is a play and stands in the listener's history", { timeout: 300_000 }, async () => {
  const fan = await Person.enter(browser, instance.url, { userAgent: FIREFOX });
  const page = await fan.page();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill("fan@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.goto("/library/history");
  await page.getByText("Nothing heard yet").waitFor();
  await examine(page, "history-empty");
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/@ode/low-water");
  await page.locator(`.row [data-play="${made.tracks[0].id}"]`).click();
  const history = await fan.page();
  await until(async () => {
    await history.goto("/library/history");
    return (await history.locator("td a", { hasText: "Slack Water" }).count()) > 0;
  }, "the track is in the history", 60_000, 500);
  await history.close();
  await page.goto("/account/scrobbling");
  await examine(page, "scrobbling");

  const ode = await Person.enter(browser, instance.url, { userAgent: FIREFOX });
  await ode.signIn("ode@example.org", PASSWORD);
  const desk = await ode.page();
  await desk.goto("/studio/statistics");
  assert.equal(await desk.locator(".kpis .v").first().textContent(), "1");
  await examine(desk, "statistics-first");

  await fill();
  for (const [name, path] of [["statistics", "/studio/artists/ode/statistics"], ["statistics-year", "/studio/artists/ode/statistics?period=year"], ["statistics-track", `/studio/artists/ode/statistics?track=${made.tracks[1].id}`]]) {
    await desk.goto(path);
    await desk.locator("svg.chart").waitFor();
    await examine(desk, name);
  }
  await desk.locator("summary", { hasText: "As numbers" }).first().click();
  assert.equal(await desk.locator("details[open] tbody tr").count(), 30);
  const [csv] = await Promise.all([desk.waitForEvent("download"), desk.getByRole("link", { name: "CSV of the days" }).click()]);
  assert.match(csv.suggestedFilename(), /^ode-days-.*\.csv$/);

  await page.goto("/library/history");
  await examine(page, "history");
  await page.getByRole("button", { name: "Pause it" }).click();
  await page.getByText("Your history is paused.").waitFor();
  fan.check();
  ode.check();
  await fan.leave();
  await ode.leave();
});
