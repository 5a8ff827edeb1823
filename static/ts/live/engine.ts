import Hls, { type ErrorData } from "hls.js/light";
import type { Engine, Host, Stretch, Trouble } from "./types";

/** Seconds of a whole segment; only the last one of a run is shorter. */
const SEGMENT = 3.84;
/** What a line is taken for until it has shown what it carries, in bit/s: enough for the best rendition. */
const FIRST_GUESS = 800_000;

/** Plays the playlist through Media Source Extensions, part by part. */
export class Streamed implements Engine {
  readonly #hls: Hls;
  readonly #host: Host;
  #at: number | null = null;
  #started = false;
  #parsed = false;

  constructor(host: Host, url: string) {
    this.#host = host;
    const hls = new Hls({
      lowLatencyMode: true,
      autoStartLoad: false,
      // A rate that nobody hears brings a listener who fell behind back to the edge.
      maxLiveSyncPlaybackRate: 1.05,
      liveDurationInfinity: true,
      backBufferLength: 90,
      // What is sent is what is appended: there is nothing a worker could do.
      enableWorker: false,
      testBandwidth: false,
      abrEwmaDefaultEstimate: FIRST_GUESS,
    });
    this.#hls = hls;
    hls.on(Hls.Events.MANIFEST_PARSED, () => {
      this.#parsed = true;
      this.setQuality(host.quality);
      this.#load();
    });
    hls.on(Hls.Events.MEDIA_ATTACHED, () => host.ready());
    hls.on(Hls.Events.LEVEL_UPDATED, () => host.changed());
    hls.on(Hls.Events.LEVEL_SWITCHED, () => host.changed());
    hls.on(Hls.Events.ERROR, (_, data) => {
      if (data.fatal) host.trouble(troubleOf(data));
    });
    hls.loadSource(url);
    hls.attachMedia(host.audio);
  }

  static get isSupported(): boolean {
    return Hls.isSupported();
  }

  start(at: number | null): void {
    this.#at = at;
    this.#started = true;
    this.#load();
  }

  get stretch(): Stretch | null {
    const details = this.#hls.latestLevelDetails;
    const first = details?.fragments[0];
    if (!details || !first) return null;
    const end = details.live ? (this.#hls.liveSyncPosition ?? details.edge) : details.edge;
    return { start: first.start, end, at: this.#host.audio.currentTime, live: details.live };
  }

  get before(): number {
    return (this.#hls.latestLevelDetails?.startSN ?? 0) * SEGMENT;
  }

  get playingDate(): Date | null {
    return this.#hls.playingDate;
  }

  get level(): number {
    const level = this.#hls.levels[this.#hls.currentLevel];
    return level ? Math.round(level.bitrate / 1000) : 0;
  }

  setQuality(quality: string): void {
    const wanted = quality === "lossless" ? Infinity : Number(quality) * 1.2;
    // Levels stand from the cheapest to the best; a playlist may lack some of them.
    const fits = this.#hls.levels.filter((level) => level.bitrate / 1000 <= wanted).length;
    const level = quality === "auto" || Number.isNaN(wanted) ? -1 : Math.max(0, fits - 1);
    if (this.#hls.loadLevel < 0 || !this.#started) this.#hls.startLevel = level;
    this.#hls.loadLevel = level;
  }

  rest(): void {
    this.#started = false;
    this.#hls.stopLoad();
  }

  close(): void {
    this.#hls.destroy();
  }

  #load(): void {
    if (this.#parsed && this.#started) this.#hls.startLoad(this.#at ?? -1);
  }
}

function troubleOf(data: ErrorData): Trouble {
  const status = data.response?.code ?? 0;
  if (status === 401 || status === 403 || status === 404 || status === 410) return "gone";
  return data.type === Hls.ErrorTypes.NETWORK_ERROR ? "network" : "media";
}
