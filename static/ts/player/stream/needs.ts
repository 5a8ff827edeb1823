import type { Entry, StreamInfo } from "../types";
import type { Buffer } from "./buffer";
import { isLossless, type Placement } from "./placement";
import type { Timeline } from "./timeline";

/** Seconds fetched ahead, and kept behind, the play head; of FLAC as many as these bytes hold. */
const AHEAD = 30;
const AHEAD_BYTES = 8e6;
const BEHIND = 60;
const BEHIND_BYTES = 2e6;
/** A segment that begins sooner than this is no longer exchanged for one of another rung. */
const LEAD = 1;

/** What is to be fetched next: a segment; `later`: nothing for now; `end`: nothing any more, the queue ends. */
export type Need = { place: Placement; segment: number } | "later" | "end";

/** Finds out what the buffer lacks. */
export class Needs {
  readonly #timeline: Timeline;
  readonly #buffer: Buffer;
  readonly #following: (entry: Entry) => Entry | null;
  /** Less than AHEAD where the browser would not take so much. */
  #ahead = AHEAD;

  /** @param following the entry that plays after another one, if it can be streamed */
  constructor(timeline: Timeline, buffer: Buffer, following: (entry: Entry) => Entry | null) {
    this.#timeline = timeline;
    this.#buffer = buffer;
    this.#following = following;
  }

  /** The first thing that is missing from a media time on. Tracks are placed as their time comes. */
  first(now: number): Need {
    for (let place = this.#timeline.at(now); place; place = this.#next(place)) {
      const { count } = place.cuts;
      for (let segment = now > place.begin ? place.at(now) : 0; segment < count; segment += 1) {
        if (place.from(segment) > now + this.#reach(place)) return "later";
        if (this.#lacks(place, segment, now)) return { place, segment };
      }
    }
    return "end";
  }

  /** Whether a segment may still be put in the place of one that is there already. */
  inTime(place: Placement, segment: number, now: number): boolean {
    return place.from(segment) > now + LEAD;
  }

  /** The browser took no more although only so many seconds lay ahead. */
  full(ahead: number): void {
    this.#ahead = Math.max(1, Math.min(this.#ahead, ahead) * 0.8);
  }

  /** Seconds that are fetched ahead, at most. */
  get ahead(): number {
    return this.#ahead;
  }

  /** Seconds behind the play head that are worth keeping. */
  behind(place: Placement, now: number): number {
    const rung = place.held[place.at(now)]?.rung;
    return rung && isLossless(rung) ? Math.min(BEHIND, (BEHIND_BYTES * 8) / rung.bandwidth) : BEHIND;
  }

  #next(place: Placement): Placement | null {
    const placed = this.#timeline.after(place);
    if (placed) return placed;
    const entry = this.#following(place.entry);
    const stream: StreamInfo | null | undefined = entry?.track.stream;
    return entry && stream ? this.#timeline.follow(entry, stream) : null;
  }

  #reach(place: Placement): number {
    const widest = Math.max(0, ...place.held.map((held) => (held && isLossless(held.rung) ? held.rung.bandwidth : 0)));
    return widest > 0 ? Math.min(this.#ahead, (AHEAD_BYTES * 8) / widest) : this.#ahead;
  }

  #lacks(place: Placement, segment: number, now: number): boolean {
    const held = place.held[segment];
    if (!held || (held.stale && this.inTime(place, segment, now))) return true;
    // The browser may have thrown it away. Its edges are rounded, so they are not looked at too closely.
    const [from, to] = [place.from(segment), place.to(segment)];
    const edge = Math.min(0.05, (to - from) / 4);
    const begin = Math.max(from + edge, now);
    if (begin >= to - edge) return false;
    const range = this.#buffer.around(begin);
    return !range || range[1] < to - edge;
  }
}
