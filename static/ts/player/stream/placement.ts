import type { Entry, Rung, StreamInfo, Track } from "../types";
import { Cuts } from "./cuts";

/** Frames of an AAC packet. All rungs and tracks of a release share one grid of them. */
const GRID = 1024;

/**
 * Browsers round times to microseconds, so that the end of one packet may lie behind the beginning of the next: a window
 * that starts on the grid starts this much later, far less than a sample, lest the packet before it slip in.
 */
const GRAIN = 4e-6;

/** What goes before an append: where its bytes land on the timeline, and what of them is kept. All in seconds. */
export interface Window {
  offset: number;
  from: number;
  to: number;
}

/** A segment that was appended. `stale`: another rung is wanted in its place. */
export interface Held {
  rung: Rung;
  stale: boolean;
}

/** Whether `b` goes on where `a` ends, encoded so that no seam is left between them. */
export function runsOn(a: Track, b: Track): boolean {
  return follows(a, b) && (a.stream?.joined ?? false) && (b.stream?.joined ?? false) && a.stream?.rate === b.stream?.rate;
}

/** Whether `b` comes after `a` on their release. */
export function follows(a: Track, b: Track): boolean {
  if (!a.stream || !b.stream || !a.releaseUrl || a.releaseUrl !== b.releaseUrl) return false;
  return b.stream.start === a.stream.start + a.stream.n;
}

/** A track at its place on the timeline, the one axis of media time on which the queue's tracks stand one after the other. */
export class Placement {
  readonly entry: Entry;
  /** It runs on from the placement before it: their seam is cut on the packet grid. */
  readonly joined: boolean;
  stream: StreamInfo;
  cuts: Cuts;
  /** By segment. What the browser threw away since then still stands here; the buffer itself knows. */
  held: (Held | undefined)[] = [];
  /** Media time of the first frame of the track's release. */
  #origin: number;

  private constructor(entry: Entry, stream: StreamInfo, origin: number, joined: boolean) {
    this.entry = entry;
    this.stream = stream;
    this.cuts = new Cuts(stream.cuts);
    this.joined = joined;
    this.#origin = origin;
  }

  /** The first track of a stretch, which begins at `begin`. */
  static first(entry: Entry, stream: StreamInfo, begin: number): Placement {
    return new Placement(entry, stream, begin - stream.start / stream.rate, false);
  }

  /** The track that follows `before` without a break. */
  static after(before: Placement, entry: Entry, stream: StreamInfo): Placement {
    if (runsOn(before.entry.track, entry.track)) return new Placement(entry, stream, before.#origin, true);
    return Placement.first(entry, stream, before.end);
  }

  /** Media time of its first and after its last sample. */
  get begin(): number {
    return this.#time(this.stream.start);
  }

  get end(): number {
    return this.#time(this.stream.start + this.stream.n);
  }

  /** Up to where its segments may be thrown away without touching the next track: the packet that the two share begins here. */
  get seam(): number {
    return this.#time(floor(this.stream.start + this.stream.n));
  }

  /** Media time at which a segment begins. */
  from(segment: number): number {
    return this.#time(this.stream.start + this.cuts.from(segment));
  }

  to(segment: number): number {
    return this.#time(this.stream.start + this.cuts.to(segment));
  }

  /** The segment that sounds at a media time. */
  at(time: number): number {
    return this.cuts.at(Math.round((time - this.begin) * this.stream.rate));
  }

  /**
   * How a segment of a rung is appended. `alike`: what lies before this track on the timeline has the same codec, so that
   * the packet which holds the seam can replace the other track's.
   */
  window(rung: Rung, alike: boolean): Window {
    const { start, n, p, rate } = this.stream;
    // FLAC has nothing to cut off, and rounding must not cost it a sample.
    if (isLossless(rung)) return { offset: this.begin, from: this.#time(start - 0.5), to: this.#time(start + n + 0.5) };
    const from = this.joined && alike ? this.#time(floor(start)) + GRAIN : this.begin;
    return { offset: this.#origin + (start - p) / rate, from, to: this.end + GRAIN };
  }

  /**
   * The same where another codec sounds up to a segment and this one from there: what comes before it only runs the
   * decoder in. Chromium keeps the packet before the window for that, Firefox (`gecko`) one of which a sample is left.
   */
  windowFrom(segment: number, rung: Rung, gecko: boolean): Window {
    const from = gecko ? this.from(segment) - 1.5 / this.stream.rate : this.from(segment) + GRAIN;
    return { ...this.window(rung, false), from };
  }

  /** Takes a newer description of the same track. Gives false if its segments are cut otherwise: then nothing was changed. */
  renew(stream: StreamInfo): boolean {
    const alike = stream.start === this.stream.start && stream.n === this.stream.n && stream.p === this.stream.p && stream.rate === this.stream.rate;
    if (!alike || JSON.stringify(stream.cuts) !== JSON.stringify(this.stream.cuts)) return false;
    this.stream = stream;
    return true;
  }

  /** Takes a description with other cuts; what is held of it so far is fetched anew as it is needed. */
  replace(stream: StreamInfo): void {
    const { begin } = this;
    this.stream = stream;
    this.cuts = new Cuts(stream.cuts);
    this.#origin = begin - stream.start / stream.rate;
    this.held = [];
  }

  #time(frame: number): number {
    return this.#origin + frame / this.stream.rate;
  }
}

/** The address of a file of a rung: `init.mp4`, or a segment by its number. */
export function address(stream: StreamInfo, rung: Rung, file: number | "init"): string {
  return `${stream.base}${rung.name}/${file === "init" ? "init.mp4" : `${file}.m4s`}`;
}

export function isLossless(rung: Rung): boolean {
  return rung.codec === "flac";
}

function floor(frame: number): number {
  return Math.floor(frame / GRID) * GRID;
}
