// How quick pages stay while everything is encoded: forty files of one artist at once and a set of two hours, then the single
// of somebody else. The same pages are asked for before, on an idle instance, and meanwhile.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Api } from "../support/api.mjs";
import { startInstance } from "../support/instance.mjs";
import { publishLowWater } from "../support/record.mjs";

const run = promisify(execFile);
const FILES = 40;
const SECONDS_IDLE = 20;
const SECONDS_BUSY = 60;
/** People at the same time, and how long each reads a page before the next one. */
const READERS = 4;
const READS_MS = 40;
const PAGES = ["/", "/discover", "/@ode", "/@ode/low-water", "/@ode/low-water/neap", "/search?q=water", "/sign-in"];
const TARGET = 2;

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;

/** A song of noise and a tone, as FLAC. */
async function song(folder, name, seconds, pitch) {
  const path = join(folder, name);
  const source = `anoisesrc=r=44100:d=${seconds}:c=pink:a=0.1:s=${pitch}[n];sine=f=${pitch}:r=44100:d=${seconds}[t];[n][t]amix=2,aformat=channel_layouts=stereo`;
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-filter_complex", source, "-sample_fmt", "s16", path]);
  return path;
}

/** Asks for pages until the time is over, and gives how many milliseconds each took, sorted. */
async function read(url, seconds) {
  const end = performance.now() + seconds * 1000;
  const took = [];
  const reader = async (first) => {
    for (let at = first; performance.now() < end; at += 1) {
      const began = performance.now();
      const answer = await fetch(url + PAGES[at % PAGES.length]);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
      took.push(performance.now() - began);
      await sleep(READS_MS);
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_, first) => reader(first)));
  return took.sort((a, b) => a - b);
}

function told(what, sorted) {
  const [p50, p99] = [0.5, 0.99].map((share) => percentile(sorted, share));
  console.log(`${what.padEnd(16)} ${String(sorted.length).padStart(5)} pages, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${sorted.at(-1).toFixed(1)} ms`);
  return p99;
}

const folder = await mkdtemp(join(tmpdir(), "tonewood-busy-"));
const instance = await startInstance();
let failed = false;
try {
  const { api } = await publishLowWater(instance, folder);
  const free = { mode: "free", amount_minor: 0, currency: "EUR" };
  const draft = (artist, title) => api.call("POST", "releases", { artist, title, kind: "album", price: free });
  await api.call("POST", "artists", { handle: "single", name: "Somebody Else" });
  const [box, set, single] = [await draft("ode", "Box"), await draft("ode", "Two Hours"), await draft("single", "Single")];
  const [file, hours] = [await song(folder, "file.flac", 60, 220), await song(folder, "hours.flac", 7200, 110)];
  // Previews, downloads and what else follows a publication are done.
  await read(instance.url, 10);
  const idle = told("idle", await read(instance.url, SECONDS_IDLE));

  const [long] = await api.upload(set.id, [hours]);
  const files = await api.upload(box.id, Array.from({ length: FILES }, () => file));
  const began = performance.now();
  const [one] = await api.upload(single.id, [file]);
  const watched = (async () => {
    let last = 0;
    for (;;) {
      const track = await api.track(one.id);
      if (track.progress < last) throw new Error(`the single's progress fell from ${last} to ${track.progress}`);
      last = track.progress;
      if (track.renditions.length >= 2) break;
      await sleep(100);
    }
    const after = (performance.now() - began) / 1000;
    const states = await Promise.all(files.map(({ id }) => api.track(id)));
    return { after, before: states.filter((track) => track.renditions.length >= 2).length };
  })();
  const busy = told("while it encodes", await read(instance.url, SECONDS_BUSY));
  const { after, before } = await watched;
  const left = (await Promise.all([long, ...files].map(({ id }) => api.track(id)))).filter((track) => track.state !== "ready").length;
  console.log(`the single was heard after ${after.toFixed(1)} s; ${before} of the ${FILES} files before it; ${left} of all are still at work`);
  failed = busy > idle * TARGET || before >= FILES / 4 || left === 0;
  console.log(`p99 ${(busy / idle).toFixed(2)} times as long: ${failed ? "MISSED" : "holds"} (at most ${TARGET}, and the single among the first)`);
} finally {
  await instance.remove();
  await rm(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
