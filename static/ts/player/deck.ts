import type { Stream } from "./stream";
import type { Entry, Quality, Source, Track } from "./types";

/** Why a deck cannot go on. `gone`: the server says there is no such thing (any more). */
export type Trouble = "gone" | "network" | "media";

export interface DeckHooks {
  /** Anything the page may want to draw: play, pause, waiting, levels. */
  changed(deck: Deck): void;
  /** Somebody else paused the element: the system, a headset. */
  paused(deck: Deck): void;
  ended(deck: Deck): void;
  trouble(deck: Deck, trouble: Trouble): void;
}

const ORDER: Source[] = ["hls", "native", "progressive", "mp3"];
/** How often a deck that waits looks whether anything arrives, and how many such looks in vain it takes. */
const WATCH_MS = 5000;
const IN_VAIN = 4;
const HLS_TYPE = "application/vnd.apple.mpegurl";
const GONE = new Set([401, 403, 404, 410]);

/** One audio element, outside the document, and whatever feeds it. The player has two: one sounds, one gets ready. */
export class Deck {
  readonly audio = new Audio();
  entry: Entry | null = null;
  source: Source | null = null;
  waiting = false;
  stalls = 0;
  #stream: Stream | null = null;
  #turn = 0;
  #sounded = false;
  #watch = 0;
  /** The pause event on its way is our own doing. */
  #quiet = false;
  #hooks: DeckHooks;

  constructor(hooks: DeckHooks) {
    this.#hooks = hooks;
    this.audio.preload = "auto";
    const on = (name: keyof HTMLMediaElementEventMap, run: () => void) => this.audio.addEventListener(name, run);
    on("play", () => hooks.changed(this));
    on("pause", () => {
      const own = this.#quiet;
      this.#quiet = false;
      if (!own && !this.audio.ended) hooks.paused(this);
      hooks.changed(this);
    });
    on("timeupdate", () => hooks.changed(this));
    on("durationchange", () => hooks.changed(this));
    on("seeking", () => hooks.changed(this));
    on("waiting", () => this.#waits());
    on("canplay", () => this.#flows());
    on("playing", () => {
      this.#sounded = true;
      this.#flows();
    });
    on("ended", () => hooks.ended(this));
    on("error", () => void this.#elementFailed());
  }

  /** Kbit/s of the rungs and of the one that sounds. */
  get levels(): number[] {
    return this.#stream?.levels ?? [];
  }

  get level(): number {
    if (this.#stream) return this.#stream.level;
    return this.source === "progressive" || this.source === "mp3" ? 128 : 0;
  }

  /** Seconds of the track up to which it can play without a further byte. */
  get bufferedEnd(): number {
    const { buffered, currentTime } = this.audio;
    for (let i = buffered.length - 1; i >= 0; i -= 1) {
      if (buffered.start(i) <= currentTime + 0.2) return buffered.end(i);
    }
    return 0;
  }

  /** Takes an entry in at `at` seconds. `not`: sources that failed already. Gives false when none is left. */
  async load(entry: Entry, at: number, quality: Quality, not: Set<Source>): Promise<boolean> {
    this.unload();
    const turn = this.#turn;
    this.entry = entry;
    const source = ORDER.find((kind) => !not.has(kind) && playable(entry.track, kind)) ?? null;
    this.source = source;
    if (source === null) return false;
    if (source === "hls") {
      const { Stream } = await import("./stream");
      if (turn !== this.#turn) return true;
      if (!Stream.works) return this.load(entry, at, quality, new Set([...not, "hls"]));
      this.#stream = new Stream(this.audio, entry.track, at, quality, {
        levels: () => this.#hooks.changed(this),
        failed: (failure) => {
          if (turn !== this.#turn) return;
          if (failure.kind === "media") this.#hooks.trouble(this, "media");
          else this.#hooks.trouble(this, GONE.has(failure.status) ? "gone" : "network");
        },
      });
    } else {
      this.audio.src = addressOf(entry.track, source) ?? "";
      this.audio.load();
      if (at > 0) this.#seekOnceKnown(at, turn);
    }
    return true;
  }

  /** Lets go of what is loaded. */
  unload(): void {
    this.#turn += 1;
    clearTimeout(this.#watch);
    this.#stream?.close();
    this.#stream = null;
    this.#sounded = false;
    this.waiting = false;
    this.entry = null;
    this.source = null;
    this.pause();
    if (this.audio.hasAttribute("src")) {
      this.audio.removeAttribute("src");
      this.audio.load();
    }
  }

  pause(): void {
    if (!this.audio.paused) this.#quiet = true;
    this.audio.pause();
  }

  setQuality(quality: Quality): void {
    this.#stream?.setQuality(quality);
  }

  /** Tries again where it stood; true if the stream could be asked, false if it must be loaded anew. */
  retry(): boolean {
    this.#stream?.retry();
    return this.#stream !== null;
  }

  #waits(): void {
    if (!this.waiting && this.#sounded && !this.audio.seeking && !this.audio.ended) this.stalls += 1;
    this.waiting = true;
    this.#watchFrom(this.bufferedEnd, 0);
    this.#hooks.changed(this);
  }

  /** A stream may fall silent without a word: after a while without a byte it counts as broken. */
  #watchFrom(end: number, inVain: number): void {
    clearTimeout(this.#watch);
    this.#watch = window.setTimeout(() => {
      if (!this.waiting || this.audio.paused) return;
      if (this.bufferedEnd > end || !navigator.onLine) this.#watchFrom(this.bufferedEnd, 0);
      else if (inVain + 1 < IN_VAIN) this.#watchFrom(end, inVain + 1);
      else this.#hooks.trouble(this, "media");
    }, WATCH_MS);
  }

  #flows(): void {
    clearTimeout(this.#watch);
    this.waiting = false;
    this.#hooks.changed(this);
  }

  #seekOnceKnown(at: number, turn: number): void {
    const seek = () => {
      if (turn === this.#turn) this.audio.currentTime = at;
    };
    if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    else this.audio.addEventListener("loadedmetadata", seek, { once: true });
  }

  /** A plain element says little: a look at the address tells a withdrawn file from a broken line. */
  async #elementFailed(): Promise<void> {
    if (this.#stream || !this.source || !this.entry || !this.audio.error) return;
    const turn = this.#turn;
    const { code } = this.audio.error;
    let trouble: Trouble = code === MediaError.MEDIA_ERR_DECODE ? "media" : "network";
    if (trouble === "network") {
      try {
        const answer = await fetch(addressOf(this.entry.track, this.source) ?? "", { method: "HEAD" });
        if (GONE.has(answer.status)) trouble = "gone";
        else if (answer.ok) trouble = "media";
      } catch {
        // No answer at all: the line.
      }
    }
    if (turn === this.#turn) this.#hooks.trouble(this, trouble);
  }
}

function addressOf(track: Track, source: Source): string | null | undefined {
  return source === "hls" || source === "native" ? track.hls : source === "progressive" ? track.progressive : track.mp3;
}

/** Safari plays HLS by itself, and its phones allow background sound only so. */
const safari = /^Apple/.test(navigator.vendor) && new Audio().canPlayType(HLS_TYPE) !== "";

function playable(track: Track, source: Source): boolean {
  if (!addressOf(track, source)) return false;
  if (source === "hls") return !safari;
  if (source === "native") return safari;
  return new Audio().canPlayType(source === "progressive" ? 'audio/mp4; codecs="mp4a.40.2"' : "audio/mpeg") !== "";
}
