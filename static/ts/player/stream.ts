import { type Feed, type Trouble, troubleOf } from "./feed";
import { Buffer, plays } from "./stream/buffer";
import { Loader } from "./stream/loader";
import { isLossless, type Placement } from "./stream/placement";
import { Timeline } from "./stream/timeline";
import type { Entry, Quality, Rung, Track } from "./types";

export interface StreamHooks {
  quality(): Quality;
  /** The entry that plays after another one. */
  following(entry: Entry): Entry | null;
  /** The sound ran on from one entry into the next. `gap`: ms for which it stood still meanwhile. */
  crossed(entry: Entry, gap: number): void;
  changed(): void;
  trouble(entry: Entry, trouble: Trouble): void;
}

/** So close to a seam what is buffered behind it is cut off where it is, not tidied up: there is no time left. */
const TIDY = 2;
/** A hole smaller than this is jumped over. */
const HOLE = 0.5;

/** Whether a track can be streamed in this browser. */
export function streams(track: Track): boolean {
  const { stream } = track;
  return Boolean(stream && stream.n > 0 && stream.cuts.length > 0 && stream.rungs.some((rung) => plays(rung.codec)));
}

/** Whether a track can be streamed without loss here. */
export function losslessly(track: Track): boolean {
  return track.stream?.rungs.some((rung) => isLossless(rung) && plays(rung.codec)) ?? false;
}

/**
 * The player's own engine: the queue's tracks one after the other on one timeline, cut to the sample, so that what was
 * one piece of music before it was cut into tracks is one again.
 */
export class Stream implements Feed {
  readonly source = "stream";
  readonly #audio: HTMLAudioElement;
  readonly #hooks: StreamHooks;
  readonly #timeline = new Timeline();
  readonly #buffer: Buffer;
  readonly #loader: Loader;
  readonly #ears = new AbortController();
  #current: Placement | null = null;
  #quality: Quality;
  #timer = 0;
  /** Clock and media time when they were last looked at, while it plays. */
  #seen: { clock: number; media: number } | null = null;

  constructor(audio: HTMLAudioElement, hooks: StreamHooks) {
    this.#audio = audio;
    this.#hooks = hooks;
    this.#quality = hooks.quality();
    this.#buffer = new Buffer(audio);
    this.#loader = new Loader(audio, this.#buffer, this.#timeline, {
      quality: () => hooks.quality(),
      following: (entry) => this.#following(entry),
      changed: () => hooks.changed(),
      failed: (entry, status) => hooks.trouble(entry, status === null ? "media" : troubleOf(status)),
    });
    const on = (names: string[], run: () => void) => {
      for (const name of names) audio.addEventListener(name, run, { signal: this.#ears.signal });
    };
    on(["timeupdate", "playing"], () => this.#watch());
    on(["seeking", "seeked", "pause", "play"], () => {
      this.#seen = null;
      this.#watch();
    });
    on(["seeking", "timeupdate", "waiting"], () => this.#loader.poke());
    on(["waiting"], () => this.#overHole());
  }

  get time(): number {
    return this.#current ? Math.max(0, this.#loader.now - this.#current.begin) : 0;
  }

  get bufferedEnd(): number {
    if (!this.#current) return 0;
    const range = this.#buffer.around(this.#loader.now);
    return range ? Math.min(range[1], this.#current.end) - this.#current.begin : 0;
  }

  /** Seconds until the next entry sounds, and that entry; null where nothing follows yet. */
  get seam(): { entry: Entry; left: number } | null {
    const next = this.#current ? this.#timeline.after(this.#current) : null;
    return next ? { entry: next.entry, left: next.begin - this.#loader.now } : null;
  }

  get levels(): number[] {
    const rungs = this.#current?.stream.rungs.filter((rung) => plays(rung.codec)) ?? [];
    return rungs.map(kbps).sort((a, b) => a - b);
  }

  get level(): number {
    const rung = this.#sounding();
    return rung ? kbps(rung) : 0;
  }

  get rung(): string | null {
    return this.#sounding()?.name ?? null;
  }

  play(entry: Entry, at: number): void {
    const { stream } = entry.track;
    if (!stream) return;
    let place = this.#placed(entry);
    if (!place) {
      place = this.#timeline.jump(entry, stream);
      this.#loader.trim(0, place.begin - 1);
    }
    this.#current = place;
    this.#loader.seek(place.begin + at);
    // What failed before is tried anew when it is asked for anew.
    this.#loader.retry();
    this.look();
  }

  seek(to: number): void {
    if (!this.#current) return;
    this.#loader.seek(Math.min(this.#current.begin + to, this.#current.end - 0.01));
  }

  look(): void {
    const quality = this.#hooks.quality();
    const chosen = quality !== this.#quality && quality !== "auto";
    this.#quality = quality;
    const grown = this.#renew();
    this.#follow();
    if (chosen || (grown && quality !== "auto")) this.#loader.renewRungs();
    else this.#loader.poke();
  }

  retry(): void {
    this.#loader.retry();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#ears.abort();
    this.#loader.close();
    this.#buffer.close();
  }

  /** Where an entry stands already: it itself from the beginning, the one that comes, or one that was. */
  #placed(entry: Entry): Placement | null {
    if (!this.#current) return null;
    const near = [this.#current, this.#timeline.after(this.#current), ...this.#timeline.all];
    return near.find((place) => place?.entry === entry) ?? null;
  }

  #following(entry: Entry): Entry | null {
    const next = this.#hooks.following(entry);
    return next && streams(next.track) ? next : null;
  }

  /** Takes newer descriptions of what is placed; gives whether one of them has other rungs than before. */
  #renew(): boolean {
    let grown = false;
    for (const place of this.#timeline.all) {
      const { stream } = place.entry.track;
      if (!stream || stream === place.stream) continue;
      const before = place.stream.rungs.length;
      // Made anew with other neighbours: what plays keeps its cuts, unless its files are gone.
      if (place.renew(stream)) grown ||= place.stream.rungs.length !== before;
    }
    return grown;
  }

  /** The files that an entry's placement speaks of are gone: takes the new ones, whatever their cuts. */
  replaced(entry: Entry): void {
    for (const place of this.#timeline.all) {
      const { stream } = place.entry.track;
      if (place.entry === entry && stream && place.stream !== stream) place.replace(stream);
    }
    this.look();
  }

  /** Takes off the timeline, and out of the buffer, what no longer follows in the queue. */
  #follow(): void {
    let place = this.#current;
    for (let next = place && this.#timeline.after(place); place && next; next = this.#timeline.after(place)) {
      if (this.#following(place.entry) === next.entry) {
        place = next;
        continue;
      }
      const tidy = next.joined && place.end - this.#loader.now > TIDY;
      this.#timeline.cut(place);
      this.#loader.trim(tidy ? place.seam : place.end, Infinity);
      // The packet at the seam held both tracks; this one's last segment brings its own again.
      if (tidy) delete place.held[place.cuts.count - 1];
      return;
    }
  }

  #sounding(): Rung | null {
    const place = this.#current;
    return place?.held[place.at(this.#loader.now)]?.rung ?? null;
  }

  /** Looks whether the sound has run on into the next track, and comes back when it will. */
  #watch(): void {
    clearTimeout(this.#timer);
    const { now } = this.#loader;
    const place = this.#timeline.at(now);
    if (place && this.#current && place !== this.#current && place.begin > this.#current.begin) {
      this.#current = place;
      this.#timeline.forget(now - 90);
      this.#hooks.crossed(place.entry, this.#stood(now));
      this.look();
    }
    if (this.#audio.paused || !this.#current) return;
    this.#seen = { clock: performance.now(), media: now };
    const left = this.#current.end - now;
    if (left < 5) this.#timer = window.setTimeout(() => this.#watch(), Math.max(4, left * 1000));
  }

  /** How long the sound stood still since the last look, in ms. */
  #stood(now: number): number {
    if (!this.#seen) return 0;
    const gap = performance.now() - this.#seen.clock - (now - this.#seen.media) * 1000;
    return Math.max(0, Math.round(gap * 10) / 10);
  }

  /** Codecs that change, and tracks that do not run on, may leave a hole that some browsers wait at. */
  #overHole(): void {
    const { now } = this.#loader;
    const near = this.#buffer.around(now);
    const from = near && near[1] - now > 0.1 ? null : this.#buffer.soon(near?.[1] ?? now, HOLE);
    if (from !== null && !this.#audio.seeking) this.#audio.currentTime = from;
  }
}

function kbps(rung: Rung): number {
  return isLossless(rung) ? Math.round(rung.bandwidth / 1000) : rung.kbps;
}
