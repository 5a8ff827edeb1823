import type { Quality, Rung } from "../types";
import { plays } from "./buffer";
import type { Placement } from "./placement";
import { adapts, choose, type Progress, Throughput, tooSlow } from "./rates";

/** What the line carried lately outlives any one stream. */
const line = new Throughput();

/** Chooses rungs, from what the person wants and what the line carries. */
export class Choice {
  readonly #quality: () => Quality;
  /** The rung fetched last. */
  #last: Rung | null = null;

  constructor(quality: () => Quality) {
    this.#quality = quality;
  }

  /** The rung for the next segment of a track; null if this browser plays none of them. */
  rung(place: Placement): Rung | null {
    return choose(usable(place), this.#quality(), line, this.#last);
  }

  /** Whether a fetch is to be given up for a lower rung. `ahead`: seconds buffered. */
  tooSlow(place: Placement, rung: Rung, progress: Progress, ahead: number): boolean {
    const slow = adapts(this.#quality()) && tooSlow(progress, rung, lower(place, rung), ahead);
    if (slow) line.fell(progress.bytes, progress.ms);
    return slow;
  }

  /** A segment of a rung came whole. */
  came(rung: Rung, bytes: number, ms: number): void {
    this.#last = rung;
    line.add(bytes, ms);
  }
}

function usable(place: Placement): Rung[] {
  return place.stream.rungs.filter((rung) => plays(rung.codec));
}

/** The best of those below a rung. */
function lower(place: Placement, rung: Rung): Rung | null {
  const below = usable(place).filter((other) => other.bandwidth < rung.bandwidth);
  return below.reduce<Rung | null>((best, other) => (best && best.bandwidth > other.bandwidth ? best : other), null);
}
