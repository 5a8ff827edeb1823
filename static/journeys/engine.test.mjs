// The parts of the player's engine that are arithmetic: where segments land on the timeline, what is fetched next, which
// rung, how loud.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client } from "./support/client.mjs";

const { Cuts, Placement, Timeline, Needs, Throughput, Choice, choose, tooSlow, runsOn, Queue, gainFor } = await client(
  "player/stream/cuts",
  "player/stream/placement",
  "player/stream/timeline",
  "player/stream/needs",
  "player/stream/rates",
  "player/stream/choice",
  "player/queue",
  "player/loudness",
);

const RATE = 44100;
const S = Math.round((5 * RATE) / 4096) * 4096;
const AAC = [64, 128, 320].map((kbps) => ({ name: `aac-${kbps}`, codec: "mp4a.40.2", kbps, bandwidth: kbps * 1060 }));
const FLAC = { name: "flac", codec: "flac", kbps: 0, bandwidth: 900_000 };

/** The lengths of a track's segments as the packager cuts them. */
function cutsOf(start, n) {
  const p = 2048 + (start % 1024);
  const lengths = [];
  for (let at = S - p, from = 0; from < n; at += S) {
    const to = at >= n || n - at < S / 3 ? n : at;
    lengths.push([to - from, 1]);
    from = to;
  }
  return { p, cuts: lengths };
}

let keys = 0;
/** An entry of a queue. */
function entry({ start = 0, n = 20 * RATE, joined = true, release = "/@ode/low", rungs = [...AAC, FLAC], rate = RATE } = {}) {
  keys += 1;
  return { key: keys, track: { id: `t${keys}`, title: `T${keys}`, url: "/t", releaseUrl: release, stream: { base: `/m/${keys}/`, rate, start, n, joined, complete: true, rungs, ...cutsOf(start, n) } } };
}

/** Tracks of these lengths, cut from one release. */
function album(...lengths) {
  let start = 0;
  return lengths.map((n) => {
    const made = entry({ start, n });
    start += n;
    return made;
  });
}

/** Where the timeline begins. */
const ZERO = 1;
/** A media time in frames; a fraction of one is there for the browsers' rounding. */
const frames = (seconds) => Math.round((seconds - ZERO) * RATE);

test("cuts: borders, and the segment of a frame", () => {
  const cuts = new Cuts([[218473, 1], [221184, 38], [100001, 1]]);
  assert.equal(cuts.count, 40);
  assert.deepEqual([cuts.from(0), cuts.to(0), cuts.from(1), cuts.to(39)], [0, 218473, 218473, 218473 + 38 * 221184 + 100001]);
  assert.deepEqual([-5, 0, 218472, 218473, 439656, 439657, 1e9].map((frame) => cuts.at(frame)), [0, 0, 0, 1, 1, 2, 39]);
});

test("neighbours of a release lie on one axis, cut on the packet grid", () => {
  const [a, b, c] = album(20 * RATE + 333, 7 * RATE + 12345, 400_001);
  const timeline = new Timeline();
  const first = timeline.jump(a, a.track.stream);
  const second = timeline.follow(b, b.track.stream);
  const third = timeline.follow(c, c.track.stream);
  assert.equal(frames(first.begin), 0);
  assert.ok(first.begin > ZERO, "rounding down does not come below it");
  assert.equal(second.begin, first.end);
  assert.equal(third.begin, second.end);
  assert.deepEqual([first.joined, second.joined, third.joined], [false, true, true]);
  for (const place of [second, third]) {
    const { start, p, n } = place.stream;
    const window = place.window(AAC[1], true);
    assert.equal(frames(window.offset), start - p);
    assert.equal(frames(window.offset) % 1024, 0, "packets start on the grid");
    assert.equal(frames(window.from), Math.floor(start / 1024) * 1024);
    assert.equal(frames(window.to), start + n);
    assert.equal(frames(place.window(AAC[1], false).from), start, "after another codec exactly");
    const lossless = place.window(FLAC, true);
    assert.equal(frames(lossless.offset), start);
    assert.ok(lossless.from < place.begin && lossless.to > place.end, "nothing of FLAC is cut off");
    assert.ok(place.begin - lossless.from < 1 / RATE && lossless.to - place.end < 1 / RATE);
  }
  assert.deepEqual(Object.values(first.window(AAC[0], true)).map(frames), [-2048, 0, first.stream.n]);
  assert.equal(frames(first.seam), Math.floor(first.stream.n / 1024) * 1024);
});

test("a stretch that begins in the middle of a release, or with a stranger, is exact at both ends", () => {
  const [, b, c] = album(999_999, 800_003, 700_001);
  const stranger = entry({ n: 300_007, release: "/@ila/dust", rate: 48_000 });
  const timeline = new Timeline();
  const first = timeline.jump(b, b.track.stream);
  assert.deepEqual(Object.values(first.window(AAC[0], false)).map(frames), [-b.track.stream.p, 0, b.track.stream.n]);
  const second = timeline.follow(stranger, stranger.track.stream);
  assert.equal(second.joined, false);
  assert.equal(second.begin, first.end);
  assert.equal(frames(second.window(AAC[0], true).from), frames(first.end));
  assert.ok(Math.abs(second.end - second.begin - 300_007 / 48_000) < 1e-9);
  const third = timeline.follow(c, c.track.stream);
  assert.equal(third.joined, false, "not after the stranger");
  assert.ok(timeline.jump(c, c.track.stream).begin > third.end + 5, "a jump lands where nothing was");
  assert.equal(timeline.all.length, 1);
});

test("what runs on", () => {
  const [a, b, c] = album(100_000, 100_000, 100_000).map((it) => it.track);
  assert.ok(runsOn(a, b) && runsOn(b, c));
  assert.ok(!runsOn(a, c) && !runsOn(b, a) && !runsOn(b, b));
  assert.ok(!runsOn(a, { ...b, releaseUrl: "/@ode/high" }));
  assert.ok(!runsOn(a, { ...b, stream: { ...b.stream, joined: false } }));
  assert.ok(!runsOn(a, { ...b, stream: { ...b.stream, rate: 48_000 } }));
  assert.ok(!runsOn({ ...a, releaseUrl: null }, { ...b, releaseUrl: null }));
});

test("a new description with other cuts does not disturb what plays, unless it must", () => {
  const [, b] = album(100_003, 900_000);
  const place = Placement.first(b, b.track.stream, 30);
  place.held[0] = { rung: AAC[0], stale: false };
  assert.ok(place.renew({ ...b.track.stream, base: "/new/" }));
  assert.equal(place.stream.base, "/new/");
  const other = { ...b.track.stream, start: 200_001, ...cutsOf(200_001, 900_000) };
  assert.ok(!place.renew(other));
  assert.equal(place.held.length, 1);
  place.replace(other);
  assert.deepEqual([place.begin, place.held.length], [30, 0]);
  assert.equal(frames(place.window(AAC[0], true).offset - 30 + ZERO), -other.p);
});

/** A buffer that holds what it is told to. */
class Shelf {
  ranges = [];
  around(time) {
    return this.ranges.find(([from, to]) => from <= time && time < to) ?? null;
  }
}

/** Tells needs to fetch from `now` on until it is content, and gives what was fetched. */
function fetched(needs, shelf, now, rung = AAC[1]) {
  const list = [];
  for (;;) {
    const need = needs.first(now);
    if (typeof need === "string") return [need, ...list];
    const { place, segment } = need;
    list.push(`${place.entry.key}.${segment}`);
    place.held[segment] = { rung, stale: false };
    shelf.ranges.push([place.from(segment), place.to(segment)]);
    shelf.ranges.sort((a, b) => a[0] - b[0]);
    shelf.ranges = shelf.ranges.reduce((all, [from, to]) => {
      const last = all.at(-1);
      if (last && last[1] >= from - 1e-6) last[1] = Math.max(last[1], to);
      else all.push([from, to]);
      return all;
    }, []);
    assert.ok(list.length < 100, "it comes to an end");
  }
}

test("fetches thirty seconds ahead, then the next track, then ends", () => {
  const queue = album(60 * RATE, 12 * RATE, 8 * RATE);
  const [a, b, c] = queue.map(({ key }) => key);
  const timeline = new Timeline();
  const shelf = new Shelf();
  const needs = new Needs(timeline, shelf, (it) => queue[queue.indexOf(it) + 1] ?? null);
  timeline.jump(queue[0], queue[0].track.stream);
  assert.deepEqual(fetched(needs, shelf, ZERO), ["later", ...[0, 1, 2, 3, 4, 5].map((k) => `${a}.${k}`)]);
  assert.deepEqual(fetched(needs, shelf, ZERO + 31), ["later", ...[6, 7, 8, 9, 10, 11].map((k) => `${a}.${k}`), `${b}.0`]);
  assert.equal(timeline.all.length, 2, "the third is not yet placed");
  assert.deepEqual(fetched(needs, shelf, ZERO + 61), ["end", `${b}.1`, `${b}.2`, `${c}.0`, `${c}.1`]);
  assert.equal(fetched(needs, shelf, ZERO + 79)[0], "end");
  // The browser threw something away, and the listener goes back.
  shelf.ranges = [[22, 90]];
  assert.deepEqual(fetched(needs, shelf, ZERO + 3), ["later", ...[0, 1, 2, 3, 4].map((k) => `${a}.${k}`)]);
});

test("repeating one short track fills the time ahead with it and no more", () => {
  const one = entry({ n: 4 * RATE });
  const timeline = new Timeline();
  const shelf = new Shelf();
  const needs = new Needs(timeline, shelf, (it) => it);
  timeline.jump(one, one.track.stream);
  assert.equal(fetched(needs, shelf, ZERO)[0], "later");
  assert.equal(timeline.all.length, 9);
  timeline.forget(ZERO + 10);
  assert.equal(timeline.all.length, 7);
});

test("another rung is put in the place of what lies ahead, not of what sounds", () => {
  const one = entry({ n: 60 * RATE });
  const timeline = new Timeline();
  const shelf = new Shelf();
  const needs = new Needs(timeline, shelf, () => null);
  const place = timeline.jump(one, one.track.stream);
  fetched(needs, shelf, ZERO);
  for (const held of place.held) held.stale = true;
  assert.deepEqual(fetched(needs, shelf, ZERO + 4.5, FLAC), ["later", ...[2, 3, 4, 5, 6].map((k) => `${one.key}.${k}`)]);
  assert.equal(place.held[1].rung.name, "aac-128", "it began before anything could be fetched");
});

test("of FLAC as many seconds as fit into eight megabytes", () => {
  const one = entry({ n: 60 * RATE });
  const timeline = new Timeline();
  const shelf = new Shelf();
  const needs = new Needs(timeline, shelf, () => null);
  const place = timeline.jump(one, one.track.stream);
  const wide = { ...FLAC, bandwidth: 6_400_000 };
  fetched(needs, shelf, ZERO, wide);
  assert.ok(shelf.ranges[0][1] >= ZERO + 10 && shelf.ranges[0][1] < ZERO + 15.5, `${shelf.ranges}`);
  assert.equal(needs.behind(place, ZERO + 1), 2.5);
  needs.full(10);
  assert.equal(needs.first(ZERO), "later");
});

test("rungs: chosen ones, the line's, and lossless as long as it is carried", () => {
  const rungs = [...AAC, FLAC];
  const name = (quality, estimate, last = null) => choose(rungs, quality, { estimate }, last)?.name;
  assert.deepEqual(["64", "128", "320"].map((quality) => name(quality, 10_000)), ["aac-64", "aac-128", "aac-320"], "a choice is a choice");
  assert.equal(choose(AAC.slice(0, 2), "320", { estimate: null }, null).name, "aac-128", "the best below while it is still made");
  assert.equal(choose([AAC[1]], "64", { estimate: null }, null).name, "aac-128");
  assert.equal(name("auto", null), "aac-128", "128 to begin with");
  assert.equal(name("auto", 1e9), "aac-320", "FLAC only for who asks for it");
  assert.deepEqual([500_000, 200_000, 90_000, 1000].map((estimate) => name("auto", estimate, AAC[2])), ["aac-320", "aac-128", "aac-64", "aac-64"]);
  assert.deepEqual([AAC[1], AAC[2]].map((last) => name("auto", 420_000, last)), ["aac-128", "aac-320"], "held more easily than climbed to");
  assert.equal(name("lossless", null), "flac");
  assert.deepEqual([FLAC, AAC[2]].map((last) => name("lossless", 1_200_000, last)), ["flac", "aac-320"]);
  assert.equal(name("lossless", 2_000_000, AAC[2]), "flac", "and it comes back");
  assert.equal(choose(AAC, "lossless", { estimate: 1e9 }, null).name, "aac-320");
  assert.equal(choose([], "auto", { estimate: null }, null), null);
});

test("the line: falls at once, rises slowly, and small answers say nothing", () => {
  const line = new Throughput();
  line.add(700, 1);
  assert.equal(line.estimate, null);
  line.add(1_000_000, 1000);
  assert.ok(Math.abs(line.estimate - 8e6) < 1);
  line.add(100_000, 4000);
  assert.ok(line.estimate < 3e6, `${line.estimate}`);
  line.add(1_000_000, 1000);
  assert.ok(line.estimate < 5e6, `${line.estimate}`);
});

test("a fetch is given up for a lower rung only where that helps", () => {
  const halfway = { bytes: 20_000, total: 200_000, ms: 2000 };
  assert.ok(tooSlow(halfway, AAC[2], AAC[0], 5), "18 s to come, 5 s to play");
  assert.ok(!tooSlow(halfway, AAC[2], AAC[0], 25), "there is time");
  assert.ok(!tooSlow(halfway, AAC[2], null, 0), "there is none lower");
  assert.ok(!tooSlow({ ...halfway, ms: 500 }, AAC[2], AAC[0], 0), "too early to tell");
  assert.ok(!tooSlow({ bytes: 190_000, total: 200_000, ms: 2000 }, AAC[2], AAC[0], 0), "nearly there");
  assert.ok(tooSlow({ bytes: 0, total: 200_000, ms: 4000 }, AAC[2], AAC[0], 3), "not a byte yet");
});

test("lossless gives way to a line that falls, and comes back once, when the line has been good for a while", () => {
  globalThis.MediaSource ??= { isTypeSupported: () => true };
  const one = entry({ n: 3600 * RATE });
  const place = Placement.first(one, one.track.stream, ZERO);
  const choice = new Choice(() => "lossless");
  /** Fetches segments over a line of so many bits a second; gives their rungs, and the seconds each was on its way. */
  const fetched = (count, line) =>
    Array.from({ length: count }, () => {
      const rung = choice.rung(place);
      const bytes = (rung.bandwidth * 5) / 8;
      const ms = (bytes * 8000) / line;
      if (choice.tooSlow(place, rung, { bytes: line / 8000 * 1200, total: bytes, ms: 1200 }, 4)) return `${rung.name} given up`;
      choice.came(rung, bytes, ms);
      return rung.name;
    });
  assert.deepEqual([...new Set(fetched(20, 8e6))], ["flac"]);
  const poor = fetched(20, 120_000);
  assert.ok(poor.findLastIndex((rung) => rung.startsWith("flac")) < 3, `at once: ${poor}`);
  assert.deepEqual([...new Set(poor.slice(-5))], ["aac-64"], "what it carries");
  const good = fetched(60, 8e6);
  assert.equal(good[0], "aac-64", "not at the first good answer");
  const back = good.indexOf("flac");
  assert.ok(back > 2 && back < 40, `and yet: ${good}`);
  assert.deepEqual([...new Set(good.slice(back))], ["flac"], "it does not sway");
  const climbed = good.slice(0, back).map((rung) => Number(rung.slice(4)));
  assert.deepEqual(climbed, climbed.toSorted((a, b) => a - b), "up and never down");
});

test("the queue knows what follows an entry", () => {
  const queue = new Queue();
  queue.replace(album(RATE, RATE, RATE).map((it) => it.track), 1);
  const [a, b, c] = queue.entries;
  assert.deepEqual([queue.after(a), queue.after(b), queue.after(c)], [b, c, null]);
  queue.repeat = "all";
  assert.equal(queue.after(c), a);
  queue.repeat = "one";
  assert.equal(queue.after(b), b);
  queue.repeat = "off";
  queue.move(2, 0);
  assert.equal(queue.after(c), a);
  queue.remove(a.key);
  assert.equal(queue.after(a), null);
  queue.clear(true);
  assert.deepEqual(queue.entries, [b]);
  queue.clear(false);
  assert.equal(queue.current, null);
});

test("loudness: the album's beside a neighbour in order, the track's own otherwise, never above -1 dBTP", () => {
  const [a, b, c] = album(RATE, RATE, RATE).map((it, at) => ({ ...it.track, lufs: [-20, -9, -9][at], peak: [-3, -0.5, -0.5][at], albumLufs: -10, albumPeak: -0.5 }));
  const close = (gain, wanted) => assert.ok(Math.abs(gain - wanted) < 1e-9, `${gain} is not ${wanted}`);
  close(gainFor(b, null, null), -5);
  close(gainFor(a, null, null), 2);
  close(gainFor(a, null, b), -4);
  close(gainFor(c, b, null), -4);
  close(gainFor(b, a, c), -4);
  close(gainFor(b, c, a), -5);
  close(gainFor({ ...a, albumLufs: null }, null, b), 2);
  close(gainFor({ ...a, lufs: null }, null, null), 0);
});
