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
const BOOKLET = "%PDF-1.4\n% a booklet of one empty page\n%%EOF\n";
let instance, browser, folder, api;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  let tracks;
  ({ api, tracks } = await publishLowWater(instance, folder));
  const release = (await api.track(tracks[0].id)).release_id;
  await api.call("POST", `releases/${release}/extras?filename=Booklet`, Buffer.from(BOOKLET, "latin1"));
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Saves what the click brings, at once or after a page that waited for it. */
async function save(page, link, name) {
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 60_000 }), link.click()]);
  const path = join(folder, name);
  await download.saveAs(path);
  return { path, suggested: download.suggestedFilename() };
}

const tagsOf = (told) => Object.fromEntries(Object.entries({ ...told.streams[0].tags, ...told.format.tags }).map(([key, value]) => [key.toLowerCase(), value]));

test("takes a track and the whole release home, named and tagged", async () => {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await page.goto("/@ode/low-water/downloads");
  const flac = await save(page, page.getByRole("list", { name: "Slack Water", exact: true }).getByRole("link", { name: /FLAC/ }), "one.flac");
  assert.equal(flac.suggested, "01 Slack Water.flac");
  const told = await probe(flac.path);
  assert.equal(told.streams[0].codec_name, "flac");
  const tags = tagsOf(told);
  assert.deepEqual([tags.title, tags.artist, tags.album, Number.parseInt(tags.track, 10)], ["Slack Water", "Ode Halloran", "Low Water", 1]);
  assert.match(tags.replaygain_track_gain ?? "", /^-?\d+\.\d+ dB$/);
  assert.ok(told.streams.some((stream) => stream.disposition.attached_pic === 1), "the cover is inside");
  await run("ffmpeg", ["-nostdin", "-v", "error", "-xerror", "-i", flac.path, "-map", "0:a", "-f", "null", "-"]);

  await page.goto("/@ode/low-water/downloads");
  const zip = await save(page, page.getByRole("list", { name: "Low Water", exact: true }).getByRole("link", { name: /FLAC/ }), "all.zip");
  assert.equal(zip.suggested, "Ode Halloran - Low Water (FLAC).zip");
  const inside = unzip(await readFile(zip.path));
  const names = [...inside.keys()].map((name) => name.split("/").at(-1));
  // The third one came as MP3, and is handed out as itself.
  assert.deepEqual(names.filter((name) => !/cover/i.test(name)), ["01 Slack Water.flac", "02 Neap.flac", "03 Spring Tide.mp3", "Booklet.pdf"]);
  assert.ok(names.some((name) => /^cover\./i.test(name)), names.join(", "));
  const third = join(folder, "three.mp3");
  await writeFile(third, inside.get([...inside.keys()].find((name) => name.endsWith(".mp3"))));
  assert.equal((await probe(third)).format.tags.title, "Spring Tide");
  await run("unzip", ["-tqq", zip.path]);
  person.check();
  await person.leave();
});

test("a format that nobody asked for is made, and the page goes on to it", async () => {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await page.goto("/@ode/low-water");
  await page.locator("aside").getByText("Other formats").click();
  const opus = await save(page, page.locator("aside").getByRole("link", { name: /Opus/ }), "opus.zip");
  assert.equal(opus.suggested, "Ode Halloran - Low Water (Opus 160).zip");
  await page.getByRole("heading", { name: "It is there" }).waitFor();
  assert.equal([...unzip(await readFile(opus.path)).keys()].filter((name) => name.endsWith(".opus")).length >= 2, true);
  person.check();
  await person.leave();
});

test("without scripts too, and the bonus file beside it", async () => {
  const person = await Person.enter(browser, instance.url, { javaScriptEnabled: false });
  const page = await person.page();
  await page.goto("/@ode/low-water/downloads");
  const booklet = await save(page, page.getByRole("link", { name: "Booklet.pdf" }), "Booklet.pdf");
  assert.equal(await readFile(booklet.path, "latin1"), BOOKLET);
  await page.locator(".files li").first().getByText("Other formats").click();
  const wav = await save(page, page.locator(".files > li").first().getByRole("link", { name: /WAV/ }), "one.wav");
  assert.equal(wav.suggested, "01 Slack Water.wav");
  assert.equal((await probe(wav.path)).streams[0].codec_name, "pcm_s16le");
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
