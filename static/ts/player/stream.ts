/** hls.js, loaded at the first play of an HLS track. */
import Hls from "hls.js/light";
import type { ErrorData, HlsConfig, Level } from "hls.js";
import { exact, framesOf } from "./exact";
import type { Quality, Track } from "./types";

/** What ended a stream. `status` is the HTTP status where there was one. */
export interface StreamFailure {
  kind: "network" | "media";
  status: number;
}

export interface StreamHooks {
  levels(): void;
  failed(failure: StreamFailure): void;
}

const START_KBPS = 128;

/** One HLS presentation on one element. */
export class Stream {
  #hls: Hls;
  #recovered = false;
  #lacking = 0;

  constructor(audio: HTMLAudioElement, track: Track, at: number, quality: Quality, hooks: StreamHooks) {
    const config: Partial<HlsConfig> = {
      enableWorker: false, // A blob: worker is against the page's CSP, and fMP4 needs no transmuxing.
      startPosition: at > 0 ? at : -1,
      testBandwidth: false,
      maxBufferLength: 30,
      maxMaxBufferLength: 60,
      backBufferLength: 60,
      abrEwmaDefaultEstimate: 1_000_000,
    };
    this.#hls = new Hls(config as HlsConfig);
    const frames = framesOf(track);
    if (frames) exact(this.#hls, frames);
    this.#hls.on(Hls.Events.MANIFEST_PARSED, () => {
      this.#hls.startLevel = quality === "auto" ? nearest(this.#hls.levels, START_KBPS) : nearest(this.#hls.levels, Number(quality));
      if (quality !== "auto") this.#hls.loadLevel = this.#hls.startLevel;
      hooks.levels();
    });
    this.#hls.on(Hls.Events.FRAG_LOADED, () => {
      this.#lacking = 0;
    });
    this.#hls.on(Hls.Events.LEVEL_SWITCHED, () => hooks.levels());
    this.#hls.on(Hls.Events.ERROR, (_, data) => this.#error(data, hooks));
    this.#hls.loadSource(track.hls ?? "");
    this.#hls.attachMedia(audio);
  }

  static get works(): boolean {
    return Hls.isSupported();
  }

  /** The rungs in kbit/s, and the one that sounds (0: none yet). */
  get levels(): number[] {
    return this.#hls.levels.map(kbps);
  }

  get level(): number {
    const level = this.#hls.levels[this.#hls.currentLevel];
    return level ? kbps(level) : 0;
  }

  /** From the next segment on, without a break. */
  setQuality(quality: Quality): void {
    if (this.#hls.levels.length === 0) return;
    this.#hls.nextLevel = quality === "auto" ? -1 : nearest(this.#hls.levels, Number(quality));
  }

  /** Goes on loading after a network error. */
  retry(): void {
    this.#hls.startLoad();
  }

  close(): void {
    this.#hls.destroy();
  }

  #error(data: ErrorData, hooks: StreamHooks): void {
    // hls.js asks again and again for a segment that is gone; when every rung lacks it, that is that.
    const status = data.response?.code ?? 0;
    if (!data.fatal && data.details === Hls.ErrorDetails.FRAG_LOAD_ERROR && status >= 400 && status < 500) {
      this.#lacking += 1;
      if (this.#lacking >= this.#hls.levels.length) hooks.failed({ kind: "network", status });
      return;
    }
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.NETWORK_ERROR) {
      hooks.failed({ kind: "network", status });
    } else if (data.type === Hls.ErrorTypes.MEDIA_ERROR && data.details !== Hls.ErrorDetails.FRAG_PARSING_ERROR && !this.#recovered) {
      // A decoder that choked may go on afresh; bytes that are no audio stay so.
      this.#recovered = true;
      this.#hls.recoverMediaError();
    } else {
      hooks.failed({ kind: "media", status: 0 });
    }
  }
}

const RUNGS = [64, 128, 320];

/** A level's rung: the nominal rate nearest to what the playlist declares (which counts the container too). */
function kbps(level: Level): number {
  const rate = level.bitrate / 1000;
  return RUNGS.reduce((best, rung) => (Math.abs(rung - rate) < Math.abs(best - rate) ? rung : best), 64);
}

/** The level of a rung, or the best below it, or the lowest there is. */
function nearest(levels: Level[], rung: number): number {
  let best = -1;
  levels.forEach((level, at) => {
    const rate = kbps(level);
    const other = levels[best];
    if (rate <= rung && (!other || rate > kbps(other))) best = at;
  });
  if (best >= 0) return best;
  return levels.reduce((low, level, at) => (level.bitrate < (levels[low]?.bitrate ?? Infinity) ? at : low), 0);
}
