// What listeners take home, named and tagged; and what they find of a release that was taken back: nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { publishLowWater } from "./support/record.mjs";
import { shape } from "./support/shape.mjs";
import { probe, sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";
import { unzip } from "./support/zip.mjs";

const run = promisify(execFile);
let instance, browser, folder, api;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  ({ api } = await publishLowWater(instance, folder));
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("takes a track and the whole release home, named and tagged", async () => {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await page.goto("/@ode/low-water/downloads");
  const links = page.locator("main a[download]");
  // The page asks again by itself while files are being made.
  await page.getByText("Some files are being made").waitFor({ state: "detached", timeout: 60_000 });
  const save = async (link, name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const path = join(folder, name);
    await download.saveAs(path);
    return { path, suggested: download.suggestedFilename() };
  };
  const flac = await save(page.getByRole("list", { name: "Slack Water" }).getByRole("link", { name: /FLAC/ }), "one.flac");
  assert.equal(flac.suggested, "01 Slack Water.flac");
  const told = await probe(flac.path);
  assert.equal(told.streams[0].codec_name, "flac");
  const tags = Object.fromEntries(Object.entries(told.format.tags).map(([key, value]) => [key.toLowerCase(), value]));
  assert.deepEqual([tags.title, tags.artist, tags.album, Number.parseInt(tags.track, 10)], ["Slack Water", "Ode Halloran", "Low Water", 1]);
  assert.ok(told.streams.some((stream) => stream.disposition.attached_pic === 1), "the cover is inside");
  await run("ffmpeg", ["-nostdin", "-v", "error", "-xerror", "-i", flac.path, "-map", "0:a", "-f", "null", "-"]);

  const zip = await save(links.and(page.locator("[href$='flac.zip']")), "all.zip");
  assert.match(zip.suggested, /^Ode Halloran - Low Water.*\.zip$/);
  const inside = unzip(await readFile(zip.path));
  const names = [...inside.keys()].map((name) => name.split("/").at(-1));
  // The third one came as MP3, and is handed out as itself.
  assert.deepEqual(names.filter((name) => !/cover/i.test(name)), ["01 Slack Water.flac", "02 Neap.flac", "03 Spring Tide.mp3"]);
  assert.ok(names.some((name) => /^cover\./i.test(name)), names.join(", "));
  const third = join(folder, "three.mp3");
  await writeFile(third, inside.get([...inside.keys()].find((name) => name.endsWith(".mp3"))));
  assert.equal((await probe(third)).format.tags.title, "Spring Tide");
  person.check();
  await person.leave();
});

test("what is unpublished answers like what never was", async () => {
  const file = await sound(folder, "gone.wav", { seconds: 3, title: "Gone" });
  const artist = await api.call("POST", "releases", { artist: "ode", title: "Gone Soon", kind: "single", price: { mode: "free", amount_minor: 0, currency: "EUR" } });
  const [track] = await api.upload(artist.id, [file]);
  await api.ready(track.id);
  await api.call("PUT", `releases/${artist.id}/publication`, {});
  const { hls, dash, progressive, progressive_mp3: mp3, downloads } = await api.track(track.id);
  const addresses = ["/@ode/gone-soon", "/@ode/gone-soon/gone", "/@ode/gone-soon/downloads", "/@ode/gone-soon/downloads/flac.zip", "/@ode/gone-soon/gone/downloads/flac", hls, dash, progressive, mp3, ...downloads.map(({ url }) => url)];
  for (const address of addresses) {
    // 503 while its files are being made.
    const answer = await until(async () => {
      const got = await fetch(new URL(address, instance.url));
      await got.arrayBuffer();
      return got.status === 503 ? null : got;
    }, `${address} is made`);
    assert.equal(answer.status, 200, address);
  }
  await api.call("DELETE", `releases/${artist.id}/publication`);
  for (const address of addresses) {
    const never = String(new URL(address, instance.url)).replace("gone-soon", "never-was").replace(/(public\/[0-9a-f]{4})[0-9a-f]{4}/, "$1aaaa");
    assert.notEqual(never, String(new URL(address, instance.url)));
    // What a player asks for is remembered for two seconds.
    const gone = await until(async () => {
      const found = await shape(address, instance.url);
      return found.status === 404 ? found : null;
    }, `${address} is gone`, 4_000);
    const nothing = await shape(never, instance.url);
    assert.deepEqual(gone, nothing, address);
  }
});
