import type { Entry, Repeat, Track } from "./types";

const LONGEST = 500;

/** The tracks to come, in playing order. Shuffling reorders them and keeps the order to go back to. */
export class Queue {
  entries: Entry[] = [];
  index = -1;
  repeat: Repeat = "off";
  shuffled = false;
  /** The entry after which nothing plays by itself. */
  last: number | null = null;
  #plain: number[] = [];
  #keys = 0;

  get current(): Entry | null {
    return this.entries[this.index] ?? null;
  }

  /** A new queue that starts at `index`. */
  replace(tracks: Track[], index: number): void {
    const shuffled = this.shuffled;
    this.entries = tracks.slice(0, LONGEST).map((track) => ({ key: this.#key(), track }));
    this.index = Math.min(Math.max(index, 0), this.entries.length - 1);
    this.#plain = this.entries.map((entry) => entry.key);
    this.shuffled = false;
    if (shuffled) this.setShuffle(true);
  }

  add(track: Track): Entry {
    const entry = { key: this.#key(), track };
    this.entries.push(entry);
    this.#plain.push(entry.key);
    if (this.index < 0) this.index = 0;
    return entry;
  }

  /** Takes one entry out. The current one stays current by place: what follows it moves up. */
  remove(key: number): void {
    const at = this.entries.findIndex((entry) => entry.key === key);
    if (at < 0) return;
    this.entries.splice(at, 1);
    this.#plain = this.#plain.filter((other) => other !== key);
    if (at < this.index) this.index -= 1;
    if (this.index >= this.entries.length) this.index = this.entries.length - 1;
  }

  move(from: number, to: number): void {
    const [entry] = this.entries.splice(from, 1);
    if (!entry) return;
    const playing = this.index;
    this.entries.splice(to, 0, entry);
    if (from === playing) this.index = to;
    else if (from < playing && to >= playing) this.index -= 1;
    else if (from > playing && to <= playing) this.index += 1;
    if (!this.shuffled) this.#plain = this.entries.map((other) => other.key);
  }

  /** Empties it, but for the current entry if that is to stay. */
  clear(stays: boolean): void {
    const current = stays ? this.current : null;
    this.entries = current ? [current] : [];
    this.index = current ? 0 : -1;
    this.#plain = this.entries.map((entry) => entry.key);
  }

  /** The place that follows. `asked`: somebody pressed "next", so that repeating one track does not hold. */
  following(asked: boolean): number | null {
    if (this.entries.length === 0 || (!asked && this.#stops(this.current))) return null;
    if (this.repeat === "one" && !asked) return this.index;
    if (this.index + 1 < this.entries.length) return this.index + 1;
    return this.repeat === "off" ? null : 0;
  }

  /** The entry that plays by itself when `entry` has. */
  after(entry: Entry): Entry | null {
    const at = this.entries.indexOf(entry);
    if (at < 0 || this.#stops(entry)) return null;
    if (this.repeat === "one") return entry;
    return this.entries[at + 1] ?? (this.repeat === "all" ? (this.entries[0] ?? null) : null);
  }

  preceding(): number | null {
    if (this.index > 0) return this.index - 1;
    return this.repeat === "off" || this.entries.length === 0 ? null : this.entries.length - 1;
  }

  setShuffle(on: boolean): void {
    if (on === this.shuffled) return;
    this.shuffled = on;
    const current = this.current;
    if (on) {
      const rest = this.entries.filter((entry) => entry !== current);
      for (let i = rest.length - 1; i > 0; i -= 1) {
        const j = Math.floor(Math.random() * (i + 1));
        const [a, b] = [rest[i], rest[j]];
        if (a && b) [rest[i], rest[j]] = [b, a];
      }
      this.entries = current ? [current, ...rest] : rest;
    } else {
      const place = new Map(this.#plain.map((key, at) => [key, at]));
      this.entries.sort((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0));
    }
    this.index = current ? this.entries.indexOf(current) : -1;
  }

  /** Other tracks around the current one, which stands at `index` among them. Gives whether it does. */
  around(tracks: Track[], index: number): boolean {
    const { current } = this;
    if (!current || tracks[index]?.id !== current.track.id) return false;
    this.entries = tracks.slice(0, LONGEST).map((track, at) => (at === index ? current : { key: this.#key(), track }));
    this.index = index;
    this.#plain = this.entries.map((entry) => entry.key);
    return true;
  }

  /** Fresh addresses for a track that stands in the queue. */
  update(track: Track): void {
    for (const entry of this.entries) if (entry.track.id === track.id) entry.track = track;
  }

  /** What `restore` takes. */
  kept(): { tracks: Track[]; index: number; plain: number[] } {
    const keys = this.entries.map((entry) => entry.key);
    return { tracks: this.entries.map((entry) => entry.track), index: this.index, plain: this.#plain.map((key) => keys.indexOf(key)) };
  }

  restore(kept: { tracks: Track[]; index: number; plain: number[] }, shuffled: boolean): void {
    this.shuffled = false;
    this.replace(kept.tracks, kept.index);
    this.#plain = kept.plain.map((at) => this.entries[at]?.key).filter((key): key is number => key !== undefined);
    this.shuffled = shuffled;
  }

  #stops(entry: Entry | null): boolean {
    return entry !== null && entry.key === this.last;
  }

  #key(): number {
    this.#keys += 1;
    return this.#keys;
  }
}
