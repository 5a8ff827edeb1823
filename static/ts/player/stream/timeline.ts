import type { Entry, StreamInfo } from "../types";
import { Placement } from "./placement";

/** Seconds between two stretches of the timeline: nothing of the old one runs into the new one. */
const APART = 10;
/**
 * Firefox rounds times down to whole samples after rounding them to microseconds: everything stands a quarter of a sample
 * later than it should, so that it cannot come down one sample too low.
 */
const LATER = 5e-6;
/** Media times are rounded to microseconds on their way through the browser. */
export const ROUNDING = 0.0005;

/** The placements of one stretch: tracks that follow each other without a break. A jump begins a new stretch further on. */
export class Timeline {
  #list: Placement[] = [];
  /** The first run-in lies after zero as well: negative times are rounded the other way. */
  #reach = 1 - APART;

  get last(): Placement | null {
    return this.#list.at(-1) ?? null;
  }

  get all(): readonly Placement[] {
    return this.#list;
  }

  /** Begins a new stretch with a track, beyond everything that was ever placed. */
  jump(entry: Entry, stream: StreamInfo): Placement {
    // Whole seconds are whole samples at any rate.
    const place = Placement.first(entry, stream, Math.ceil(this.#reach + APART) + LATER);
    this.#list = [];
    return this.#add(place);
  }

  /** Appends a track to the stretch. */
  follow(entry: Entry, stream: StreamInfo): Placement | null {
    const { last } = this;
    return last ? this.#add(Placement.after(last, entry, stream)) : null;
  }

  /** Whose time it is. */
  at(time: number): Placement | null {
    const found = this.#list.findLast((place) => time >= place.begin - ROUNDING);
    return found ?? this.#list[0] ?? null;
  }

  before(place: Placement): Placement | null {
    return this.#list[this.#list.indexOf(place) - 1] ?? null;
  }

  after(place: Placement): Placement | null {
    const at = this.#list.indexOf(place);
    return at < 0 ? null : (this.#list[at + 1] ?? null);
  }

  has(place: Placement): boolean {
    return this.#list.includes(place);
  }

  /** Takes everything after a placement off; gives whether there was anything. */
  cut(place: Placement): boolean {
    const at = this.#list.indexOf(place);
    return at >= 0 && this.#list.splice(at + 1).length > 0;
  }

  /** Forgets placements that ended before a media time. */
  forget(time: number): void {
    while (this.#list.length > 1 && (this.#list[0]?.end ?? Infinity) < time) this.#list.shift();
  }

  #add(place: Placement): Placement {
    this.#list.push(place);
    this.#reach = Math.max(this.#reach, place.end);
    return place;
  }
}
