import type { Feed } from "./feed";
import { Plain, plays } from "./plain";
import { Stream, type StreamHooks, streams } from "./stream";
import type { Entry, Source } from "./types";

export interface DeckHooks extends StreamHooks {
  /** Somebody else paused the element: the system, a headset. */
  paused(): void;
  ended(): void;
}

const ORDER: Source[] = ["stream", "native", "progressive", "mp3"];
/** How often a deck that waits looks whether anything arrives, and how many such looks in vain it takes. */
const WATCH_MS = 5000;
const IN_VAIN = 4;

/** The one audio element, outside the document, and whatever feeds it. */
export class Deck {
  readonly audio = new Audio();
  waiting = false;
  /** Interruptions for want of data. */
  stalls = 0;
  #feed: Feed | null = null;
  #entry: Entry | null = null;
  #sounded = false;
  #watch = 0;
  /** The pause event on its way is our own doing. */
  #quiet = false;
  readonly #hooks: DeckHooks;

  constructor(hooks: DeckHooks) {
    this.#hooks = {
      ...hooks,
      crossed: (entry, gap) => {
        this.#entry = entry;
        hooks.crossed(entry, gap);
      },
    };
    this.audio.preload = "auto";
    const on = (name: keyof HTMLMediaElementEventMap, run: () => void) => this.audio.addEventListener(name, run);
    for (const name of ["play", "timeupdate", "durationchange", "seeking"] as const) on(name, () => hooks.changed());
    on("pause", () => {
      const own = this.#quiet;
      this.#quiet = false;
      if (!own && !this.audio.ended) hooks.paused();
      hooks.changed();
    });
    on("waiting", () => this.#waits());
    on("canplay", () => this.#flows());
    on("playing", () => {
      this.#sounded = true;
      this.#flows();
    });
    on("ended", () => hooks.ended());
    on("error", () => {
      // A plain feed looks into its own errors. Taking the source away is none.
      if (this.#feed?.source === "stream" && this.#entry && this.audio.error) hooks.trouble(this.#entry, "media");
    });
  }

  /** What it plays, or is about to. */
  get entry(): Entry | null {
    return this.#entry;
  }

  get feed(): Feed | null {
    return this.#feed;
  }

  /** The entry that comes and the seconds until it sounds, where that is certain already. */
  get seam(): { entry: Entry; left: number } | null {
    return this.#feed instanceof Stream ? this.#feed.seam : null;
  }

  /** Takes an entry in at `at` seconds. `not`: sources that failed already. Gives false when none is left. */
  load(entry: Entry, at: number, not: ReadonlySet<Source>): boolean {
    const source = ORDER.find((kind) => !not.has(kind) && (kind === "stream" ? streams(entry.track) : plays(entry.track, kind)));
    if (source === undefined) {
      this.unload();
      return false;
    }
    if (this.#feed?.source !== source) {
      this.unload();
      this.#feed = source === "stream" ? new Stream(this.audio, this.#hooks) : new Plain(this.audio, source, this.#hooks.trouble);
    }
    this.#entry = entry;
    this.#feed.play(entry, at);
    return true;
  }

  /** Its files are gone, and the track's new description names others. */
  replaced(entry: Entry): void {
    if (this.#feed instanceof Stream) this.#feed.replaced(entry);
    this.#feed?.retry();
  }

  /** Lets go of what is loaded. */
  unload(): void {
    clearTimeout(this.#watch);
    this.pause();
    this.#feed?.close();
    this.#feed = null;
    this.#sounded = false;
    this.waiting = false;
    this.#entry = null;
  }

  pause(): void {
    if (!this.audio.paused) this.#quiet = true;
    this.audio.pause();
  }

  #waits(): void {
    if (!this.waiting && this.#sounded && !this.audio.seeking && !this.audio.ended) this.stalls += 1;
    this.waiting = true;
    this.#watchFrom(this.#feed?.bufferedEnd ?? 0, 0);
    this.#hooks.changed();
  }

  /** A feed may fall silent without a word: after a while without a byte it counts as broken. */
  #watchFrom(end: number, inVain: number): void {
    clearTimeout(this.#watch);
    this.#watch = window.setTimeout(() => {
      if (!this.waiting || this.audio.paused || !this.#feed || !this.#entry) return;
      const now = this.#feed.bufferedEnd;
      if (now > end || !navigator.onLine) this.#watchFrom(now, 0);
      else if (inVain + 1 < IN_VAIN) this.#watchFrom(end, inVain + 1);
      else this.#hooks.trouble(this.#entry, "media");
    }, WATCH_MS);
  }

  #flows(): void {
    clearTimeout(this.#watch);
    this.waiting = false;
    this.#hooks.changed();
  }
}
