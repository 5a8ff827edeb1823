import type { Engine, Host, Stretch } from "./types";

/** Seconds behind the end of what can be reached at which a browser of Apple's plays a live stream. */
const HOLD_BACK = 1.5;

/** The browser plays the playlist by itself: Apple's do, with parts, and go on behind a locked screen. */
export class Native implements Engine {
  readonly before = 0;
  readonly level = 0;
  readonly #host: Host;
  readonly #url: string;
  readonly #ears = new AbortController();

  constructor(host: Host, url: string) {
    this.#host = host;
    this.#url = url;
    const { audio } = host;
    audio.addEventListener("error", () => void this.#failed(), { signal: this.#ears.signal });
    audio.addEventListener("loadedmetadata", () => host.changed(), { signal: this.#ears.signal });
  }

  static get isSupported(): boolean {
    return /^Apple/.test(navigator.vendor) && new Audio().canPlayType("application/vnd.apple.mpegurl") !== "";
  }

  start(at: number | null): void {
    const { audio } = this.#host;
    if (!audio.src) {
      audio.src = this.#url;
      audio.load();
    }
    if (at !== null) {
      const seek = () => (audio.currentTime = at);
      if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
      else audio.addEventListener("loadedmetadata", seek, { once: true, signal: this.#ears.signal });
    }
    this.#host.ready();
  }

  get stretch(): Stretch | null {
    const { seekable, duration, currentTime } = this.#host.audio;
    if (seekable.length === 0) return null;
    const live = duration === Infinity;
    const end = seekable.end(seekable.length - 1);
    return { start: seekable.start(0), end: live ? end - HOLD_BACK : end, at: currentTime, live };
  }

  get playingDate(): Date | null {
    const { audio } = this.#host;
    const began = (audio as HTMLAudioElement & { getStartDate?(): Date }).getStartDate?.().getTime() ?? NaN;
    return Number.isNaN(began) ? null : new Date(began + audio.currentTime * 1000);
  }

  setQuality(): void {
    // The browser chooses by itself.
  }

  rest(): void {
    // It stops fetching by itself.
  }

  close(): void {
    this.#ears.abort();
    this.#host.audio.removeAttribute("src");
    this.#host.audio.load();
  }

  async #failed(): Promise<void> {
    if (!this.#host.audio.error) return;
    let status = 0;
    try {
      status = (await fetch(this.#url)).status;
    } catch {
      // No answer at all: the line.
    }
    if (this.#ears.signal.aborted) return;
    this.#host.trouble(status === 0 || status >= 500 ? "network" : status >= 400 ? "gone" : "media");
  }
}
